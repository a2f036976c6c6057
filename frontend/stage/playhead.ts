// Where replay stands: stops, the way between them, and which frames a run shows there. Pure.

import { lastOf } from "./model.ts";
import { indexAfter } from "./scale.ts";

const SETTLED = 1e-6;

// The epochs that the slider runs over. While there are next to no frames, curve points serve.
export function stopsOf(runs, newest) {
  const epochs = new Set([0, newest]);
  for (const run of runs) run.frames.epochs.forEach((epoch) => epochs.add(epoch));
  const mostFrames = Math.max(0, ...runs.map((run) => run.frames.epochs.length));
  if (mostFrames <= 2) for (const run of runs) run.curve.epoch.forEach((epoch) => epochs.add(epoch));
  return [...epochs].filter((epoch) => epoch <= newest).sort((a, b) => a - b);
}

// A position between stops (1.5 is halfway from the second to the third) to its epoch and back.
function epochAt(stops, position) {
  const last = stops.length - 1;
  const bounded = Math.max(0, Math.min(last, position));
  const at = Math.min(Math.floor(bounded), Math.max(0, last - 1));
  const next = Math.min(at + 1, last);
  return stops[at] + (stops[next] - stops[at]) * (bounded - at);
}

export function positionOf(stops, epoch) {
  const after = indexAfter(stops, epoch);
  if (after === 0) return 0;
  if (after >= stops.length) return stops.length - 1;
  return after - 1 + (epoch - stops[after - 1]) / (stops[after] - stops[after - 1]);
}

// Two frames and the share of the second. Between two far frames there is nothing to know, so a
// run with only its first and newest frame never blends.
export function frameMix(epochs, epoch, moving) {
  const after = indexAfter(epochs, epoch + SETTLED);
  if (after === 0) return null;
  const from = after - 1;
  if (!moving || after >= epochs.length || epochs.length <= 2) return { from, to: from, share: 0 };
  return { from, to: after, share: Math.max(0, (epoch - epochs[from]) / (epochs[after] - epochs[from])) };
}

// Which frame stands for the end of a training: that of the weights that are judged, or the
// newest. Of a run that was cut off the best epoch is not known, and of some its network was not
// kept: then the newest frame stands there.
export function endEpoch(run, weights) {
  const known = !run.active && run.bestEpoch > 0 && run.frames.epochs.includes(run.bestEpoch);
  return weights === "best" && known ? run.bestEpoch : Infinity;
}

// Whether there is anything to choose: a run that has ended after its best epoch.
export function bestDiffers(runs) {
  return runs.some((run) => endEpoch(run, "best") < lastOf(run.frames.epochs));
}

export function createPlayhead() {
  return { following: true, playing: false, dragging: false, position: 0, epoch: 0, loops: 0, holdUntil: 0 };
}

const END_HOLD_MS = 1500;

export function playFromStart(head, loops) {
  Object.assign(head, { following: false, playing: true, position: 0, epoch: 0, loops, holdUntil: 0 });
}

export function stopPlaying(head) {
  Object.assign(head, { playing: false, loops: 0, holdUntil: 0 });
}

export function followNewest(head) {
  stopPlaying(head);
  head.following = true;
}

export function moveTo(head, stops, position) {
  head.position = Math.max(0, Math.min(stops.length - 1, position));
  head.epoch = epochAt(stops, head.position);
  head.following = head.position >= stops.length - 1 - SETTLED;
}

// One tick of the replay: `seconds` is the length of a full one.
export function advance(head, stops, seconds, elapsedMs, now) {
  if (!head.playing) return;
  if (head.holdUntil) {
    if (now < head.holdUntil) return;
    if (head.loops > 1) playFromStart(head, head.loops - 1);
    else followNewest(head);
    return;
  }
  const stride = ((stops.length - 1) * elapsedMs) / (seconds * 1000);
  head.position = Math.min(stops.length - 1, head.position + stride);
  head.epoch = epochAt(stops, head.position);
  if (head.position < stops.length - 1) return;
  if (head.loops > 1) head.holdUntil = now + END_HOLD_MS;
  else followNewest(head);
}
