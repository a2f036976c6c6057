// The recording as the player reads it: every column of a run's equation as one array over
// (step, unit). Pure functions without DOM, so that node can test them.

import { createTraining } from "./training.ts";

export function asFloats(entry) {
  if (!entry) return null;
  return entry.scale === 1 ? entry.data : Float32Array.from(entry.data, (v) => v * entry.scale);
}

export function largestAbsolute(values) {
  let largest = 0;
  for (const value of values) {
    if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
  }
  return largest;
}

// "tanh →" stands for a function, "×" does not.
export function functionOf(sign) {
  return sign.endsWith("→") ? sign.slice(0, -1).trim() : "";
}

// Values of the step read before. The initial state stands before the first step, or after the
// last one for a layer that reads backward.
function previousValues(values, initial, units, reverse) {
  const shifted = new Float32Array(values.length);
  const rest = values.length - units;
  if (initial) shifted.set(initial.subarray(0, units), reverse ? rest : 0);
  shifted.set(reverse ? values.subarray(units) : values.subarray(0, rest), reverse ? 0 : units);
  return shifted;
}

// Where the weights were too many to travel, Python sent what they make of the inputs.
function sentAffine(run, part) {
  const { input, hidden } = run.affine;
  if (part === "input") return input;
  if (part === "hidden") return hidden;
  return Float64Array.from(input, (value, k) => value + hidden[k] + run.weights.biasIh[k % run.units] + run.weights.biasHh[k % run.units]);
}

// One part of the pre-activation of a cell without gates, for all steps at once.
function affineValues(run, part) {
  if (run.affine.input && part !== "bias") return sentAffine(run, part);
  const { steps, units, inputs, input, hiddenPrevious, weights } = run;
  const values = new Float64Array(steps * units);
  for (let t = 0; t < steps; t += 1) {
    for (let u = 0; u < units; u += 1) {
      let sum = 0;
      if (part === "input" || part === "sum") {
        for (let d = 0; d < inputs; d += 1) sum += weights.ih[u * inputs + d] * input[t * inputs + d];
      }
      if (part === "hidden" || part === "sum") {
        for (let j = 0; j < units; j += 1) sum += weights.hh[u * units + j] * hiddenPrevious[t * units + j];
      }
      if (part === "bias" || part === "sum") sum += weights.biasIh[u] + weights.biasHh[u];
      values[t * units + u] = sum;
    }
  }
  return values;
}

const TRANSFORMS = {
  "": (values) => values,
  tanh: (values) => Float64Array.from(values, Math.tanh),
  relu: (values) => Float64Array.from(values, (v) => Math.max(0, v)),
  one_minus: (values) => Float64Array.from(values, (v) => 1 - v),
};

function columnValues(run, column) {
  if (column.affine) return affineValues(run, column.affine);
  const source = run.sources[column.source];
  if (column.transform === "previous") return previousValues(source, run.initial[column.source], run.units, run.reverse);
  return TRANSFORMS[column.transform](source);
}

// Value at which a state's colour is full: the same for all columns of one kind, so that a
// column and its successor one step later look alike.
export function sourceLimit(run, source) {
  // One limit for all epochs that travelled: a unit that grows is seen to grow.
  if (run.limits && run.limits[source] > 0) return Math.max(1, run.limits[source]);
  return Math.max(1, largestAbsolute(run.sources[source]), largestAbsolute(run.initial[source] || []));
}

function columnLimit(run, column, affineLimit) {
  if (column.affine) return affineLimit;
  return column.transform === "tanh" ? 1 : sourceLimit(run, column.source);
}

// The state that a step starts from is the later one for a layer that reads backward.
function subscriptOf(run, column) {
  return run.reverse ? column.subscript.replace("t-1", "t+1") : column.subscript;
}

function buildColumns(run, equation) {
  const parts = equation.map((part) => part.column
    ? { ...part.column, subscript: subscriptOf(run, part.column), values: columnValues(run, part.column) }
    : { operator: part.operator });
  const affine = parts.filter((part) => part.affine).map((part) => largestAbsolute(part.values));
  const affineLimit = Math.max(0, ...affine) || 1;
  for (const part of parts) {
    if (part.values) part.limit = columnLimit(run, part, affineLimit);
  }
  return parts;
}

// An LSTM's gate is called "input" too, so what goes into the network travels as "inputs".
function networkInput(header, read) {
  const input = read("inputs") || (header.blocks.includes("input") ? null : read("input"));
  if (!input) throw new Error(`The packet has no inputs for ${header.label}.`);
  return input;
}

// Titles end with the symbol; the reset gate has no column of its own to take it from.
function panelSymbol(run, panel) {
  const column = run.columns.find((c) => c.source === panel.source && !c.transform);
  return column ? column.symbol : panel.title.split(" ").pop();
}

// A readout that reads more than this layer cannot be taken apart into its products.
function buildReadout(header, read) {
  const weight = read("readout_weight");
  if (!weight || weight.length % header.units !== 0) return null;
  return {
    weight, bias: read("readout_bias"), offset: read("readout_offset"),
    scale: header.readout_scale, offsetName: header.readout_offset_name,
  };
}

// One run after one epoch; what an epoch shares with the one shown first travels only once.
export function buildRun(header, arrays, index, steps) {
  const read = (name) => asFloats(arrays[`${index}/@${header.epoch}/${name}`] || arrays[`${index}/${name}`]);
  const names = ["hidden", "cell_state", ...header.blocks, ...header.panels.map((panel) => panel.source)];
  const sources = {};
  for (const name of names) {
    const values = read(name);
    if (values) sources[name] = values;
  }
  const run = {
    ...header, index, steps, sources, reverse: Boolean(header.reverse),
    initial: { hidden: read("initial_hidden"), cell_state: read("initial_cell") },
    input: networkInput(header, read),
    prediction: read("prediction"),
    probabilities: read("probabilities"),
    weights: { ih: read("weight_ih"), hh: read("weight_hh"), biasIh: read("bias_ih"), biasHh: read("bias_hh") },
    affine: { input: read("affine_input"), hidden: read("affine_hidden") },
    row: { ih: read("unit_ih"), hh: read("unit_hh") },
    overview: buildOverview(arrays, index),
    readout: buildReadout(header, read),
  };
  run.hiddenPrevious = previousValues(sources.hidden, run.initial.hidden, run.units, run.reverse);
  run.classes = run.probabilities ? run.probabilities.length / steps : 0;
  run.parts = buildColumns(run, header.equation);
  run.columns = run.parts.filter((part) => part.values);
  run.panels = header.panels.filter((panel) => sources[panel.source]).map((panel) => ({
    ...panel,
    values: sources[panel.source],
    limit: sourceLimit(run, panel.source),
    symbol: panelSymbol(run, panel),
  }));
  run.paths = buildPaths(run, read);
  run.retention = ["forget", "update"].find((gate) => sources[gate]) || "";
  return run;
}

// Lowest and highest of every unit in every stretch of the whole sequence; of the epoch shown first.
function buildOverview(arrays, index) {
  const [low, high] = [arrays[`${index}/overview_low`], arrays[`${index}/overview_high`]];
  return low ? { low: low.data, high: high.data, stretches: low.shape[0] } : null;
}

// The states in their principal components, as many as there are.
function buildPaths(run, read) {
  const paths = {};
  for (const source of ["hidden", "cell_state"]) {
    const points = read(`path_${source}`);
    if (points) paths[source] = { points, explained: read(`explained_${source}`), size: points.length / run.steps };
  }
  return paths;
}

// Two runs of one cell share its colour; the second and later ones are told apart by dashes.
export const DASHES = [[], [7, 3], [2, 3], [8, 3, 2, 3]];

// Symbols stand for themselves; the zeros and ones that spell them say nothing more.
function buildFeatures({ kind, features: names, steps }, entry) {
  const values = asFloats(entry);
  if (!values || kind === "symbols") return [];
  return names.map((name, d) => ({
    name, values: Float32Array.from({ length: steps }, (_, t) => values[t * names.length + d]),
  }));
}

// Where the truth is simply the next input, one line says both. A sequence that is judged at its
// end alone says nothing about it: one series is then being continued, several are not.
function targetIsNextValue({ sequence, steps, value, target, features }) {
  if (sequence.continues) return true;
  if (sequence.kind === "symbols" || sequence.classes.length) return false;
  const tolerance = 1e-4 * (largestAbsolute(value) + 1e-9);
  let compared = 0;
  for (let t = 0; t + 1 < steps; t += 1) {
    if (!Number.isFinite(target[t]) || !Number.isFinite(value[t + 1])) continue;
    if (Math.abs(target[t] - value[t + 1]) > tolerance) return false;
    compared += 1;
  }
  return compared > 0 || features.length === 0;
}

// Of a sequence that a person typed: whether what counts as right is only what was typed next.
function asksForWhatFollows({ continues, sequence: { answers, step_labels: labels } }) {
  return continues || (answers.some(Boolean) && answers.every((answer, t) => answer === "" || answer === labels[t + 1]));
}

export function buildModel(header, arrays) {
  const sequence = { kind: "values", classes: [], answers: [], features: [], ...header.sequence };
  const { steps } = sequence;
  const unknown = () => new Float32Array(steps).fill(NaN);
  const model = {
    palette: header.palette,
    convention: header.convention || "",
    start: header.start || {},
    sequence,
    steps,
    first: sequence.first || 0,
    whole: sequence.whole || steps,
    value: asFloats(arrays.value) || unknown(),
    target: asFloats(arrays.target) || unknown(),
    features: buildFeatures(sequence, arrays.features),
    epochs: header.epochs || [header.runs[0].epoch],
    training: createTraining(header, arrays, steps),
    predictions: Object.keys(arrays).filter((name) => name.endsWith("/prediction")).map((name) => asFloats(arrays[name])),
  };
  model.runs = model.training.runsAt(null);
  model.continues = targetIsNextValue(model);
  model.typed = Boolean(sequence.typed);
  model.nextTyped = model.typed && asksForWhatFollows(model);
  model.labelsAreValues = sequence.kind !== "symbols" && !sequence.labels_are_places;
  // More steps without a truth than with one: it is not unknown there, nothing is asked.
  model.judgesFew = model.target.filter(Number.isFinite).length * 2 < steps;
  // A window as in training: what a network says before its last step was asked of none.
  model.asksLast = model.continues && !model.typed && steps > 1
    && model.target.every((value, t) => Number.isFinite(value) === (t === steps - 1));
  return model;
}

// PyTorch counts from 0 and calls the first layer l0; in an encoder-decoder "encoder.l0".
function layerInWords(layer) {
  const [, path, number] = /^(?:(.*)\.)?l(\d+)/.exec(layer) || [null, "", ""];
  if (number === "") return `layer ${layer}`;
  return `${path ? `${path}, ` : ""}layer ${Number(number) + 1} (PyTorch: l${number})`;
}

export function runTitle(run) {
  const parts = [run.label];
  // PyTorch's "l0_reverse": the direction is said in words.
  if (run.layers > 1 && run.layer) parts.push(layerInWords(String(run.layer)));
  if (run.reverse) parts.push("reads from right to left");
  return parts.join(" · ");
}

export function stepLabel(sequence, step) {
  return sequence.step_labels && sequence.step_labels[step] !== undefined
    ? String(sequence.step_labels[step]) : "";
}

// The mean factor of the direct path: a product is described by its geometric mean.
export function meanGate(run, gate, unit) {
  let sum = 0;
  for (let t = 0; t < run.steps; t += 1) sum += Math.log(run.sources[gate][t * run.units + unit]);
  return Math.exp(sum / run.steps);
}

// Steps after which the direct path through a unit's own gate is halved; the same numbers as in
// rnnviz/analysis/memory.py, and no statement about the state: other paths are left out.
export function directHalfLife(run, unit) {
  if (!run.retention) return null;
  const mean = meanGate(run, run.retention, unit);
  if (!(mean > 0)) return 0;
  return mean >= 1 ? Infinity : Math.log(0.5) / Math.log(mean);
}

// One decimal, for most units of a small network lie between 0 and 3.
export function stepsInWords(steps) {
  return steps > 999 ? "more than 999 steps" : `${steps.toFixed(1)} steps`;
}

export const DIRECT_PATH = "The old state also acts through h on every gate of every unit. Those paths are left out, and they may be the stronger ones.";

export function directPathSentence(run, unit) {
  const steps = directHalfLife(run, unit);
  return steps === null ? "" : `unit ${unit}: along the direct path through its own ${run.retention} gate alone, half of the old state is left after ${stepsInWords(steps)}`;
}
