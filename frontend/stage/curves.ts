// Learning curves and gradient norm of all runs: one zoom, one legend, one crosshair.

import { element } from "../shared/elements.ts";
import { formatNumber } from "../shared/numbers.ts";
import { extentOf, roundLinearDomain, roundLogDomain, unite } from "../shared/ticks.ts";
import { createHelp, createPanel, epochUnder, nearestIndex, paintPanel } from "./panel.ts";
import { showTooltip } from "./readout.ts";
import { indexAfter } from "./scale.ts";
import { rgb, runColour, runDash } from "./theme.ts";

const LOSS_FIELDS = [
  { name: "train", words: "training", width: 1.25, alpha: 0.75 },
  { name: "validation", words: "validation", width: 2.4, alpha: 1 },
];
const GRADIENT_FIELDS = [{ name: "gradient", words: "norm", width: 1.6, alpha: 1 }];
const GRADIENT_HELP = "The length of the gradient of the loss with respect to all weights, before any clipping: the mean over the epoch's updates.";

export function createCurves(sizes, changed) {
  const reset = element("button", { type: "button", class: "reset", "data-role": "reset-zoom" }, "reset zoom");
  const lossHelp = createHelp();
  const hint = createZoomHint();
  const loss = createPanel({ kind: "loss", title: "Learning curves", help: lossHelp, tools: [hint, reset] });
  const gradient = createPanel({ kind: "gradient", title: "Gradient norm", help: createHelp(GRADIENT_HELP) });
  const legend = element("div", { class: "legend", role: "group", "aria-label": "Shown runs" });
  const linear = element("button", { type: "button", "data-role": "scale-linear" }, "linear");
  const logarithmic = element("button", { type: "button", "data-role": "scale-log" }, "log");
  const scale = element("div", { class: "segments", role: "group", "aria-label": "Vertical scale" }, linear, logarithmic);
  const key = element("span", { class: "key", "aria-hidden": "true" },
    element("i", { class: "thin" }), "training", element("i", { class: "bold" }), "validation",
    element("i", { class: "ring" }), "best");
  const element = element("section", { class: "card curves", "data-role": "curves", "aria-label": "Learning curves" },
    element("div", { class: "curves-head" }, legend, key, element("span", { class: "spacer" }), scale),
    element("div", { class: "curves-plots" }, loss.element, gradient.element));
  const curves = {
    element, loss, lossHelp, hint, gradient, legend, linear, logarithmic, reset,
    panels: [loss, gradient],
    hidden: new Set(), zoom: null, log: true, hover: null, selection: null,
    shown: null, version: 0,
  };
  linear.onclick = () => setScale(curves, false, changed);
  logarithmic.onclick = () => setScale(curves, true, changed);
  reset.onclick = () => resetZoom(curves, changed);
  for (const panel of curves.panels) {
    sizes.watch(panel.box);
    attachPointer(panel, curves, changed);
  }
  return curves;
}

// Said once, where the way back stands while a part is shown.
export function createZoomHint() {
  return element("span", { class: "zoom-hint" }, "drag to zoom, double-click to see all");
}

export function showZoom(curves) {
  curves.reset.classList.toggle("none", !curves.zoom);
  curves.hint.classList.toggle("none", Boolean(curves.zoom));
}

export function setScale(curves, log, changed) {
  if (curves.log !== log) curves.shown = null;
  curves.log = log;
  changed();
}

export function resetZoom(curves, changed) {
  curves.zoom = null;
  changed();
}

export function forgetChoices(curves) {
  Object.assign(curves, { zoom: null, hover: null, selection: null, shown: null });
  curves.hidden.clear();
}

// Wheel and vertical swipes stay with the page: only pointer drags are taken.
export function attachPointer(panel, curves, changed) {
  const { box } = panel;
  const point = (event) => {
    curves.hover = { panel, epoch: epochOf(event) };
    changed();
  };
  const epochOf = (event) => epochUnder(panel, event.clientX - box.getBoundingClientRect().left);
  let startX = null;
  box.onpointerdown = (event) => {
    if (event.button !== 0) return;
    startX = event.clientX;
    curves.selection = [epochOf(event), epochOf(event)];
    box.setPointerCapture(event.pointerId);
    point(event);
  };
  box.onpointermove = (event) => {
    if (startX !== null) curves.selection = [curves.selection[0], epochOf(event)];
    point(event);
  };
  box.onpointerup = (event) => {
    const dragged = startX !== null && Math.abs(event.clientX - startX) >= 6;
    if (dragged) zoomTo(curves, curves.selection);
    startX = null;
    curves.selection = null;
    changed();
  };
  box.onpointercancel = () => {
    startX = null;
    curves.selection = null;
    curves.hover = null;
    changed();
  };
  // A finger leaves as it lifts: its readout stays until the next tap, see forgetTaps.
  box.onpointerleave = (event) => {
    if (startX !== null || event.pointerType === "touch") return;
    curves.hover = null;
    changed();
  };
  box.ondblclick = () => resetZoom(curves, changed);
}

export function forgetTaps(curves, path) {
  if (curves.hover && !path.includes(curves.hover.panel.box)) curves.hover = null;
}

function zoomTo(curves, [first, second]) {
  const [low, high] = [Math.min(first, second), Math.max(first, second)];
  const middle = (low + high) / 2;
  const half = Math.max(0.5, (high - low) / 2);
  curves.zoom = [Math.max(0, middle - half), middle + half];
}

export function shownRuns(curves, model) {
  return model.runs.filter((run) => !curves.hidden.has(run.id));
}

export function yDomainOf(curves, runs, fields, xDomain, baseline) {
  let extent = null;
  for (const run of runs) {
    const from = indexAfter(run.curve.epoch, xDomain[0] - 1e-6);
    const to = indexAfter(run.curve.epoch, xDomain[1] + 1e-6);
    for (const field of fields) extent = unite(extent, extentOf(run.curve[field.name], from, to, curves.log));
    // A zoom between two points: the line passes through, so its ends count.
    if (from === to && to > 0 && to < run.curve.epoch.length) {
      for (const field of fields) extent = unite(extent, extentOf(run.curve[field.name], from - 1, to + 1, curves.log));
    }
  }
  if (baseline && !curves.zoom && (!curves.log || baseline.loss > 0)) extent = unite(extent, [baseline.loss, baseline.loss]);
  return curves.log ? roundLogDomain(extent) : roundLinearDomain(extent);
}

// Axes glide to their new range rather than jump; says whether they still move.
export function easeDomains(curves, target, elapsedMs, still) {
  const { log } = curves;
  if (!curves.shown || still) {
    curves.shown = target;
    return false;
  }
  const share = 1 - Math.exp(-elapsedMs / 90);
  let moving = false;
  const ease = (from, to, inLog) => {
    const space = inLog ? Math.log : (value) => value;
    const back = inLog ? Math.exp : (value) => value;
    const span = Math.abs(space(to[1]) - space(to[0]));
    return from.map((value, k) => {
      const gap = space(to[k]) - space(value);
      if (!(Math.abs(gap) > span * 0.002)) return to[k];
      moving = true;
      return back(space(value) + gap * share);
    });
  };
  curves.shown = {
    x: ease(curves.shown.x, target.x, false),
    loss: ease(curves.shown.loss, target.loss, log),
    gradient: ease(curves.shown.gradient, target.gradient, log),
  };
  return moving;
}

function seriesOf(runs, fields, theme) {
  return fields.flatMap((field) => runs.map((run) => ({
    run, field,
    epochs: run.curve.epoch,
    values: run.curve[field.name],
    colour: rgb(runColour(run, theme)),
    dash: runDash(run), width: field.width, alpha: field.alpha,
    best: field.name === "validation" ? run.bestEpoch : 0,
    divergedIn: run.divergedIn,
  })));
}

// `view`: model, theme, epoch, atEnd, elapsedMs, still. Says whether another frame is needed.
export function paintCurves(curves, view, sizes) {
  const { model, theme } = view;
  const runs = shownRuns(curves, model);
  const x = curves.zoom || [0, model.lastEpoch];
  const moving = easeDomains(curves, {
    x,
    loss: yDomainOf(curves, runs, LOSS_FIELDS, x, model.baseline),
    gradient: yDomainOf(curves, runs, GRADIENT_FIELDS, x, null),
  }, view.elapsedMs, view.still);
  const hover = curves.hover ? snapEpoch(runs, curves.hover.epoch) : null;
  const baseline = model.baseline && {
    ...model.baseline,
    colour: model.palette.baseline,
    text: `${model.baseline.name} ${formatNumber(model.baseline.loss)}`,
  };
  for (const [panel, fields] of [[curves.loss, LOSS_FIELDS], [curves.gradient, GRADIENT_FIELDS]]) {
    const series = seriesOf(runs, fields, theme);
    paintPanel(panel, {
      series, theme, hover,
      baseline: panel === curves.loss ? baseline : null,
      domain: { x: curves.shown.x, y: curves.shown[panel.kind], log: curves.log },
      key: `${curves.version}|${[...curves.hidden]}`,
      playhead: view.atEnd ? null : view.epoch,
      selection: curves.selection,
    }, sizes.of(panel.box));
    showTooltip(panel, curves, hover, runs, fields, theme, sizes);
  }
  return moving;
}

export function snapEpoch(runs, epoch) {
  let best = null;
  for (const run of runs) {
    const at = nearestIndex(run.curve.epoch, epoch);
    const found = at < 0 ? null : run.curve.epoch[at];
    if (found !== null && (best === null || Math.abs(found - epoch) < Math.abs(best - epoch))) best = found;
  }
  return best;
}
