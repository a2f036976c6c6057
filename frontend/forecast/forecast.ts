// Forecasts over one time axis. Above one step ahead, below a free run whose start is dragged.
// Everything from every start is here already: the server hears of a move when it has ended.

import { unpackPacket } from "../packet.ts";
import { element, setAttribute, setText } from "../shared/elements.ts";
import { formatNumber } from "../shared/numbers.ts";
import { createSizes } from "../shared/sizes.ts";
import { readTheme } from "../shared/theme.ts";
import { openingView, scalesOf, valueDomain } from "./axes.ts";
import { footOf } from "./curves.ts";
import { createLegend, updateLegend } from "./legend.ts";
import { nearestStart, placeName, readForecast, rmseOf, runOf } from "./model.ts";
import { attachDrag, attachZoom, sendMoment } from "./moves.ts";
import { createPanel, paintBack, paintHandle, paintRun } from "./panel.ts";
import { pictureOf, savePng, saveSvg } from "./picture.ts";
import { updateReadout } from "./readout.ts";
import { drawn } from "./svg.ts";
import { updateWords } from "./words.ts";

// Kept on the element itself: it outlives this module if Streamlit loads the script again.
const INSTANCE = Symbol.for("rnnviz.forecast");

function createForecast(parentElement) {
  const view = {
    bytes: null, model: null, request: 0, backKey: "", themeKey: "", version: 0, closed: false, timer: 0, send: null, sent: "",
    state: { at: 0, steps: 1, hidden: new Set(), ghosts: false, view: null, hover: null, hoverPanel: "", dragging: false, selection: null },
  };
  view.changed = () => requestPaint(view);
  view.sizes = createSizes(view.changed);
  view.legend = createLegend({
    toggle: (key) => {
      if (!view.state.hidden.delete(key)) view.state.hidden.add(key);
      view.changed();
    },
    toggleGhosts: () => {
      view.state.ghosts = !view.state.ghosts;
      view.changed();
    },
  });
  view.one = createPanel("one", "One step ahead", "every prediction is made from the true values before it");
  view.free = createPanel("free", "Free run", "from the handle on, every prediction is fed back as the next input");
  view.panels = [view.one, view.free];
  view.handle = drawn("g", { role: "slider", tabindex: 0, "data-role": "handle", "aria-label": "Where the free run starts", "aria-orientation": "horizontal", cursor: "ew-resize" });
  view.free.svg.append(view.handle);
  view.stepsInput = element("input", { type: "range", min: 1, max: 1, "aria-label": "Steps of the free run", "data-role": "steps" });
  view.stepsText = element("output", { class: "steps-text" });
  view.reset = element("button", { type: "button", "data-role": "reset-zoom" }, "whole range");
  const svgButton = element("button", { type: "button", "data-role": "save-svg" }, "SVG");
  const pngButton = element("button", { type: "button", "data-role": "save-png" }, "PNG");
  view.words = element("ul", { class: "words", "data-role": "words", "aria-live": "polite" });
  const strips = element("p", { class: "strips-note" }, "Bars: share of the top layer\u2019s units whose state is outside its training range; a flag marks where it reaches a quarter. Shaded: values never seen in training; a ring marks where a free run gets there.");
  view.root = element("div", { class: "forecast", "data-role": "forecast" },
    element("div", { class: "head" }, view.legend.element),
    view.one.element, view.free.element,
    element("div", { class: "controls" },
      element("label", { class: "steps" }, element("span", {}, "Steps"), view.stepsInput, view.stepsText),
      element("span", { class: "hint" }, "Drag in the free run, or use the arrow keys, to move its start; drag in the upper plot to zoom."),
      element("span", { class: "buttons" }, view.reset, svgButton, pngButton)),
    view.words, strips);
  attachZoom(view);
  attachDrag(view);
  view.stepsInput.oninput = () => {
    view.state.steps = Number(view.stepsInput.value);
    view.changed();
  };
  view.stepsInput.onchange = () => sendMoment(view);
  view.reset.onclick = () => {
    view.state.view = null;
    view.changed();
  };
  const save = (write) => () => write(pictureOf(view.model, view.state, view.panels, view.theme), "forecast");
  svgButton.onclick = save(saveSvg);
  pngButton.onclick = save(savePng);
  if (parentElement.host) parentElement.host.dataset.mounts = String(Number(parentElement.host.dataset.mounts || 0) + 1);
  view.root.dataset.mounts = parentElement.host ? parentElement.host.dataset.mounts : "1";
  for (const panel of view.panels) view.sizes.watch(panel.box);
  parentElement.append(view.root);
  return view;
}

function receive(view, bytes) {
  const before = view.model;
  const model = readForecast(unpackPacket(bytes));
  model.domain = valueDomain(model);
  Object.assign(view, { bytes, model, version: view.version + 1 });
  const { state } = view;
  if (before && before.token === model.token) {
    // The same runs again: what a person chose stays.
    state.at = Math.min(state.at, model.starts.length - 1);
    return;
  }
  state.at = nearestStart(model, model.testAt + model.opened.start);
  state.steps = Math.max(1, Math.min(model.horizon, model.opened.steps));
  view.sent = JSON.stringify({ start: model.starts[state.at] - model.testAt, steps: state.steps });
  state.hidden = new Set(model.baselines.filter(({ label }) => label !== "persistence" && label !== model.strongest).map(({ key }) => key));
  state.ghosts = model.ghosts && model.networks.length <= 2;
  state.view = undefined; // chosen when the width is known
  view.stepsInput.max = String(model.horizon);
}

function requestPaint(view) {
  if (!view.request && !view.closed) view.request = requestAnimationFrame(() => paint(view));
}

function paint(view) {
  view.request = 0;
  const { model, state } = view;
  if (!model) return;
  const [one, free] = view.panels.map(({ box }) => view.sizes.of(box));
  if (one.width < 120) return;
  if (state.view === undefined) state.view = openingView(model, state, one.width < 560);
  if (!view.themeKey) {
    view.theme = readTheme(view.root);
    view.themeKey = view.theme.key;
  }
  const foot = footOf(model, state);
  view.one.scales = scalesOf(model, state, one, 0);
  view.free.scales = scalesOf(model, state, free, foot);
  const key = [view.version, view.themeKey, one.width, one.height, free.width, free.height, state.view, [...state.hidden], state.ghosts].join("|");
  if (key !== view.backKey) {
    view.backKey = key;
    paintBack(view, one, free, foot);
  }
  paintRun(view);
  updateLegend(view.legend, model, state, view.theme);
  updateWords(view.words, model, state);
  paintHandle(view);
  updateReadout(view.one, model, state, view.one.scales, view.theme, one.width);
  updateReadout(view.free, model, state, view.free.scales, view.theme, free.width);
  writeHooks(view);
}

function writeHooks(view) {
  const { root, model, state } = view;
  const start = model.starts[state.at];
  setAttribute(root, "data-start", String(start - model.testAt));
  setAttribute(root, "data-steps", String(state.steps));
  view.stepsInput.value = String(state.steps);
  setText(view.stepsText, `${state.steps} of ${model.horizon}`);
  view.reset.disabled = !state.view;
  const rmse = model.networks.map((group) => `${group.label} ${group.members.map((line) => formatNumber(rmseOf(model, runOf(model, line.free, state), start))).join(", ")}`);
  setAttribute(view.free.svg, "aria-label", `Free run from ${placeName(model, start)}, RMSE: ${rmse.join("; ")}`);
}

export function mounted (component) {
  const { data, parentElement, setStateValue } = component;
  if (!data || !data.length) return undefined;
  if (!parentElement[INSTANCE]) parentElement[INSTANCE] = createForecast(parentElement);
  const view = parentElement[INSTANCE];
  view.closed = false;
  view.send = setStateValue;
  view.sizes.watchAll();
  if (view.bytes !== data) receive(view, data);
  view.themeKey = "";
  requestPaint(view);
  return () => {
    view.closed = true;
    view.sizes.pause();
    cancelAnimationFrame(view.request);
    view.request = 0;
  };
}
