// What is computed from the forecasts: the free run from one start, the middle and the band of
// several networks, errors, and where a run leaves what it was trained on.

import { median, quantileSorted } from "d3-array";
import type { Group, Line, Model } from "./model.ts";

/** A free run is told by its start and its length. */
export interface Chosen {
  /** Index into the model's starts. */
  readonly at: number;
  readonly steps: number;
}

/** Several forecasts of the same steps: their median, and the band between the outer ones. */
export interface Span {
  readonly middle: Float32Array;
  readonly band: { readonly low: Float32Array; readonly high: Float32Array } | null;
  readonly rows: readonly Float32Array[];
}

/** Place on the axis of the first value of the free run. */
export function startOf(model: Model, { at }: Chosen): number {
  return model.starts[at];
}

/** Steps of the free run that lie on the axis. */
export function stepsShown(model: Model, chosen: Chosen): number {
  return Math.max(0, Math.min(chosen.steps, model.x.length - startOf(model, chosen)));
}

/** The chosen free run out of those from all starts, (start, step) flat. */
export function runOf(model: Model, all: Float32Array, chosen: Chosen): Float32Array {
  const from = chosen.at * model.horizon;
  return all.subarray(from, from + stepsShown(model, chosen));
}

/** The members of a group as what they span and their middle; a single one is its own middle. */
export function spanOf(rows: readonly Float32Array[]): Span | null {
  if (rows.length === 0) return null;
  if (rows.length === 1) return { middle: rows[0], band: null, rows };
  const [low, middle, high] = [0, 1, 2].map(() => new Float32Array(rows[0].length));
  for (let k = 0; k < middle.length; k += 1) {
    // Sorted once for all three: a drag asks for them in every frame.
    const sorted = rows.map((row) => row[k]).filter(Number.isFinite);
    sorted.sort((a, b) => a - b);
    low[k] = sorted[0] ?? Number.NaN;
    middle[k] = quantileSorted(sorted, 0.5) ?? Number.NaN;
    high[k] = sorted.at(-1) ?? Number.NaN;
  }
  return { middle, band: { low, high }, rows };
}

function known(rows: readonly (Float32Array | null)[]): Float32Array[] {
  return rows.filter((row) => row !== null);
}

/** One-step forecasts of a group, of its untrained networks with `before`; null where none. */
export function oneStepOf({ members }: Group, before: boolean): Span | null {
  return spanOf(known(members.map((line) => (before ? line.oneBefore : line.one))));
}

export function freeRunOf(
  model: Model,
  { members }: Group,
  chosen: Chosen,
  before: boolean,
): Span | null {
  const all = known(members.map((line) => (before ? line.freeBefore : line.free)));
  return spanOf(all.map((free) => runOf(model, free, chosen)));
}

/** The median share of units outside their range of training, by step; null where unknown. */
export function outsideOf(model: Model, { members }: Group, chosen: Chosen): Float32Array | null {
  const all = known(members.map((line) => line.outside));
  return spanOf(all.map((shares) => runOf(model, shares, chosen)))?.middle ?? null;
}

/** Root mean square error of the chosen run over the steps whose truth is known; NaN if none is. */
export function rmseOf(model: Model, line: Line, chosen: Chosen): number {
  const run = runOf(model, line.free, chosen);
  const start = startOf(model, chosen);
  let sum = 0;
  let count = 0;
  for (let k = 0; k < run.length; k += 1) {
    const truth = model.truth[start + k];
    if (!Number.isFinite(truth)) continue;
    sum += (run[k] - truth) ** 2;
    count += 1;
  }
  return count ? Math.sqrt(sum / count) : Number.NaN;
}

/** The median error of a group's networks. */
export function medianRmse(model: Model, { members }: Group, chosen: Chosen): number {
  return median(members, (line) => rmseOf(model, line, chosen)) ?? Number.NaN;
}

/** The step, counted from 1, at which a run leaves the range of training; 0 if it does not. What
 * is no number has left it. */
export function leavesAt(model: Model, run: Float32Array): number {
  const [low, high] = model.range;
  return run.findIndex((value) => !(value >= low && value <= high)) + 1;
}

/** The same for the true values, as far as they are known. */
export function truthLeavesAt(model: Model, chosen: Chosen): number {
  const start = startOf(model, chosen);
  const came = model.truth.subarray(start, start + stepsShown(model, chosen));
  const [low, high] = model.range;
  return came.findIndex((value) => value < low || value > high) + 1;
}

// Shares travel in 127 shades: half a shade below the limit is the limit.
const HALF_SHADE = 0.5 / 127;

/** The first step, counted from 1, at which that many units are outside; 0 if there is none. */
export function reachesLimitAt(model: Model, shares: Float32Array): number {
  return shares.findIndex((share) => share >= model.hiddenShare - HALF_SHADE) + 1;
}

/** The step at which so many units first have a state that they never had in training; 0 if none. */
export function stateLeavesAt(model: Model, line: Line, chosen: Chosen): number {
  return line.outside ? reachesLimitAt(model, runOf(model, line.outside, chosen)) : 0;
}
