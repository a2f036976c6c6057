// What the player is showing now. Runs are told apart by their place; pins and open products
// survive new data where they still make sense. No DOM here.

import { unitOrder } from "./order.ts";
import { blockOf } from "./products.ts";
import { PREDICTION_KEY } from "./products_panel.ts";
import { settledSelection } from "./selection.ts";
import { SORTS, SPEEDS } from "./transport.ts";
import { VIEWS } from "./view_choice.ts";

export function createState() {
  return { step: 0, speed: 10, sort: "similarity", view: "equation", selecting: false, selection: null, playing: false, training: false, epoch: null, fetching: false, needed: null, motion: true, focus: 0, hover: null, pins: [], open: [], runs: [] };
}

export function applyStart(state, model) {
  const { start } = model;
  if (Number.isFinite(start.step)) state.step = start.step - model.first;
  if (SPEEDS.includes(start.speed)) state.speed = start.speed;
  if (SORTS.some(([key]) => key === start.sort)) state.sort = start.sort;
  state.epoch = model.epochs.includes(start.epoch) ? start.epoch : null;
  if (VIEWS.some(([key]) => key === start.view)) state.view = start.view;
  state.focus = model.runs[start.run] ? start.run : 0;
  state.pins = (start.pins || []).map((unit) => (Number.isInteger(unit) ? unit : null));
  if (Number.isInteger(start.unit)) state.pins[state.focus] = start.unit;
}

export function keepWhatFits(state, model) {
  state.step = Math.max(0, Math.min(model.steps - 1, Math.round(state.step)));
  state.hover = null;
  if (state.selection && (state.selection.to >= model.steps || !model.runs[state.selection.run])) state.selection = null;
  if (state.selection) state.selection = settledSelection(state.selection, model);
  if (!model.runs[state.focus]) state.focus = 0;
  const has = (run, key) => (key === PREDICTION_KEY && run.readout !== null) || run.columns.some((c) => c.key === key && blockOf(run, c));
  state.pins = model.runs.map((run, k) => (state.pins[k] >= 0 && state.pins[k] < run.units ? state.pins[k] : null));
  state.open = model.runs.map((run, k) => (state.open[k] && has(run, state.open[k]) ? state.open[k] : null));
  if (state.sort === "gate" && !model.runs.some((run) => run.retention)) state.sort = "similarity";
}

// The order is that of the best epoch and stays while the training is scrubbed, so that a unit
// can be followed while it finds its role.
export function ordersFor(state, model, kept) {
  return model.runs.map((run, k) => {
    const old = kept[k];
    const about = `${run.id}/${run.layer}`;
    const same = old && old.sort === state.sort && old.about === about && old.order.length === run.units;
    if (same && state.sort !== "index") return old;
    return { sort: state.sort, about, order: unitOrder(model.references[k], state.sort) };
  });
}

// The unit a run shows: the one pointed at, else the pinned one, else the most active.
export function settleRuns(state, model, orders) {
  state.runs = model.runs.map((run, k) => {
    const hovered = state.hover && state.hover.run === k ? state.hover.unit : null;
    const pin = state.pins[k];
    const unit = hovered ?? pin ?? run.mostActive;
    return { unit, pinned: unit === pin, order: orders[k].order, key: state.open[k] };
  });
}

// What the address and the next visit keep. Pins of several networks are told for all of them.
export function momentOf(state, model) {
  const pins = model.runs.map((_, k) => state.pins[k] ?? null);
  const others = pins.some((unit, k) => unit !== null && k !== state.focus);
  return {
    step: state.step + model.first, unit: pins[state.focus], run: state.focus, epoch: state.epoch,
    view: state.view, sort: state.sort, pins: others ? pins : null,
  };
}
