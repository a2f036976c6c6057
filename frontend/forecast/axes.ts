// One time axis and one value axis for both panels, so that they can be read together.

import { extentOf, linearTicks, unite } from "../shared/ticks.ts";
import { fractionOf } from "../stage/scale.ts";
import { rgb } from "../stage/theme.ts";
import { indexNear } from "./model.ts";
import { drawn, short } from "./svg.ts";

// How far a wild forecast may stretch the value axis beyond the data, in parts of the data's span.
const STRETCH = 0.25;
const MARGIN = { left: 52, right: 10, top: 22, bottom: 24 };

export function valueDomain(model) {
  const data = extentOf(model.truth, 0, model.truth.length);
  const span = data[1] - data[0] || Math.abs(data[1]) || 1;
  const room = [data[0] - span * STRETCH, data[1] + span * STRETCH];
  // An edge of the training range that is far from all that is drawn would only flatten it.
  let shown = unite(data, extentOf(model.range.filter((edge) => edge >= room[0] && edge <= room[1]), 0, 2));
  for (const { members } of model.networks) {
    for (const { one, free } of members) {
      shown = unite(shown, unite(extentOf(one, 0, one.length), extentOf(free, 0, free.length)));
    }
  }
  return [Math.max(room[0], shown[0]) - span * 0.05, Math.min(room[1], shown[1]) + span * 0.05];
}

function wholeView(model) {
  return [model.x[0], model.x[model.x.length - 1]];
}

// A long test range opens on as much of it as a free run can be seen in.
export function openingView(model, state, narrow) {
  const whole = model.x.length;
  const most = Math.round(model.horizon * (narrow ? 1.7 : 2.5));
  const before = Math.min(model.testAt, Math.round(model.horizon * 0.3));
  if (whole <= most + before) return narrow ? [model.x[model.testAt - before], model.x[whole - 1]] : null;
  const from = Math.max(0, Math.min(model.starts[state.at] - before, whole - most - before));
  return [model.x[from], model.x[Math.min(whole - 1, from + before + most)]];
}

export function scalesOf(model, state, size, foot) {
  const rect = { left: MARGIN.left, right: size.width - MARGIN.right, top: MARGIN.top, bottom: size.height - MARGIN.bottom - foot };
  const x = state.view || wholeView(model);
  const y = model.domain;
  const xOf = (value) => rect.left + fractionOf(value, x, false) * (rect.right - rect.left);
  return {
    rect, x, y,
    xAt: (index) => xOf(model.x[index]),
    yAt: (value) => rect.bottom - Math.max(-1, Math.min(2, fractionOf(value, y, false))) * (rect.bottom - rect.top),
    valueUnder: (pixel) => x[0] + ((pixel - rect.left) / Math.max(1, rect.right - rect.left)) * (x[1] - x[0]),
  };
}

function xTicks(model, scales) {
  const { rect, x } = scales;
  const whole = Number.isInteger(model.x[0]) && Number.isInteger(model.x[1]);
  const count = Math.max(2, Math.round((rect.right - rect.left) / (model.labels.length ? 120 : 90)));
  const ticks = linearTicks(x[0], x[1], count, whole ? 1 : 0);
  if (!model.labels.length) return ticks;
  return ticks.map(({ value }) => ({ value, index: indexNear(model.x, value) }))
    .filter(({ index }) => index < model.labels.length)
    .map(({ value, index }) => ({ value, label: model.labels[index] }));
}

export function drawAxes(model, scales, theme, footTop) {
  const { rect } = scales;
  const axes = drawn("g", { "font-size": 12, fill: rgb(theme.muted), "aria-hidden": "true" });
  const rows = Math.max(3, Math.round((rect.bottom - rect.top) / 40));
  for (const tick of linearTicks(scales.y[0], scales.y[1], rows)) {
    const y = Math.round(scales.yAt(tick.value)) + 0.5;
    axes.append(drawn("line", { x1: rect.left, x2: rect.right, y1: y, y2: y, stroke: rgb(theme.grid) }));
    axes.append(drawn("text", { x: rect.left - 7, y: y + 4, "text-anchor": "end" }, tick.label));
  }
  const bottom = footTop || rect.bottom;
  axes.append(drawn("line", { x1: rect.left, x2: rect.right, y1: bottom + 0.5, y2: bottom + 0.5, stroke: rgb(theme.axis) }));
  const ticks = xTicks(model, scales);
  ticks.forEach((tick, k) => {
    const x = rect.left + fractionOf(tick.value, scales.x, false) * (rect.right - rect.left);
    const last = k === ticks.length - 1;
    const text = last && !model.labels.length && ticks.length > 1 ? `${model.stepName} ${tick.label}` : tick.label;
    const half = text.length * 3.3;
    axes.append(drawn("line", { x1: x, x2: x, y1: bottom, y2: bottom + 4, stroke: rgb(theme.axis) }));
    axes.append(drawn("text", { x: short(Math.max(half, Math.min(rect.right + MARGIN.right - half, x))), y: bottom + 17, "text-anchor": "middle" }, text));
  });
  return axes;
}

// The range of the training part: what lies beyond it is shaded.
export function drawTrainingRange(model, scales, theme) {
  const { rect } = scales;
  const [low, high] = model.range.map((value) => Math.round(Math.max(rect.top, Math.min(rect.bottom, scales.yAt(value)))) + 0.5);
  const shade = { x: rect.left, width: Math.max(0, rect.right - rect.left), fill: rgb(theme.text, 0.06) };
  const edge = { x1: rect.left, x2: rect.right, stroke: rgb(theme.muted), "stroke-width": 0.75, "stroke-dasharray": "2 3" };
  return drawn("g", { "data-role": "training-range" },
    drawn("rect", { ...shade, y: rect.top, height: Math.max(0, high - rect.top) }),
    drawn("rect", { ...shade, y: low, height: Math.max(0, rect.bottom - low) }),
    ...[high, low].filter((y) => y > rect.top + 1 && y < rect.bottom - 1).map((y) => drawn("line", { ...edge, y1: y, y2: y })));
}
