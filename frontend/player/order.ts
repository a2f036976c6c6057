// Orders of a run's units, as arrays of unit numbers from the top row down. Pure functions.

import { descending, maxIndex, mean, range } from "d3-array";
import type { Run } from "./types.ts";

// Mean |h| of every unit (unit,).
function meanActivity({ sources, units, steps }: Run): Float64Array {
  const activity = new Float64Array(units);
  sources.hidden.forEach((value, k) => {
    activity[k % units] += Math.abs(value) / steps;
  });
  return activity;
}

/** The unit with the largest mean |h|; the first one where no unit has a finite one. */
export function mostActiveUnit(run: Run): number {
  return Math.max(0, maxIndex(meanActivity(run)));
}

// Traces of mean 0 and length 1: a dot product of two is their correlation.
function standardTraces({ sources, units, steps }: Run): Float64Array[] {
  return range(units).map((u) => {
    const trace = Float64Array.from({ length: steps }, (_, t) => sources.hidden[t * units + u]);
    const centre = mean(trace) ?? 0;
    const centred = trace.map((value) => value - centre);
    const length = Math.sqrt(dot(centred, centred));
    return centred.map((value) => (length > 1e-12 ? value / length : 0));
  });
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let t = 0; t < a.length; t += 1) total += a[t] * b[t];
  return total;
}

// Greedy chain: from the most active unit on, next comes the one most like the last.
function similarityOrder(run: Run): number[] {
  const traces = standardTraces(run);
  let left = range(run.units);
  const order = [mostActiveUnit(run)];
  while (order.length < run.units) {
    const last = order[order.length - 1];
    left = left.filter((unit) => unit !== last);
    const likeness = left.map((unit) => dot(traces[last], traces[unit]));
    order.push(left[Math.max(0, maxIndex(likeness))]);
  }
  return order;
}

/** Unit numbers from the top row down; `kind` is a key of SORTS. */
export function unitOrder(run: Run, kind: string): number[] {
  const units = range(run.units);
  const by = (keys: ArrayLike<number>) =>
    units.sort((a, b) => descending(keys[a], keys[b]) || a - b);
  if (kind === "similarity") return run.units > 2 ? similarityOrder(run) : units;
  if (kind === "activity") return by(meanActivity(run));
  if (kind === "gate" && run.retention) return by(units.map((u) => run.facts.meanGate(u)));
  return units;
}
