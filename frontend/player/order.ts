// Orders of a run's units, as arrays of unit numbers from the top row down. Pure functions.

import { meanGate } from "./model.ts";

function meanActivity(run) {
  const { hidden } = run.sources;
  const activity = new Float64Array(run.units);
  hidden.forEach((value, k) => { activity[k % run.units] += Math.abs(value) / run.steps; });
  return activity;
}

export function mostActiveUnit(run) {
  const activity = meanActivity(run);
  return activity.indexOf(Math.max(...activity));
}

// Traces of mean 0 and length 1: a dot product of two is their correlation.
function standardTraces(run) {
  const { units, steps } = run;
  const traces = [];
  for (let u = 0; u < units; u += 1) {
    const trace = Float64Array.from({ length: steps }, (_, t) => run.sources.hidden[t * units + u]);
    const mean = trace.reduce((sum, v) => sum + v, 0) / steps;
    const length = Math.sqrt(trace.reduce((sum, v) => sum + (v - mean) ** 2, 0));
    traces.push(trace.map((v) => (length > 1e-12 ? (v - mean) / length : 0)));
  }
  return traces;
}

function correlation(a, b) {
  let sum = 0;
  for (let t = 0; t < a.length; t += 1) sum += a[t] * b[t];
  return sum;
}

// Greedy chain: from the most active unit on, next comes the one most like the last.
function similarityOrder(run) {
  const traces = standardTraces(run);
  const left = new Set(traces.keys());
  const order = [];
  let next = mostActiveUnit(run);
  while (left.size > 0) {
    left.delete(next);
    order.push(next);
    const last = traces[next];
    let best = -Infinity;
    for (const unit of left) {
      const likeness = correlation(last, traces[unit]);
      if (likeness > best) [best, next] = [likeness, unit];
    }
  }
  return order;
}

function descending(units, keyOf) {
  return units.sort((a, b) => keyOf(b) - keyOf(a) || a - b);
}

export function unitOrder(run, kind) {
  const units = Array.from({ length: run.units }, (_, u) => u);
  if (kind === "similarity") return run.units > 2 ? similarityOrder(run) : units;
  if (kind === "activity") {
    const activity = meanActivity(run);
    return descending(units, (u) => activity[u]);
  }
  if (kind === "gate" && run.retention) {
    const means = units.map((u) => meanGate(run, run.retention, u));
    return descending(units, (u) => means[u]);
  }
  return units;
}
