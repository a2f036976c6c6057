// What a unit goes along with: Pearson's r with what is read, asked and told, and the same before
// training, for a unit that was never trained may follow its input as closely. Pure functions; the
// same numbers as in rnnviz/analysis/correlation.py.

import { stepLabel } from "./model.ts";
import { quotedSymbol } from "./symbol_text.ts";

const MOST_SYMBOLS = 60;

function pearson(a, b) {
  let [count, meanA, meanB] = [0, 0, 0];
  for (let t = 0; t < a.length; t += 1) {
    if (!Number.isFinite(a[t]) || !Number.isFinite(b[t])) continue;
    count += 1;
    meanA += a[t];
    meanB += b[t];
  }
  if (count < 3) return NaN;
  meanA /= count;
  meanB /= count;
  let [aa, bb, ab, size] = [0, 0, 0, 1];
  for (let t = 0; t < a.length; t += 1) {
    if (!Number.isFinite(a[t]) || !Number.isFinite(b[t])) continue;
    aa += (a[t] - meanA) ** 2;
    bb += (b[t] - meanB) ** 2;
    ab += (a[t] - meanA) * (b[t] - meanB);
    size = Math.max(size, Math.abs(a[t]) * Math.abs(b[t]));
  }
  const lengths = Math.sqrt(aa * bb);
  return lengths <= 1e-12 * size ? NaN : Math.max(-1, Math.min(1, ab / lengths));
}

function phaseCorrelation(trace, period) {
  if (trace.length < period || !(period > 2)) return NaN;
  const angle = Float64Array.from(trace, (_, t) => (2 * Math.PI * t) / period);
  const [cosine, sine] = [angle.map(Math.cos), angle.map(Math.sin)];
  const [a, b, c] = [pearson(trace, cosine), pearson(trace, sine), pearson(cosine, sine)];
  return Math.sqrt(Math.max(0, Math.min(1, (a * a + b * b - 2 * a * b * c) / (1 - c * c))));
}

function namedSteps(names, prefix) {
  const distinct = [...new Set(names.filter((name) => name !== ""))];
  if (distinct.length < 2 || distinct.length > MOST_SYMBOLS) return [];
  return distinct.map((name) => ({
    name: `${prefix} ${quotedSymbol(name)}`, values: Float64Array.from(names, (one) => (one === name ? 1 : 0)),
  }));
}

// Everything about the sequence that a unit may follow; none of it depends on the network.
function candidatesOf(model) {
  const { sequence, steps } = model;
  const found = [{ name: "position", values: Float64Array.from({ length: steps }, (_, t) => t) }];
  if (sequence.kind === "symbols") {
    found.push(...namedSteps(Array.from({ length: steps }, (_, t) => stepLabel(sequence, t)), "reading"));
  } else if (model.features.length === 0 || model.continues) {
    found.push({ name: sequence.value_name && sequence.value_name !== "value" ? `input ${sequence.value_name}` : "input", values: model.value });
  }
  for (const feature of model.features) found.push({ name: `input ${feature.name}`, values: feature.values });
  if (model.continues) found.push({ name: "next value", values: nextValues(model) });
  else if (!sequence.classes.length) found.push({ name: "target", values: model.target });
  else found.push(...namedSteps(Array.from({ length: steps }, (_, t) => sequence.answers[t] || ""), "right answer"));
  return found;
}

// Of a window only the last is asked for; the others are known all the same.
function nextValues({ steps, value, target }) {
  return Float64Array.from({ length: steps }, (_, t) => (Number.isFinite(target[t]) || t + 1 === steps ? target[t] : value[t + 1]));
}

function unitTrace(run, values, unit) {
  return Float64Array.from({ length: run.steps }, (_, t) => values[t * run.units + unit]);
}

// The strongest first. "before" is the same r before training; NaN where it is unknown.
export function correlates(model, run, source, unit) {
  const trace = unitTrace(run, run.sources[source], unit);
  const untrained = run.epoch === 0 ? null : model.training.before(run.index)[source];
  const early = untrained ? unitTrace(run, untrained, unit) : null;
  const season = Number(model.sequence.season) || 1;
  model.candidates ??= candidatesOf(model);
  const found = model.candidates.map(({ name, values }) => ({
    name, r: pearson(trace, values), before: early ? pearson(early, values) : NaN,
  }));
  if (season > 2) found.push({ name: `phase of the season (${season} steps)`, r: phaseCorrelation(trace, season), before: early ? phaseCorrelation(early, season) : NaN, unsigned: true });
  return found.filter(({ r }) => Number.isFinite(r)).sort((a, b) => Math.abs(b.r) - Math.abs(a.r));
}

// Shares of the steps at which a gate is nearly shut or nearly open.
export const NEARLY = 0.1;

export function saturation(run, gate, unit) {
  let [shut, open] = [0, 0];
  const values = run.sources[gate];
  for (let t = 0; t < run.steps; t += 1) {
    const value = values[t * run.units + unit];
    if (value < NEARLY) shut += 1;
    if (value > 1 - NEARLY) open += 1;
  }
  return { shut: shut / run.steps, open: open / run.steps };
}
