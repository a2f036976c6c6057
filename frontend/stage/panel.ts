// One plot of curves over epochs. Axes lie below; the lines are drawn once into a hidden canvas
// and copied each frame, in full up to the playhead and faintly after it.

import { element, setAttribute } from "../shared/elements.ts";
import { formatTick } from "../shared/numbers.ts";
import { linearTicks, logTicks } from "../shared/ticks.ts";
import { axisFont, drawXAxis, drawYAxis } from "./axes.ts";
import { clearLayer, createLayers, fitLayers, strokeTrace, tracePath } from "./layers.ts";
import { fractionOf, indexAfter, thinIndices } from "./scale.ts";
import { rgb } from "./theme.ts";

const FUTURE_ALPHA = 0.35;

// A "?" that says more when it is pointed at or read aloud.
export function createHelp(words = "") {
  const help = element("span", { class: "help", role: "note" }, "?");
  sayHelp(help, words);
  return help;
}

export function sayHelp(help, words) {
  setAttribute(help, "title", words);
  setAttribute(help, "aria-label", words);
}

export function createPanel({ kind, title, help, tools = [] }) {
  const caption = element("span", { class: "axis-name" });
  const box = element("div", { class: "plot", role: "img" });
  const tooltip = element("div", { class: "tooltip", "aria-hidden": "true" });
  const empty = element("div", { class: "empty" });
  const layers = createLayers(box, 2);
  box.append(empty, tooltip);
  return {
    kind,
    element: element("figure", { class: `panel panel-${kind}` },
      element("figcaption", {}, element("span", { class: "panel-title" }, title), caption, help, element("span", { class: "spacer" }), ...tools), box),
    caption,
    box,
    tooltip,
    empty,
    layers,
    lines: document.createElement("canvas"),
    key: "",
    rect: { left: 0, right: 0, top: 0, bottom: 0 },
    domain: { x: [0, 1], y: [0, 1], log: false },
  };
}

export function panelX(panel, epoch) {
  const { left, right } = panel.rect;
  return left + fractionOf(epoch, panel.domain.x, false) * (right - left);
}

export function panelY(panel, value) {
  const { log, y } = panel.domain;
  if (log && !(value > 0)) return NaN;
  const { top, bottom } = panel.rect;
  return bottom - fractionOf(value, y, log) * (bottom - top);
}

export function epochUnder(panel, pixelX) {
  const { left, right } = panel.rect;
  const share = Math.max(0, Math.min(1, (pixelX - left) / Math.max(1, right - left)));
  return panel.domain.x[0] + share * (panel.domain.x[1] - panel.domain.x[0]);
}

// Only what lies within the x range, one point beyond either side so that lines reach the edge.
function visibleSlice(epochs, domain) {
  const from = Math.max(0, indexAfter(epochs, domain[0]) - 2);
  return [from, Math.min(epochs.length, indexAfter(epochs, domain[1]) + 1)];
}

function drawPanelAxes(panel, theme) {
  const context = clearLayer(panel.layers, 0);
  const { x, y, log } = panel.domain;
  const rows = Math.max(2, Math.round((panel.rect.bottom - panel.rect.top) / 38));
  const columns = Math.max(2, Math.round((panel.rect.right - panel.rect.left) / 90));
  const yTicks = log ? logTicks(y[0], y[1], rows) : linearTicks(y[0], y[1], rows);
  drawYAxis(context, panel.rect, yTicks, (value) => panelY(panel, value), theme);
  drawXAxis(context, panel.rect, linearTicks(x[0], x[1], columns, 1), (value) => panelX(panel, value), "epoch", theme);
}

function drawBaseline(context, panel, baseline, theme) {
  const y = panelY(panel, baseline.loss);
  const { left, right, top, bottom } = panel.rect;
  if (!Number.isFinite(y) || y < top || y > bottom) return;
  context.strokeStyle = baseline.colour;
  context.lineWidth = 1.5;
  context.setLineDash([6, 4]);
  context.beginPath();
  context.moveTo(left, Math.round(y) + 0.5);
  context.lineTo(right, Math.round(y) + 0.5);
  context.stroke();
  context.setLineDash([]);
  context.font = axisFont(theme);
  context.textAlign = "right";
  context.textBaseline = y - top > 20 ? "bottom" : "top";
  const textY = y - top > 20 ? y - 3 : y + 4;
  context.lineWidth = 4;
  context.lineJoin = "round";
  context.strokeStyle = rgb(theme.card);
  context.strokeText(baseline.text, right - 4, textY);
  context.fillStyle = rgb(theme.muted);
  context.fillText(baseline.text, right - 4, textY);
}

function drawPanelLines(panel, series) {
  const { layers, rect, lines } = panel;
  lines.width = layers.canvases[1].width;
  lines.height = layers.canvases[1].height;
  const context = lines.getContext("2d");
  context.setTransform(layers.ratio, 0, 0, layers.ratio, 0, 0);
  context.beginPath();
  context.rect(rect.left, rect.top - 2, rect.right - rect.left + 2, rect.bottom - rect.top + 4);
  context.clip();
  for (const line of series) {
    const [from, to] = visibleSlice(line.epochs, panel.domain.x);
    const kept = thinIndices(line.values, from, to, Math.ceil((rect.right - rect.left) / 1.5));
    const trace = tracePath(kept.length,
      (k) => panelX(panel, line.epochs[kept[k]]),
      (k) => panelY(panel, line.values[kept[k]]), line.width);
    context.globalAlpha = line.alpha;
    strokeTrace(context, trace, line.colour, line.width, line.dash);
  }
}

function copyLines(context, panel, fromX, toX, alpha) {
  const { lines, layers } = panel;
  const width = toX - fromX;
  if (width <= 0) return;
  context.globalAlpha = alpha;
  context.save();
  context.beginPath();
  context.rect(fromX, 0, width, layers.height);
  context.clip();
  context.drawImage(lines, 0, 0, layers.width, layers.height);
  context.restore();
  context.globalAlpha = 1;
}

function drawUpright(context, panel, epoch, colour, dash) {
  const x = panelX(panel, epoch);
  if (x < panel.rect.left - 0.5 || x > panel.rect.right + 0.5) return;
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.setLineDash(dash);
  context.beginPath();
  context.moveTo(Math.round(x) + 0.5, panel.rect.top);
  context.lineTo(Math.round(x) + 0.5, panel.rect.bottom);
  context.stroke();
  context.setLineDash([]);
}

// `scene`: series, baseline, domain, theme, key, playhead (null at the end), hover, selection.
export function paintPanel(panel, scene, size) {
  if (size.width < 60 || size.height < 40) return;
  const resized = fitLayers(panel.layers, size.width, size.height);
  panel.domain = scene.domain;
  panel.rect = { left: 46, right: size.width - 10, top: 8, bottom: size.height - 26 };
  const { x, y, log } = scene.domain;
  const key = `${scene.key}|${x}|${y}|${log}|${scene.theme.key}`;
  if (resized || key !== panel.key) {
    panel.key = key;
    drawPanelAxes(panel, scene.theme);
    drawPanelLines(panel, scene.series);
  }
  const context = clearLayer(panel.layers, 1);
  const split = scene.playhead === null ? size.width : panelX(panel, scene.playhead);
  copyLines(context, panel, 0, Math.min(size.width, split), 1);
  copyLines(context, panel, Math.max(0, split), size.width, FUTURE_ALPHA);
  if (scene.baseline) drawBaseline(context, panel, scene.baseline, scene.theme);
  drawBest(context, panel, scene);
  drawDivergence(context, panel, scene);
  if (scene.playhead !== null) drawUpright(context, panel, scene.playhead, rgb(scene.theme.text), []);
  if (scene.hover !== null) drawHover(context, panel, scene);
  if (scene.selection) drawSelection(context, panel, scene.selection, scene.theme);
}

// A ring where the validation loss was lowest: the weights that the network keeps.
function drawBest(context, panel, { series, theme }) {
  for (const line of series) {
    if (!line.best) continue;
    const at = nearestIndex(line.epochs, line.best);
    const x = at < 0 ? NaN : panelX(panel, line.epochs[at]);
    const y = at < 0 ? NaN : panelY(panel, line.values[at]);
    if (!Number.isFinite(y) || x < panel.rect.left - 1 || x > panel.rect.right + 1) continue;
    context.fillStyle = rgb(theme.page);
    context.strokeStyle = line.colour;
    context.lineWidth = 2;
    context.beginPath();
    context.arc(x, y, 4.5, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
  }
}

// The epoch in which a run became infinite: a dotted line in its colour, named at the top.
function drawDivergence(context, panel, { series, theme }) {
  const { left, right, top } = panel.rect;
  const named = new Map();
  for (const { divergedIn, colour } of series) {
    const x = divergedIn ? panelX(panel, divergedIn) : NaN;
    if (!(x >= left - 1 && x <= right + 1)) continue;
    drawUpright(context, panel, divergedIn, colour, [2, 3]);
    named.set(divergedIn, x);
  }
  context.font = axisFont(theme);
  context.textBaseline = "top";
  context.lineWidth = 4;
  context.lineJoin = "round";
  context.strokeStyle = rgb(theme.card);
  context.fillStyle = rgb(theme.text);
  for (const [epoch, x] of named) {
    const words = divergedWords(epoch);
    const before = x + 5 + context.measureText(words).width > right + 8;
    context.textAlign = before ? "right" : "left";
    context.strokeText(words, x + (before ? -5 : 5), top + 2);
    context.fillText(words, x + (before ? -5 : 5), top + 2);
  }
}

function divergedWords(epoch) {
  return `diverged in epoch ${formatTick(epoch, 1)}`;
}

function drawHover(context, panel, { hover, series, theme }) {
  drawUpright(context, panel, hover, rgb(theme.muted), [3, 3]);
  for (const line of series) {
    const at = nearestIndex(line.epochs, hover);
    if (at < 0) continue;
    const x = panelX(panel, line.epochs[at]);
    const y = panelY(panel, line.values[at]);
    if (!Number.isFinite(y) || x < panel.rect.left - 1 || x > panel.rect.right + 1) continue;
    context.fillStyle = line.colour;
    context.strokeStyle = rgb(theme.page);
    context.lineWidth = 1.5;
    context.beginPath();
    context.arc(x, y, line.width + 1.6, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
  }
}

function drawSelection(context, panel, [first, second], theme) {
  const from = panelX(panel, Math.min(first, second));
  const to = panelX(panel, Math.max(first, second));
  context.fillStyle = rgb(theme.text, 0.1);
  context.fillRect(from, panel.rect.top, to - from, panel.rect.bottom - panel.rect.top);
}

export function nearestIndex(epochs, epoch) {
  if (!epochs.length) return -1;
  const after = indexAfter(epochs, epoch);
  if (after === 0) return 0;
  if (after >= epochs.length) return epochs.length - 1;
  return epoch - epochs[after - 1] <= epochs[after] - epoch ? after - 1 : after;
}
