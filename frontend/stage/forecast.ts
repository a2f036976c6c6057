// Forecast against truth on the test range, the end of the training part before it, and the
// untrained network's forecast as a ghost.

import { element } from "../shared/elements.ts";
import { extentOf, linearTicks, logTicks, unite } from "../shared/ticks.ts";
import { drawXAxis, drawYAxis } from "./axes.ts";
import { createShown } from "./blend.ts";
import { clearLayer, createLayers, fitLayers, strokeTrace, tracePath } from "./layers.ts";
import { nearestIndex } from "./panel.ts";
import { fractionOf, indexAfter } from "./scale.ts";
import { rgb, runColour } from "./theme.ts";

// Share of the test range's width that earlier values may take, so the test stays the picture.
const CONTEXT_SHARE = { wide: 0.4, narrow: 0.22 };
// How far beyond the data a wild forecast may stretch the axis, in parts of the data's range.
const STRETCH = 0.3;

export function createForecast() {
  const box = element("div", { class: "plot", role: "img" });
  const layers = createLayers(box, 2);
  return { box, layers, shown: createShown(), key: "", domain: null, rect: { left: 0, right: 0, top: 0, bottom: 0 }, pointed: null };
}

function contextStart(model, narrow) {
  const { context, truth } = model;
  if (!truth.x.length || !context.x.length) return context.x.length;
  const span = truth.x[truth.x.length - 1] - truth.x[0];
  return indexAfter(context.x, truth.x[0] - span * (narrow ? CONTEXT_SHARE.narrow : CONTEXT_SHARE.wide));
}

// Only ever widens while the same runs are shown, so the axis stands still.
function widenForecastDomain(forecast, model, run, from) {
  // Probabilities live on 0..1 whatever has been seen of them.
  if (model.task.value_range) {
    const [low, high] = model.task.value_range;
    forecast.domain = [low, model.task.logarithmic ? high * 1.15 : high + (high - low) * 0.04];
    return;
  }
  const { context, truth } = model;
  const data = unite(extentOf(truth.y, 0, truth.y.length), extentOf(context.y, from, context.y.length)) || [0, 1];
  const span = data[1] - data[0] || Math.abs(data[1]) || 1;
  const drawn = extentOf(run.frames.forecast.data, 0, run.frames.forecast.frames * truth.y.length) || data;
  const wanted = [
    Math.max(data[0] - span * STRETCH, Math.min(data[0], drawn[0])) - span * 0.05,
    Math.min(data[1] + span * STRETCH, Math.max(data[1], drawn[1])) + span * 0.05,
  ];
  forecast.domain = forecast.domain ? unite(forecast.domain, wanted) : wanted;
}

function forecastScale(forecast, model, from) {
  const log = Boolean(model.task.logarithmic);
  const { left, right, top, bottom } = forecast.rect;
  const { truth, context } = model;
  const first = from < context.x.length ? context.x[from] : truth.x[0] || 0;
  const last = truth.x.length ? truth.x[truth.x.length - 1] : 1;
  const x = [first, last > first ? last : first + 1];
  return {
    x,
    xAt: (value) => left + fractionOf(value, x, false) * (right - left),
    // Of the truth, which is 0 where shares should vanish, there is no logarithm and no line.
    yAt: (value) => (log && !(value > 0) ? NaN
      : bottom - fractionOf(log ? Math.max(value, forecast.domain[0]) : value, forecast.domain, log) * (bottom - top)),
  };
}

function clipToRect(context, { left, right, top, bottom }) {
  context.beginPath();
  context.rect(left, top - 1, right - left + 2, bottom - top + 2);
  context.clip();
}

function drawForecastBack(forecast, run, model, theme, from, scale) {
  const { rect } = forecast;
  const context = clearLayer(forecast.layers, 0);
  const { xAt, yAt } = scale;
  const rows = Math.max(3, Math.round((rect.bottom - rect.top) / (model.task.logarithmic ? 18 : 36)));
  const ticksOf = model.task.logarithmic ? logTicks : linearTicks;
  drawYAxis(context, rect, ticksOf(forecast.domain[0], forecast.domain[1], rows), yAt, theme);
  const columns = Math.max(2, Math.round((rect.right - rect.left) / 90));
  drawXAxis(context, rect, linearTicks(scale.x[0], scale.x[1], columns, 1), xAt, model.task.step_name || "step", theme);
  const { truth, context: before } = model;
  const gray = model.palette.truth;
  context.save();
  clipToRect(context, rect);
  if (from < before.x.length && truth.x.length) {
    const edge = Math.round((xAt(before.x[before.x.length - 1]) + xAt(truth.x[0])) / 2);
    context.fillStyle = rgb(theme.text, 0.045);
    context.fillRect(rect.left, rect.top - 1, edge - rect.left, rect.bottom - rect.top + 1);
    context.globalAlpha = 0.55;
    strokeTrace(context, tracePath(before.x.length - from, (k) => xAt(before.x[from + k]), (k) => yAt(before.y[from + k]), 1), gray, 1.25);
    context.globalAlpha = 1;
    drawPartName(context, rect, edge, theme);
  }
  strokeTrace(context, tracePath(truth.x.length, (k) => xAt(truth.x[k]), (k) => yAt(truth.y[k]), 2.5), gray, 1.75);
  if (hasGhost(run)) {
    context.globalAlpha = 0.7;
    strokeTrace(context, traceForecast(run.frames.forecast.data, model, scale), rgb(runColour(run, theme)), 1.5, [2, 3]);
    context.globalAlpha = 1;
  }
  context.restore();
}

function drawPartName(context, rect, edge, theme) {
  context.font = `11px ${theme.font}`;
  if (edge - rect.left < context.measureText("before").width + 14) return;
  context.textAlign = "right";
  context.textBaseline = "top";
  context.fillStyle = rgb(theme.muted);
  context.fillText("before", edge - 6, rect.top + 2);
}

export function hasGhost(run) {
  return run.frames.forecast.frames > 0 && run.frames.epochs[0] === 0;
}

function traceForecast(numbers, model, { xAt, yAt }) {
  const { x } = model.truth;
  return tracePath(x.length, (k) => xAt(x[k]), (k) => yAt(numbers[k]), 3);
}

export function paintForecast(forecast, run, view, size) {
  if (size.width < 60 || size.height < 40) return;
  const { theme, model } = view;
  const resized = fitLayers(forecast.layers, size.width, size.height);
  forecast.rect = { left: 44, right: size.width - 6, top: 6, bottom: size.height - 26 };
  const from = contextStart(model, size.width < 460);
  if (view.fresh || !forecast.domain) widenForecastDomain(forecast, model, run, from);
  const scale = forecastScale(forecast, model, from);
  const key = `${view.version}|${theme.key}`;
  if (resized || forecast.key !== key) {
    forecast.key = key;
    drawForecastBack(forecast, run, model, theme, from, scale);
  }
  const context = clearLayer(forecast.layers, 1);
  if (forecast.shown.has) {
    context.save();
    clipToRect(context, forecast.rect);
    strokeTrace(context, traceForecast(forecast.shown.numbers, model, scale), rgb(runColour(run, theme)), 2.2);
    context.restore();
  }
  if (forecast.pointed !== null) drawPointedStep(context, forecast, run, model, theme, scale);
}

function drawPointedStep(context, forecast, run, model, theme, { xAt, yAt }) {
  const at = forecast.pointed;
  const x = xAt(model.truth.x[at]);
  const dot = (value, colour) => {
    if (!Number.isFinite(yAt(value))) return;
    context.fillStyle = colour;
    context.beginPath();
    context.arc(x, Math.max(forecast.rect.top, Math.min(forecast.rect.bottom, yAt(value))), 3.5, 0, 2 * Math.PI);
    context.fill();
  };
  context.strokeStyle = rgb(theme.muted);
  context.lineWidth = 1;
  context.setLineDash([3, 3]);
  context.beginPath();
  context.moveTo(Math.round(x) + 0.5, forecast.rect.top);
  context.lineTo(Math.round(x) + 0.5, forecast.rect.bottom);
  context.stroke();
  context.setLineDash([]);
  dot(model.truth.y[at], model.palette.truth);
  if (forecast.shown.has) dot(forecast.shown.numbers[at], rgb(runColour(run, theme)));
}

// The test step nearest to a pixel, or null left of the test range.
export function stepUnder(forecast, model, pixelX, narrow) {
  const { x } = model.truth;
  if (!x.length) return null;
  const scale = forecastScale(forecast, model, contextStart(model, narrow));
  const share = (pixelX - forecast.rect.left) / Math.max(1, forecast.rect.right - forecast.rect.left);
  const value = scale.x[0] + share * (scale.x[1] - scale.x[0]);
  return value < x[0] - 1 ? null : nearestIndex(x, value);
}
