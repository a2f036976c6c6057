// The two panels and the handle: what stays while the start moves, and what follows it.

import { element, setAttribute, setText } from "../shared/elements.ts";
import { fractionOf } from "../stage/scale.ts";
import { rgb } from "../stage/theme.ts";
import { drawAxes, drawTrainingRange } from "./axes.ts";
import { drawForecasts, drawLeaving, drawStrips, drawTruth } from "./curves.ts";
import { freeRunOf, oneStepOf, placeName } from "./model.ts";
import { drawCrosshair } from "./readout.ts";
import { drawn, short } from "./svg.ts";

export function createPanel(kind, title, note) {
  const back = drawn("g");
  const clip = drawn("rect");
  const lines = drawn("g", { "clip-path": `url(#clip-${kind})` });
  const front = drawn("g");
  const svg = drawn("svg", { role: "group", "aria-label": title }, drawn("clipPath", { id: `clip-${kind}` }, clip), back, lines, front);
  const tooltip = element("div", { class: "tooltip", "aria-hidden": "true" });
  const box = element("div", { class: `plot plot-${kind}`, "data-role": `plot-${kind}` }, svg, tooltip);
  const caption = element("span", { class: "value-name" });
  const element = element("figure", {}, element("figcaption", {}, element("b", {}, title), element("span", { class: "note" }, note), caption), box);
  return { kind, title, element, box, svg, back, lines, front, clip, tooltip, caption, scales: null };
}

// What stays while the start moves.
export function paintBack(view, one, free, foot) {
  const { model, state, theme } = view;
  [[view.one, one], [view.free, free]].forEach(([panel, size]) => {
    const { rect } = panel.scales;
    setAttribute(panel.svg, "width", String(size.width));
    setAttribute(panel.svg, "height", String(size.height));
    setAttribute(panel.svg, "font-family", theme.font);
    for (const [name, value] of [["x", rect.left], ["y", rect.top - 2], ["width", Math.max(0, rect.right - rect.left)], ["height", Math.max(0, rect.bottom - rect.top + 4)]]) {
      setAttribute(panel.clip, name, String(value));
    }
    const footTop = panel === view.free && foot ? rect.bottom + foot : 0;
    panel.back.replaceChildren(drawTrainingRange(model, panel.scales, theme), drawAxes(model, panel.scales, theme, footTop), ...drawEdges(model, panel.scales, theme, panel === view.one));
    setText(panel.caption, model.unit ? `${model.valueName} (${model.unit})` : model.valueName);
  });
  const spanFor = (group, before) => oneStepOf(group, before);
  view.one.lines.replaceChildren(drawTruth(model, view.one.scales), ...drawForecasts(model, state, theme, view.one.scales, "one-path", spanFor, model.testAt));
}

// Where the test range begins and where the data end.
function drawEdges(model, scales, theme, named) {
  const marks = [];
  const end = model.testAt + model.testCount - 1;
  for (const [index, words, anchor] of [[model.testAt, "test range", "start"], [end, "data end", "end"]]) {
    const x = scales.xAt(index);
    if (x < scales.rect.left || x > scales.rect.right) continue;
    marks.push(drawn("line", { x1: x, x2: x, y1: scales.rect.top, y2: scales.rect.bottom, stroke: rgb(theme.axis), "stroke-width": 1 }));
    if (named) marks.push(drawn("text", { x, y: scales.rect.top - 6, "text-anchor": anchor, "font-size": 12, fill: rgb(theme.muted) }, words));
  }
  return marks;
}

// What follows the start.
export function paintRun(view) {
  const { model, state, theme } = view;
  const { scales } = view.free;
  const spanFor = (group, before) => freeRunOf(model, group, state, before);
  view.free.lines.replaceChildren(drawTruth(model, scales),
    ...drawForecasts(model, state, theme, scales, "free-path", spanFor, model.starts[state.at]));
  view.free.front.replaceChildren(...[drawStrips(model, state, theme, scales), drawLeaving(model, state, theme, scales), drawCrosshair(model, state, scales, theme)].filter(Boolean));
  const chosen = state.selection && drawSelection(view.one.scales, state.selection, theme);
  view.one.front.replaceChildren(...[drawCrosshair(model, state, view.one.scales, theme), chosen].filter(Boolean));
}

function drawSelection(scales, [from, to], theme) {
  const { rect, x } = scales;
  const [left, right] = [from, to].map((value) => Math.max(rect.left, Math.min(rect.right, rect.left + fractionOf(value, x, false) * (rect.right - rect.left)))).sort((a, b) => a - b);
  return drawn("rect", { x: left, width: right - left, y: rect.top, height: rect.bottom - rect.top, fill: rgb(theme.text, 0.12) });
}

export function paintHandle(view) {
  const { model, state, theme, handle } = view;
  const { rect } = view.free.scales;
  // The line stands where the last true value is: the run begins one step after it.
  const x = view.free.scales.xAt(model.starts[state.at] - 1);
  const away = x < rect.left - 1 || x > rect.right + 1;
  setAttribute(handle, "visibility", away ? "hidden" : "visible");
  const ink = rgb(theme.text);
  const flag = { x: short(x - 13), y: 1, width: 26, height: 18, rx: 5, fill: ink };
  handle.replaceChildren(
    drawn("line", { x1: short(x), x2: short(x), y1: 18, y2: rect.bottom, stroke: ink, "stroke-width": 1.5 }),
    drawn("rect", { x: short(x - 14), y: 0, width: 28, height: rect.bottom, fill: "transparent" }),
    drawn("rect", { class: "flag", ...flag }),
    drawn("path", { d: `M${short(x - 3.5)} 6l-4 4l4 4M${short(x + 3.5)} 6l4 4l-4 4`, stroke: rgb(theme.page), "stroke-width": 1.75, fill: "none" }),
    ...startName(view, x));
  for (const [name, value] of [["aria-valuemin", 0], ["aria-valuemax", model.starts.length - 1], ["aria-valuenow", state.at], ["aria-valuetext", placeName(model, model.starts[state.at])]]) {
    setAttribute(handle, name, String(value));
  }
}

function startName(view, x) {
  const { model, state, theme } = view;
  const words = `starts at ${placeName(model, model.starts[state.at])}`;
  const right = x + 18 + words.length * 6.6 < view.free.scales.rect.right;
  return [drawn("text", { x: short(right ? x + 18 : x - 18), y: 14, "text-anchor": right ? "start" : "end", "font-size": 12, fill: rgb(theme.text) }, words)];
}
