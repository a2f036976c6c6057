// What a pre-activation is made of: weight times what comes in, term by term. Pure functions.

import { mostProbable, probabilityOf } from "./answers.ts";
import { functionOf } from "./model.ts";

// The block of the weights behind a column, or "" where the column has none.
export function blockOf(run, column) {
  if (column.affine) return run.blocks[0];
  if (column.transform === "" && run.blocks.includes(column.source)) return column.source;
  return "";
}

// PyTorch's GRU lets the reset gate multiply what comes from the past inside the candidate.
function resetFactor(run, block, step, unit) {
  const gated = block === "candidate" && run.blocks.includes("reset");
  return gated ? run.sources.reset[step * run.units + unit] : null;
}

function inputName(run, d) {
  return (run.input_names && run.input_names[d]) || (run.inputs === 1 ? "input" : `input ${d}`);
}

// A cell with one block has no gate; its function stands before the hidden state.
function activationOf(run, block) {
  if (run.blocks.length === 1) {
    return run.parts.map((part) => (part.operator ? functionOf(part.operator) : "")).find(Boolean) || "";
  }
  return block === "candidate" ? "tanh" : "σ";
}

function blockResult(run, block, step, unit) {
  const source = run.blocks.length === 1 ? run.sources.hidden : run.sources[block];
  return source[step * run.units + unit];
}

function biasTerms(run, row, reset) {
  const fromInput = run.weights.biasIh[row];
  const fromHidden = run.weights.biasHh[row];
  if (reset === null) return [{ name: "bias", factors: [], value: fromInput + fromHidden }];
  return [
    { name: "bias", factors: [], value: fromInput },
    { name: "recurrent bias", factors: [reset, fromHidden], gated: true, value: reset * fromHidden },
  ];
}

function bySize(a, b) {
  return Math.abs(b.value) - Math.abs(a.value);
}

// A unit's rows of the weights: [from the input, from the past], or null where they stayed behind.
function weightRows(run, block, unit) {
  const { units, inputs, weights, row } = run;
  const place = run.blocks.indexOf(block);
  const cutOut = (list, from, size) => list.subarray(from * size, (from + 1) * size);
  if (weights.ih) return [cutOut(weights.ih, place * units + unit, inputs), cutOut(weights.hh, place * units + unit, units)];
  if (unit !== run.products_of) return null;
  return [cutOut(row.ih, place, inputs), cutOut(row.hh, place, units)];
}

// All terms of one block for one unit at one step; they add up to the pre-activation.
export function blockProducts(run, block, step, unit) {
  const { units, inputs } = run;
  const row = run.blocks.indexOf(block) * units + unit;
  const rows = weightRows(run, block, unit);
  if (!rows) return null;
  const [fromInput, fromPast] = rows;
  const reset = resetFactor(run, block, step, unit);
  const terms = [];
  for (let d = 0; d < inputs; d += 1) {
    const weight = fromInput[d];
    const x = run.input[step * inputs + d];
    terms.push({ name: inputName(run, d), factors: [weight, x], value: weight * x });
  }
  for (let j = 0; j < units; j += 1) {
    const weight = fromPast[j];
    const h = run.hiddenPrevious[step * units + j];
    const factors = reset === null ? [weight, h] : [reset, weight, h];
    terms.push({ name: `unit ${j}`, unit: j, factors, gated: reset !== null, value: factors.reduce((a, b) => a * b, 1) });
  }
  const biases = biasTerms(run, row, reset);
  const sum = [...terms, ...biases].reduce((total, term) => total + term.value, 0);
  return {
    terms: terms.sort(bySize), biases, sum, reset,
    activation: activationOf(run, block),
    result: blockResult(run, block, step, unit),
  };
}

function readoutScore(run, step, output) {
  let sum = run.readout.bias[output];
  for (let j = 0; j < run.units; j += 1) {
    sum += run.readout.weight[output * run.units + j] * run.sources.hidden[step * run.units + j];
  }
  return sum;
}

// What the readout makes of h: the number in the data's units, or the first class's probability.
function readoutOutcome(run, step) {
  if (!run.probabilities) return readoutScore(run, step, 0) * run.readout.scale + run.readout.offset[step];
  const scores = Array.from({ length: run.classes }, (_, output) => readoutScore(run, step, output));
  const largest = Math.max(...scores);
  return Math.exp(scores[0] - largest) / scores.reduce((sum, score) => sum + Math.exp(score - largest), 0);
}

// A layer below the top may be as wide as the top: its h is then not what was read out, and no
// list of its products would add up to the prediction.
export function readoutAddsUp(run) {
  if (!run.readout) return false;
  const recorded = run.probabilities || run.prediction;
  if (!recorded || (run.prediction && !run.readout.offset)) return false;
  for (let k = 0; k < 8; k += 1) {
    const step = Math.floor((k * run.steps) / 8);
    const value = recorded[step * (run.classes || 1)];
    if (!(Math.abs(readoutOutcome(run, step) - value) <= 1e-3 * Math.max(Math.abs(run.readout.scale || 0), Math.abs(value), 1e-3))) return false;
  }
  return true;
}

// The readout, seen the same way: h of this step times its weights. A classifier has a score a
// class; the most probable one is taken apart.
export function readoutProducts(run, step) {
  const output = run.probabilities ? mostProbable(run, step, 1)[0] : 0;
  const terms = [];
  for (let j = 0; j < run.units; j += 1) {
    const factors = [run.readout.weight[output * run.units + j], run.sources.hidden[step * run.units + j]];
    terms.push({ name: `unit ${j}`, unit: j, factors, value: factors[0] * factors[1] });
  }
  const biases = [{ name: "bias", factors: [], value: run.readout.bias[output] }];
  const sum = [...terms, ...biases].reduce((total, term) => total + term.value, 0);
  const result = run.probabilities ? probabilityOf(run, step, output) : run.prediction[step];
  return { terms: terms.sort(bySize), biases, sum, reset: null, activation: "", result, output };
}

// The largest terms one by one, the rest as one line, so the list always adds up.
export function shortenTerms(terms, most) {
  if (terms.length <= most + 1) return { shown: terms, others: null };
  const rest = terms.slice(most);
  return {
    shown: terms.slice(0, most),
    others: { count: rest.length, value: rest.reduce((sum, term) => sum + term.value, 0) },
  };
}
