// All that can change on the stage, in one place, and what comes of each thing that happens. Pure:
// the drawing is a function of it.

import { easeOut } from "./blend.ts";
import {
  ALL_CURVES,
  type CurvesEvent,
  type CurvesState,
  curvesAfter,
  withoutChoices,
} from "./curves_state.ts";
import type { StageModel } from "./model.ts";
import {
  advance,
  followNewest,
  moveTo,
  type Playhead,
  playFromStart,
  positionOf,
  START,
  settle,
  stepBy,
  stopPlaying,
  type Weights,
} from "./playhead.ts";

const GLIDE_MS = 420;
// A training that is over is shown this often by itself.
const LOOPS = 3;

/** A value of a lane under the pointer. */
export type Pointed =
  | { readonly kind: "cell"; readonly run: string; readonly step: number; readonly unit: number }
  | { readonly kind: "step"; readonly run: string; readonly at: number };

/** The way from what was on screen to the end of the training; it began at `start`, in ms. */
export interface Glide {
  readonly from: number;
  readonly start: number;
}

export interface StageState {
  readonly head: Playhead;
  /** Length of a full replay. */
  readonly seconds: number;
  readonly weights: Weights;
  /** Whether the frame before stood at the end, with the same weights. */
  readonly followed: boolean;
  readonly glide: Glide;
  readonly curves: CurvesState;
  readonly pointed: Pointed | null;
}

export type StageEvent =
  | { readonly kind: "toggle" | "grab" | "settle" | "live" }
  | { readonly kind: "scrub"; readonly position: number }
  | { readonly kind: "step"; readonly count: number }
  | { readonly kind: "showEnd"; readonly weights: Weights }
  | { readonly kind: "pace"; readonly seconds: number }
  | { readonly kind: "pointAt"; readonly pointed: Pointed | null }
  | { readonly kind: "curves"; readonly event: CurvesEvent }
  | { readonly kind: "packet"; readonly before: StageModel | null }
  | { readonly kind: "tick"; readonly elapsed: number };

/** What an event meets: what is known, the time in ms, and whether motion is unwanted. */
export interface Surroundings {
  readonly model: StageModel;
  readonly stops: readonly number[];
  readonly now: number;
  readonly still: boolean;
}

export const AT_FIRST: StageState = {
  head: START,
  seconds: 8,
  weights: "best",
  followed: true,
  glide: { from: 0, start: Number.NEGATIVE_INFINITY },
  curves: ALL_CURVES,
  pointed: null,
};

/** Share of the glide that is behind, 0 to 1. */
export function glideShare({ glide }: StageState, now: number, still: boolean): number {
  return still ? 1 : easeOut((now - glide.start) / GLIDE_MS);
}

/** The epoch that is shown, between two of them on the way. */
export function shownEpoch(state: StageState, newest: number, now: number, still: boolean): number {
  if (!state.head.following) return state.head.epoch;
  return state.glide.from + (newest - state.glide.from) * glideShare(state, now, still);
}

function playedByItself(state: StageState, { model, still }: Surroundings): StageState {
  if (model.mode !== "replay" || model.newest <= 0 || still) return state;
  return { ...state, head: playFromStart(state.head, LOOPS) };
}

function startedAnew(state: StageState, around: Surroundings): StageState {
  const { model } = around;
  const fresh: StageState = {
    ...state,
    head: { ...followNewest(state.head), dragging: false },
    seconds: model.replaySeconds,
    weights: "best",
    glide: { from: model.newest, start: Number.NEGATIVE_INFINITY },
    curves: withoutChoices(state.curves),
    pointed: null,
  };
  return playedByItself(fresh, around);
}

// New stops: the playhead keeps its epoch; a follower glides on to the newest.
function keptPlace(state: StageState, before: StageModel, around: Surroundings): StageState {
  const { model, stops, now, still } = around;
  const { head } = state;
  if (!head.following)
    return { ...state, head: { ...head, position: positionOf(stops, head.epoch) } };
  // What was just watched live was over in a moment: now at a pace one can follow.
  if (before.mode !== model.mode) return playedByItself(state, around);
  if (before.newest === model.newest) return state;
  return { ...state, glide: { from: shownEpoch(state, before.newest, now, still), start: now } };
}

// Back at the end, or at other weights: from what was on screen and not by a jump.
function glidingToTheEnd(state: StageState, { model, now, still }: Surroundings): StageState {
  const { following } = state.head;
  const arrives = following && !state.followed && !still;
  const glide = arrives ? { from: model.newest, start: now } : state.glide;
  return { ...state, followed: following, glide };
}

function toggled(state: StageState, { model, stops }: Surroundings): StageState {
  const { head } = state;
  if (model.newest <= 0) return state;
  if (head.playing) return { ...state, head: settle(head, stops) };
  return { ...state, head: head.following ? playFromStart(head, 1) : { ...head, playing: true } };
}

/** The stage after something happened. */
export function stageAfter(state: StageState, event: StageEvent, around: Surroundings): StageState {
  const { head } = state;
  const { stops, now } = around;
  switch (event.kind) {
    case "toggle":
      return toggled(state, around);
    case "grab":
      return { ...state, head: { ...stopPlaying(head), dragging: true } };
    case "scrub":
      return { ...state, head: moveTo(stopPlaying(head), stops, event.position) };
    case "settle":
      return head.dragging || !head.playing ? { ...state, head: settle(head, stops) } : state;
    case "step":
      return { ...state, head: stepBy(head, stops, event.count) };
    case "live":
      return { ...state, head: followNewest(head) };
    case "showEnd": {
      const other = head.following && state.weights !== event.weights;
      const followed = state.followed && !other;
      return { ...state, followed, weights: event.weights, head: followNewest(head) };
    }
    case "pace":
      return { ...state, seconds: event.seconds };
    case "pointAt":
      return { ...state, pointed: event.pointed };
    case "curves":
      return { ...state, curves: curvesAfter(state.curves, event.event) };
    case "packet":
      return event.before?.token === around.model.token
        ? keptPlace(state, event.before, around)
        : startedAnew(state, around);
    case "tick": {
      const moved = advance(head, stops, state.seconds, { elapsed: event.elapsed, now });
      return glidingToTheEnd({ ...state, head: moved }, around);
    }
  }
}
