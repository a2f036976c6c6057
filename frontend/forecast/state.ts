// What a person chose in the picture, and how every gesture changes it. A state is never changed
// in place: what is the same object draws the same.

import type { ForecastMomentHeader } from "../shared/packet_types.ts";
import type { Domain } from "../shared/ticks.ts";
import { indexNear, type Model, nearestStart } from "./model.ts";
import type { Chosen } from "./runs.ts";

export type PanelKind = "one" | "free";

export interface Hover {
  readonly panel: PanelKind;
  /** Place on the axis. */
  readonly index: number;
}

export interface State extends Chosen {
  /** Keys of the groups that are not drawn. */
  readonly hidden: ReadonlySet<string>;
  /** Whether the forecasts of the untrained networks are drawn. */
  readonly ghosts: boolean;
  /** Part of the time axis that is shown; null: all of it. Unknown until there is a width. */
  readonly view: Domain | null | "unknown";
  readonly hover: Hover | null;
  readonly dragging: boolean;
  /** Part of the time axis that is being chosen, from where to where. */
  readonly selection: Domain | null;
}

/** What Python hears of: where the free run starts, and how long it is. */
export type Moment = ForecastMomentHeader;

/** Before the first packet. */
export const NOTHING_YET: State = {
  at: 0,
  steps: 1,
  hidden: new Set(),
  ghosts: false,
  view: "unknown",
  hover: null,
  dragging: false,
  selection: null,
};

const SHOWN_BASELINE = "persistence";

/** What is shown of a model at first: the simplest and the strongest baseline, and the start the
 * packet opens at. */
export function openState(model: Model): State {
  const shown = (label: string) => label === SHOWN_BASELINE || label === model.strongest;
  const hidden = model.baselines.filter(({ label }) => !shown(label)).map(({ key }) => key);
  return {
    ...NOTHING_YET,
    at: nearestStart(model, model.testAt + model.opened.start),
    steps: within(model.opened.steps, 1, model.horizon),
    hidden: new Set(hidden),
    ghosts: model.ghosts && model.networks.length <= 2,
  };
}

/** The same runs again: what a person chose stays. */
export function keptState(model: Model, state: State): State {
  return {
    ...state,
    at: within(state.at, 0, model.starts.length - 1),
    steps: within(state.steps, 1, model.horizon),
    hover: null,
  };
}

export function momentOf(model: Model, { at, steps }: Chosen): Moment {
  return { start: model.starts[at] - model.testAt, steps };
}

function within(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}

export function atStart(model: Model, state: State, at: number): State {
  const kept = within(at, 0, model.starts.length - 1);
  return kept === state.at ? state : { ...state, at: kept };
}

/** The start nearest to a value of the time axis: what a drag does. */
export function draggedTo(model: Model, state: State, value: number): State {
  return atStart(model, state, nearestStart(model, indexNear(model.x, value)));
}

export function beginDrag(state: State): State {
  return { ...state, dragging: true, hover: null };
}

export function endDrag(state: State): State {
  return { ...state, dragging: false };
}

/** What a key on the handle does; null for a key that does nothing. */
export function keyed(model: Model, state: State, key: string, shift: boolean): State | null {
  const far = Math.max(1, Math.round(model.starts.length / 10));
  const one = shift ? far : 1;
  const by = new Map([
    ["ArrowLeft", -one],
    ["ArrowDown", -one],
    ["ArrowRight", one],
    ["ArrowUp", one],
    ["PageDown", -far],
    ["PageUp", far],
    ["Home", Number.NEGATIVE_INFINITY],
    ["End", Number.POSITIVE_INFINITY],
  ]).get(key);
  return by === undefined ? null : startInView(model, atStart(model, state, state.at + by));
}

// A tenth of the view stays free behind the start, or its run could not be seen.
const FREE_BEHIND = 0.1;

// Keys may lead out of a view that was zoomed into; it goes along.
function startInView(model: Model, state: State): State {
  if (state.view === null || state.view === "unknown") return state;
  const [low, high] = state.view;
  const place = model.x[model.starts[state.at]];
  const last = high - (high - low) * FREE_BEHIND;
  const shift = place < low ? place - low : Math.max(0, place - last);
  return shift === 0 ? state : { ...state, view: [low + shift, high + shift] };
}

export function withSteps(model: Model, state: State, steps: number): State {
  return { ...state, steps: within(Math.round(steps), 1, model.horizon) };
}

export function withGroupToggled(state: State, key: string): State {
  const hidden = new Set(state.hidden);
  if (!hidden.delete(key)) hidden.add(key);
  return { ...state, hidden };
}

export function withGhostsToggled(state: State): State {
  return { ...state, ghosts: !state.ghosts };
}

export function pointedAt(model: Model, state: State, panel: PanelKind, value: number): State {
  const index = indexNear(model.x, value);
  if (state.hover?.panel === panel && state.hover.index === index) return state;
  return { ...state, hover: { panel, index } };
}

export function pointedNowhere(state: State): State {
  return state.hover ? { ...state, hover: null } : state;
}

export function beginSelection(state: State, value: number): State {
  return { ...state, selection: [value, value] };
}

export function selectedTo(state: State, value: number): State {
  return state.selection ? { ...state, selection: [state.selection[0], value] } : state;
}

// Fewer steps than these are no picture any more.
const LEAST_STEPS = 4;

/** Zooms to what was selected, if it is wide enough; a mere click selects nothing. */
export function endSelection(model: Model, state: State, meant: boolean): State {
  const { selection } = state;
  const [low, high] = [...(selection ?? [0, 0])].sort((a, b) => a - b);
  const wide = high - low >= (model.x[1] - model.x[0]) * LEAST_STEPS;
  return { ...state, selection: null, view: meant && selection && wide ? [low, high] : state.view };
}

export function withView(state: State, view: Domain | null): State {
  return { ...state, view };
}
