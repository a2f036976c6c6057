// What the player is showing now. Runs are told apart by their place; pins and open products
// survive new data where they still make sense. No DOM here.

import { isChoice, SORTS, SPEEDS, VIEWS } from "./choices.ts";
import { settledSelection } from "./matching.ts";
import { afterEpoch } from "./model.ts";
import { unitOrder } from "./order.ts";
import { blockOf, PREDICTION_KEY } from "./products.ts";
import type { Model, Run, RunState, State } from "./types.ts";

export function createState(): State {
  return {
    step: 0,
    speed: 10,
    sort: "similarity",
    view: "equation",
    selecting: false,
    selection: null,
    playing: false,
    training: false,
    epoch: null,
    fetching: false,
    needed: null,
    goal: null,
    motion: true,
    focus: 0,
    hover: null,
    pins: [],
    open: [],
    runs: [],
  };
}

// What comes from an address may be anything.
const isWhole = (value: unknown): value is number => Number.isInteger(value);

/** Opens where the packet says. */
export function applyStart(state: State, model: Model): void {
  const { step, speed, sort, epoch, view, run, pins, unit } = model.start;
  if (Number.isFinite(step)) state.step = Number(step) - model.first;
  if (isWhole(speed) && SPEEDS.includes(speed)) state.speed = speed;
  if (sort !== undefined && isChoice(SORTS, sort)) state.sort = sort;
  if (view !== undefined && isChoice(VIEWS, view)) state.view = view;
  state.epoch = isWhole(epoch) && model.epochs.includes(epoch) ? epoch : null;
  state.focus = isWhole(run) && model.runs[run] ? run : 0;
  const told: readonly unknown[] = Array.isArray(pins) ? pins : [];
  state.pins = told.map((pin) => (isWhole(pin) ? pin : null));
  if (isWhole(unit)) state.pins[state.focus] = unit;
}

function hasProductsOf(run: Run, key: string): boolean {
  if (key === PREDICTION_KEY) return run.readout !== null;
  return run.columns.some((column) => column.key === key && blockOf(run, column) !== "");
}

/** Drops from the state what these runs do not have. */
export function keepWhatFits(state: State, model: Model): void {
  const { runs, steps } = model;
  state.step = Math.max(0, Math.min(steps - 1, Math.round(state.step)));
  state.hover = null;
  const { selection } = state;
  const stays = selection && selection.to < steps && runs[selection.run];
  state.selection = stays ? settledSelection(selection, model) : null;
  if (!runs[state.focus]) state.focus = 0;
  state.pins = runs.map((run, k) => {
    const pin = state.pins[k] ?? null;
    return pin !== null && pin >= 0 && pin < run.units ? pin : null;
  });
  state.open = runs.map((run, k) => {
    const key = state.open[k] ?? null;
    return key !== null && hasProductsOf(run, key) ? key : null;
  });
  if (state.sort === "gate" && !runs.some((run) => run.retention)) state.sort = "similarity";
}

/** Takes a new packet in. The step of the whole sequence stays, or the one that was asked for is
 * shown; with `opens` the player opens where the packet says. Returns the model with the runs
 * after the epoch that is shown. */
export function takeModel(
  state: State,
  model: Model,
  previous: Model | null,
  opens: boolean,
): Model {
  if (previous && previous.first !== model.first) state.selection = null;
  const whole = state.goal ?? (previous ? previous.first + state.step : null);
  if (whole !== null) state.step = whole - model.first;
  state.goal = state.needed = null;
  if (opens) applyStart(state, model);
  if (state.epoch !== null && !model.epochs.includes(state.epoch)) state.epoch = null;
  state.fetching = !model.training.has(state.epoch);
  const shown = afterEpoch(model, state.epoch);
  keepWhatFits(state, shown);
  return shown;
}

/** The order of a run's units, and what it was made for. */
export interface KeptOrder {
  readonly sort: string;
  readonly about: string;
  /** Unit numbers from the top row down. */
  readonly order: readonly number[];
}

/** The order is that of the best epoch and stays while the training is scrubbed, so that a unit
 * can be followed while it finds its role. */
export function ordersFor(
  { sort }: State,
  { runs, references }: Model,
  kept: readonly KeptOrder[],
): KeptOrder[] {
  return runs.map((run, k) => {
    const old = kept[k];
    const about = `${run.id}/${run.layer}`;
    const same = old?.sort === sort && old.about === about && old.order.length === run.units;
    return same && sort !== "index" ? old : { sort, about, order: unitOrder(references[k], sort) };
  });
}

/** The unit a run shows: the one pointed at, else the pinned one, else the most active. */
export function settleRuns(state: State, model: Model, orders: readonly KeptOrder[]): void {
  state.runs = model.runs.map((run, k): RunState => {
    const hovered = state.hover?.run === k ? state.hover.unit : null;
    const pin = state.pins[k] ?? null;
    const unit = hovered ?? pin ?? run.mostActive;
    return { unit, pinned: unit === pin, order: orders[k].order, key: state.open[k] ?? null };
  });
}

/** What the address and the next visit keep. `step` is one of the whole sequence. */
export interface Moment {
  readonly step: number;
  readonly unit: number | null;
  readonly run: number;
  readonly epoch: number | null;
  readonly view: string;
  readonly sort: string;
  /** Told for all networks where one beside the chosen one has a pin. */
  readonly pins: readonly (number | null)[] | null;
}

export function momentOf(state: State, model: Model): Moment {
  const { focus, epoch, view, sort } = state;
  const pins = model.runs.map((_, k) => state.pins[k] ?? null);
  const others = pins.some((unit, k) => unit !== null && k !== focus);
  return {
    step: state.step + model.first,
    unit: pins[focus] ?? null,
    run: focus,
    epoch,
    view,
    sort,
    pins: others ? pins : null,
  };
}
