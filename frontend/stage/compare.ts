// Validation losses of any runs in one plot, with the gestures and the looks of the stage's curves.

import { parseHex } from "../colour.ts";
import { unpackPacket } from "../packet.ts";
import { element, setAttribute, setText } from "../shared/elements.ts";
import { formatNumber } from "../shared/numbers.ts";
import { createSizes } from "../shared/sizes.ts";
import { readTheme } from "../shared/theme.ts";
import { attachPointer, createZoomHint, easeDomains, resetZoom, setScale, showZoom, snapEpoch, yDomainOf } from "./curves.ts";
import { arrayNamed, lastOf } from "./model.ts";
import { createHelp, createPanel, nearestIndex, paintPanel, panelY, sayHelp } from "./panel.ts";
import { showTooltip } from "./readout.ts";
import { adoptStyle } from "./stage.ts";
import { rgb } from "./theme.ts";

const COMPARISON = Symbol.for("rnnviz.comparison");
const COMPARED_FIELD = { name: "validation", words: "validation loss" };
// Rows of the box beside the crosshair: those nearest to the pointer.
const MOST_TOLD = 6;

function createComparison(parentElement) {
  const view = { bytes: null, model: null, request: 0, lastFrame: 0, version: 0, pointerY: 0 };
  const changed = () => {
    if (!view.request && !view.closed) view.request = requestAnimationFrame((now) => paintComparison(view, now));
  };
  view.changed = changed;
  view.sizes = createSizes(changed);
  const reset = element("button", { type: "button", class: "reset", "data-role": "reset-zoom" }, "reset zoom");
  const help = createHelp();
  const hint = createZoomHint();
  const panel = createPanel({ kind: "loss", title: "", help, tools: [hint, reset] });
  view.curves = {
    loss: panel, lossHelp: help, panels: [panel], hint, reset,
    hidden: new Set(), zoom: null, log: true, hover: null, selection: null, shown: null,
  };
  reset.onclick = () => resetZoom(view.curves, changed);
  attachPointer(panel, view.curves, changed);
  panel.box.addEventListener("pointermove", (event) => {
    view.pointerY = event.clientY - panel.box.getBoundingClientRect().top;
  }, { capture: true });
  view.sizes.watch(panel.box);
  view.root = element("div", { class: "stage comparison", "data-role": "comparison", "data-zoom": "" },
    element("section", { class: "card curves" }, panel.element));
  parentElement.append(view.root);
  if (document.fonts) document.fonts.ready.then(changed);
  return view;
}

function readComparison({ header, arrays }) {
  const runs = header.runs.map((run, k) => {
    const epoch = arrayNamed(arrays, `${k}/epoch`).data;
    return { ...run, variant: 0, curve: { epoch, validation: arrayNamed(arrays, `${k}/loss`).data } };
  });
  return { ...header, runs, lastEpoch: Math.max(1, ...runs.map((run) => lastOf(run.curve.epoch))) };
}

function seriesOfComparison({ runs, faint }, theme) {
  return runs.map((run) => ({
    run, epochs: run.curve.epoch, values: run.curve.validation, colour: rgb(parseHex(run.hex)),
    dash: run.dash, width: faint ? 1.4 : 2.2, alpha: faint ? 0.75 : 1, best: 0, divergedIn: 0,
  }));
}

function paintComparison(view, now) {
  view.request = 0;
  const { model, curves, sizes, root } = view;
  const panel = curves.loss;
  const theme = readTheme(root);
  const elapsedMs = Math.min(100, view.lastFrame ? now - view.lastFrame : 16);
  view.lastFrame = now;
  const x = curves.zoom || [0, model.lastEpoch];
  const target = yDomainOf(curves, model.runs, [COMPARED_FIELD], x, null);
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const moving = easeDomains(curves, { x, loss: target, gradient: target }, elapsedMs, still);
  const hover = curves.hover ? snapEpoch(model.runs, curves.hover.epoch) : null;
  paintPanel(panel, {
    series: seriesOfComparison(model, theme), theme, hover, baseline: null, playhead: null,
    domain: { x: curves.shown.x, y: curves.shown.loss, log: curves.log },
    key: String(view.version), selection: curves.selection,
  }, sizes.of(panel.box));
  const told = hover === null ? [] : nearestRuns(view, hover);
  curves.version = `${view.version}|${told.map((run) => run.id)}`;
  showTooltip(panel, curves, hover, told, [COMPARED_FIELD], theme, sizes);
  showZoom(curves);
  setAttribute(root, "data-zoom", curves.zoom ? curves.zoom.map((edge) => edge.toFixed(2)).join(",") : "");
  if (moving) view.changed();
  else view.lastFrame = 0;
}

// The runs whose curves pass closest to the pointer, from the top down.
function nearestRuns({ model, curves, pointerY }, epoch) {
  const heights = new Map();
  for (const run of model.runs) {
    const at = nearestIndex(run.curve.epoch, epoch);
    const y = at < 0 ? NaN : panelY(curves.loss, run.curve.validation[at]);
    if (Number.isFinite(y)) heights.set(run, y);
  }
  return [...heights.keys()]
    .sort((a, b) => Math.abs(heights.get(a) - pointerY) - Math.abs(heights.get(b) - pointerY))
    .slice(0, MOST_TOLD)
    .sort((a, b) => heights.get(a) - heights.get(b));
}

function receiveComparison(view, bytes) {
  view.bytes = bytes;
  view.model = readComparison(unpackPacket(bytes));
  view.version += 1;
  const { model, curves, root } = view;
  setScale(curves, model.log, view.changed);
  setText(curves.loss.caption, model.loss_name);
  sayHelp(curves.lossHelp, model.loss_help);
  const ends = model.runs.map((run) => `${run.label}: ${formatNumber(lastOf([...run.curve.validation]))}`);
  setAttribute(curves.loss.box, "aria-label", `Validation loss over epochs, at the end: ${ends.join("; ")}`);
  setAttribute(root, "aria-label", `Validation loss of ${model.runs.length} runs`);
}

function showComparison({ data, parentElement }) {
  if (!data || !data.length) return undefined;
  if (!parentElement[COMPARISON]) {
    adoptStyle(parentElement.getRootNode());
    parentElement[COMPARISON] = createComparison(parentElement);
  }
  const view = parentElement[COMPARISON];
  view.closed = false;
  view.sizes.watchAll();
  if (view.bytes !== data) receiveComparison(view, data);
  view.changed();
  return () => {
    view.closed = true;
    view.sizes.pause();
    cancelAnimationFrame(view.request);
    view.request = 0;
  };
}
