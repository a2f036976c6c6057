// What a pre-activation is made of: weight times what comes in, term by term. Pure functions.

import { sum } from "d3-array";
import { mostProbable, probabilityOf } from "./answers.ts";
import { functionOf, isColumn } from "./columns.ts";
import type { Column, Run } from "./types.ts";

/** The key of the products inside the prediction, beside those of the columns. */
export const PREDICTION_KEY = "prediction";

export interface Term {
  readonly name: string;
  /** Their product is the value; none for a bias. */
  readonly factors: readonly number[];
  readonly value: number;
  /** The unit of the step before that it comes from. */
  readonly unit?: number;
  /** Whether the first factor is a gate. */
  readonly gated?: boolean;
}

/** Terms, the largest first, and biases; together they add up to `sum`. */
export interface Products {
  readonly terms: readonly Term[];
  readonly biases: readonly Term[];
  readonly sum: number;
  /** What the GRU's reset gate lets through; null where there is none. */
  readonly reset: number | null;
  /** The function that makes `result` of `sum`. */
  readonly activation: string;
  readonly result: number;
}

export interface ReadoutProducts extends Products {
  /** Place of the class that is taken apart; 0 for a number. */
  readonly output: number;
}

/** The block of the weights behind a column, or "" where the column has none. */
export function blockOf(run: Run, column: Column): string {
  if (column.affine) return run.blocks[0];
  return column.transform === "" && run.blocks.includes(column.source) ? column.source : "";
}

// PyTorch's GRU lets the reset gate multiply what comes from the past inside the candidate.
function resetFactor(run: Run, block: string, step: number, unit: number): number | null {
  const gated = block === "candidate" && run.blocks.includes("reset");
  return gated ? run.sources.reset[step * run.units + unit] : null;
}

function inputName(run: Run, d: number): string {
  return run.inputNames[d] || (run.inputs === 1 ? "input" : `input ${d}`);
}

// A cell with one block has no gate; its function stands before the hidden state.
function activationOf(run: Run, block: string): string {
  if (run.blocks.length > 1) return block === "candidate" ? "tanh" : "σ";
  const signs = run.parts.map((part) => (isColumn(part) ? "" : functionOf(part.operator)));
  return signs.find(Boolean) ?? "";
}

function biasTerms({ weights }: Run, row: number, reset: number | null): Term[] {
  const fromInput = weights.biasIh?.[row] ?? 0;
  const fromHidden = weights.biasHh?.[row] ?? 0;
  if (reset === null) return [{ name: "bias", factors: [], value: fromInput + fromHidden }];
  const value = reset * fromHidden;
  return [
    { name: "bias", factors: [], value: fromInput },
    { name: "recurrent bias", factors: [reset, fromHidden], gated: true, value },
  ];
}

function product(name: string, factors: readonly number[], more: Partial<Term> = {}): Term {
  return { name, factors, value: factors.reduce((a, b) => a * b, 1), ...more };
}

const bySize = (a: Term, b: Term): number => Math.abs(b.value) - Math.abs(a.value);

const total = (terms: readonly Term[]): number => terms.reduce((a, { value }) => a + value, 0);

// A unit's rows of the weights: [from the input, from the past], or null where they stayed behind.
function weightRows(
  { units, inputs, blocks, weights, row, productsOf }: Run,
  block: string,
  unit: number,
): readonly [Float32Array, Float32Array] | null {
  const place = blocks.indexOf(block);
  const cutOut = (list: Float32Array, from: number, size: number) =>
    list.subarray(from * size, (from + 1) * size);
  if (weights.ih && weights.hh) {
    const from = place * units + unit;
    return [cutOut(weights.ih, from, inputs), cutOut(weights.hh, from, units)];
  }
  if (unit !== productsOf || !row.ih || !row.hh) return null;
  return [cutOut(row.ih, place, inputs), cutOut(row.hh, place, units)];
}

/** All terms of one block for one unit at one step; they add up to the pre-activation. null where
 * the unit's weights did not travel. */
export function blockProducts(
  run: Run,
  block: string,
  step: number,
  unit: number,
): Products | null {
  const { units, inputs, blocks } = run;
  const rows = weightRows(run, block, unit);
  if (!rows) return null;
  const reset = resetFactor(run, block, step, unit);
  const gated = reset !== null;
  const fromInput = Array.from(rows[0], (weight, d) =>
    product(inputName(run, d), [weight, run.input[step * inputs + d]]),
  );
  const fromPast = Array.from(rows[1], (weight, j) => {
    const h = run.hiddenPrevious[step * units + j];
    const factors = gated ? [reset, weight, h] : [weight, h];
    return product(`unit ${j}`, factors, { unit: j, gated });
  });
  const terms = [...fromInput, ...fromPast];
  const biases = biasTerms(run, blocks.indexOf(block) * units + unit, reset);
  return {
    sum: total([...terms, ...biases]),
    terms: terms.sort(bySize),
    biases,
    reset,
    activation: activationOf(run, block),
    result: run.sources[blocks.length === 1 ? "hidden" : block][step * units + unit],
  };
}

function readoutScore({ readout, sources, units }: Run, step: number, output: number): number {
  if (!readout) return NaN;
  let score = readout.bias[output];
  for (let j = 0; j < units; j += 1) {
    score += readout.weight[output * units + j] * sources.hidden[step * units + j];
  }
  return score;
}

// What the readout makes of h: the number in the data's units, or the first class's probability.
function readoutOutcome(run: Run, step: number): number {
  if (!run.probabilities) {
    const { scale, offset } = run.readout ?? { scale: NaN, offset: null };
    return readoutScore(run, step, 0) * scale + (offset?.[step] ?? NaN);
  }
  const scores = Array.from({ length: run.classes }, (_, k) => readoutScore(run, step, k));
  const largest = Math.max(...scores);
  return Math.exp(scores[0] - largest) / sum(scores, (score) => Math.exp(score - largest));
}

/** Whether h of this layer is what was read out: one below the top may be as wide as the top, and
 * no list of its products would add up to the prediction. */
export function readoutAddsUp(run: Run): boolean {
  const { readout, probabilities, prediction } = run;
  const recorded = probabilities ?? prediction;
  if (!readout || !recorded || (prediction && !readout.offset)) return false;
  for (let k = 0; k < 8; k += 1) {
    const step = Math.floor((k * run.steps) / 8);
    const value = recorded[step * (run.classes || 1)];
    const size = Math.max(Math.abs(readout.scale || 0), Math.abs(value), 1e-3);
    // Written so that what is no number does not add up.
    if (!(Math.abs(readoutOutcome(run, step) - value) <= 1e-3 * size)) return false;
  }
  return true;
}

/** The readout, seen the same way: h of this step times its weights. A classifier has a score a
 * class; the most probable one is taken apart. null where the run has no readout of its own. */
export function readoutProducts(run: Run, step: number): ReadoutProducts | null {
  const { readout, units, sources } = run;
  if (!readout) return null;
  const output = run.probabilities ? mostProbable(run, step, 1)[0] : 0;
  const terms = Array.from({ length: units }, (_, j) => {
    const factors = [readout.weight[output * units + j], sources.hidden[step * units + j]];
    return product(`unit ${j}`, factors, { unit: j });
  });
  const biases = [{ name: "bias", factors: [], value: readout.bias[output] }];
  return {
    sum: total([...terms, ...biases]),
    terms: terms.sort(bySize),
    biases,
    reset: null,
    activation: "",
    result: run.probabilities ? probabilityOf(run, step, output) : (run.prediction?.[step] ?? NaN),
    output,
  };
}

/** The largest terms one by one and the rest as one, so that the list always adds up. */
export function shortenTerms(
  terms: readonly Term[],
  most: number,
): {
  readonly shown: readonly Term[];
  readonly others: { readonly count: number; readonly value: number } | null;
} {
  if (terms.length <= most + 1) return { shown: terms, others: null };
  const rest = terms.slice(most);
  return { shown: terms.slice(0, most), others: { count: rest.length, value: total(rest) } };
}
