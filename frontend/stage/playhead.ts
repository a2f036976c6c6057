// Where replay stands: stops, the way between them, and which frames a run shows there. Pure.

import { indexAfter } from "./indices.ts";
import { lastOf, type StageRun } from "./model.ts";

const SETTLED = 1e-6;
const END_HOLD_MS = 1500;

/** Whose weights stand for the end of a training. */
export type Weights = "best" | "last";

export interface Playhead {
  /** At the end, whatever comes. */
  readonly following: boolean;
  readonly playing: boolean;
  readonly dragging: boolean;
  /** Between stops: 1.5 is halfway from the second to the third. */
  readonly position: number;
  readonly epoch: number;
  /** Rounds still to play. */
  readonly loops: number;
  /** Time at which the next round begins; 0 within a round. */
  readonly holdUntil: number;
}

/** Two frames and the share of the second. */
export interface FrameMix {
  readonly from: number;
  readonly to: number;
  readonly share: number;
}

export const START: Playhead = {
  following: true,
  playing: false,
  dragging: false,
  position: 0,
  epoch: 0,
  loops: 0,
  holdUntil: 0,
};

type RunFrames = Pick<StageRun, "frames" | "curve">;

/** The epochs that the slider runs over, two at least. While there are next to no frames, the
 * points of the curves serve. */
export function stopsOf(runs: readonly RunFrames[], newest: number): readonly number[] {
  const epochs = new Set([0, newest]);
  for (const run of runs) for (const epoch of run.frames.epochs) epochs.add(epoch);
  const mostFrames = Math.max(0, ...runs.map((run) => run.frames.epochs.length));
  if (mostFrames <= 2) {
    for (const run of runs) for (const epoch of run.curve.epoch) epochs.add(epoch);
  }
  const stops = [...epochs].filter((epoch) => epoch <= newest).sort((a, b) => a - b);
  return stops.length < 2 ? [0, Math.max(1, newest)] : stops;
}

function epochAt(stops: readonly number[], position: number): number {
  const last = stops.length - 1;
  const bounded = Math.max(0, Math.min(last, position));
  const at = Math.min(Math.floor(bounded), Math.max(0, last - 1));
  const next = Math.min(at + 1, last);
  return stops[at] + (stops[next] - stops[at]) * (bounded - at);
}

/** Where an epoch lies between stops. */
export function positionOf(stops: readonly number[], epoch: number): number {
  const after = indexAfter(stops, epoch);
  if (after === 0) return 0;
  if (after >= stops.length) return stops.length - 1;
  return after - 1 + (epoch - stops[after - 1]) / (stops[after] - stops[after - 1]);
}

/** The frames of a run at an epoch; null before its first. Between two far frames there is nothing
 * to know, so a run with only its first and newest frame never blends. */
export function frameMix(
  epochs: readonly number[],
  epoch: number,
  moving: boolean,
): FrameMix | null {
  const after = indexAfter(epochs, epoch + SETTLED);
  if (after === 0) return null;
  const from = after - 1;
  if (!moving || after >= epochs.length || epochs.length <= 2) return { from, to: from, share: 0 };
  const share = (epoch - epochs[from]) / (epochs[after] - epochs[from]);
  return { from, to: after, share: Math.max(0, share) };
}

/** Which frame stands for the end of a training: that of the weights that are judged, or the
 * newest, said as infinity. Of a run that was cut off the best epoch is not known, and of some its
 * network was not kept: then the newest frame stands there. */
export function endEpoch(
  run: Pick<StageRun, "active" | "bestEpoch" | "frames">,
  weights: Weights,
): number {
  const known = !run.active && run.bestEpoch > 0 && run.frames.epochs.includes(run.bestEpoch);
  return weights === "best" && known ? run.bestEpoch : Number.POSITIVE_INFINITY;
}

/** Whether there is anything to choose: a run that has ended after its best epoch. */
export function bestDiffers(runs: readonly StageRun[]): boolean {
  return runs.some((run) => endEpoch(run, "best") < lastOf(run.frames.epochs));
}

export function playFromStart(head: Playhead, loops: number): Playhead {
  return { ...head, following: false, playing: true, position: 0, epoch: 0, loops, holdUntil: 0 };
}

export function stopPlaying(head: Playhead): Playhead {
  return { ...head, playing: false, loops: 0, holdUntil: 0 };
}

export function followNewest(head: Playhead): Playhead {
  return { ...stopPlaying(head), following: true };
}

export function moveTo(head: Playhead, stops: readonly number[], position: number): Playhead {
  const bounded = Math.max(0, Math.min(stops.length - 1, position));
  return {
    ...head,
    position: bounded,
    epoch: epochAt(stops, bounded),
    following: bounded >= stops.length - 1 - SETTLED,
  };
}

/** To a stop: at rest only recorded numbers are shown. */
export function settle(head: Playhead, stops: readonly number[]): Playhead {
  const still = { ...stopPlaying(head), dragging: false };
  return still.following ? still : moveTo(still, stops, Math.round(still.position));
}

/** Some stops on or back, to a whole one first. */
export function stepBy(head: Playhead, stops: readonly number[], count: number): Playhead {
  const current = head.following ? stops.length - 1 : head.position;
  const from = count > 0 ? Math.floor(current + SETTLED) : Math.ceil(current - SETTLED);
  return moveTo(stopPlaying(head), stops, from + count);
}

/** One tick of the replay: `seconds` is the length of a full one, times are in milliseconds. */
export function advance(
  head: Playhead,
  stops: readonly number[],
  seconds: number,
  { elapsed, now }: { readonly elapsed: number; readonly now: number },
): Playhead {
  if (!head.playing) return head;
  const nextRound = () =>
    head.loops > 1 ? playFromStart(head, head.loops - 1) : followNewest(head);
  if (head.holdUntil) return now < head.holdUntil ? head : nextRound();
  const last = stops.length - 1;
  const position = Math.min(last, head.position + (last * elapsed) / (seconds * 1000));
  const moved = { ...head, position, epoch: epochAt(stops, position) };
  if (position < last) return moved;
  return head.loops > 1 ? { ...moved, holdUntil: now + END_HOLD_MS } : followNewest(moved);
}
