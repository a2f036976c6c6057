// The recording as the player reads it: every column of a run's equation as one array over
// (step, unit). Pure functions without DOM, so that node can test them.

function asFloats(entry) {
  if (!entry) return null;
  return entry.scale === 1 ? entry.data : Float32Array.from(entry.data, (v) => v * entry.scale);
}

function largestAbsolute(values) {
  let largest = 0;
  for (const value of values) {
    if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
  }
  return largest;
}

// "tanh →" stands for a function, "×" does not.
function functionOf(sign) {
  return sign.endsWith("→") ? sign.slice(0, -1).trim() : "";
}

// Values one step earlier; the initial state stands before the first step.
function previousValues(values, initial, units) {
  const shifted = new Float32Array(values.length);
  if (initial) shifted.set(initial.subarray(0, units));
  shifted.set(values.subarray(0, values.length - units), units);
  return shifted;
}

// One part of the pre-activation of a cell without gates, for all steps at once.
function affineValues(run, part) {
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
  if (column.transform === "previous") return previousValues(source, run.initial[column.source], run.units);
  return TRANSFORMS[column.transform](source);
}

// Value at which a state's colour is full: the same for all columns of one kind, so that a
// column and its successor one step later look alike.
function sourceLimit(run, source) {
  return Math.max(1, largestAbsolute(run.sources[source]), largestAbsolute(run.initial[source] || []));
}

function columnLimit(run, column, affineLimit) {
  if (column.affine) return affineLimit;
  return column.transform === "tanh" ? 1 : sourceLimit(run, column.source);
}

function buildColumns(run, equation) {
  const parts = equation.map((part) => part.column
    ? { ...part.column, values: columnValues(run, part.column) }
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

function buildRun(header, arrays, index, steps) {
  const read = (name) => asFloats(arrays[`${index}/${name}`]);
  const names = ["hidden", "cell_state", ...header.blocks, ...header.panels.map((panel) => panel.source)];
  const sources = {};
  for (const name of names) {
    const values = read(name);
    if (values) sources[name] = values;
  }
  const run = {
    ...header, index, steps, sources,
    initial: { hidden: read("initial_hidden"), cell_state: read("initial_cell") },
    input: networkInput(header, read),
    prediction: read("prediction"),
    weights: { ih: read("weight_ih"), hh: read("weight_hh"), biasIh: read("bias_ih"), biasHh: read("bias_hh") },
    readout: {
      weight: read("readout_weight"), bias: read("readout_bias"), offset: read("readout_offset"),
      scale: header.readout_scale, offsetName: header.readout_offset_name,
    },
  };
  run.hiddenPrevious = previousValues(sources.hidden, run.initial.hidden, run.units);
  run.parts = buildColumns(run, header.equation);
  run.columns = run.parts.filter((part) => part.values);
  run.panels = header.panels.filter((panel) => sources[panel.source]).map((panel) => ({
    ...panel,
    values: sources[panel.source],
    limit: sourceLimit(run, panel.source),
    symbol: panelSymbol(run, panel),
  }));
  run.retention = ["forget", "update"].find((gate) => sources[gate]) || "";
  return run;
}

// Two runs of one cell share its colour; the second and later ones are told apart by dashes.
const DASHES = [[], [7, 3], [2, 3], [8, 3, 2, 3]];

function buildModel(header, arrays) {
  const { sequence } = header;
  const dashOf = (run, index) => header.runs.slice(0, index).filter((other) => other.cell === run.cell).length;
  return {
    palette: header.palette,
    convention: header.convention || "",
    start: header.start || {},
    sequence,
    steps: sequence.steps,
    value: asFloats(arrays.value),
    target: asFloats(arrays.target) || new Float32Array(sequence.steps).fill(NaN),
    runs: header.runs.map((run, index) => ({
      ...buildRun(run, arrays, index, sequence.steps), dash: dashOf(run, index),
    })),
  };
}

function stepLabel(sequence, step) {
  return sequence.step_labels && sequence.step_labels[step] !== undefined
    ? String(sequence.step_labels[step]) : "";
}

// Steps after which half of a unit's old state is left, at its mean retention gate.
function halfLife(run, unit) {
  if (!run.retention) return null;
  let mean = 0;
  for (let t = 0; t < run.steps; t += 1) mean += run.sources[run.retention][t * run.units + unit];
  mean /= run.steps;
  if (!(mean > 0)) return 0;
  return mean >= 1 ? Infinity : Math.log(0.5) / Math.log(mean);
}

// Half-life in words; one decimal, for most units of a small network live between 0 and 3.
function memorySentence(run, unit) {
  const steps = halfLife(run, unit);
  if (steps === null) return "";
  if (steps > 999) return `unit ${unit} keeps half of its state for more than 999 steps`;
  return `unit ${unit} loses half of its state in ${steps.toFixed(1)} steps`;
}
