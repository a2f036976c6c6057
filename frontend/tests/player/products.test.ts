import { describe, expect, it } from "vitest";
import { buildModel } from "../../player/model.ts";
import {
  blockOf,
  blockProducts,
  type Products,
  readoutProducts,
  shortenTerms,
} from "../../player/products.ts";
import type { Run } from "../../player/types.ts";
import { recordArrays } from "./networks.ts";
import { named, packetOf, runHeader, runOf } from "./recordings.ts";

const sigmoid = (value: number) => 1 / (1 + Math.exp(-value));
const FUNCTIONS: Readonly<Record<string, (value: number) => number>> = {
  tanh: Math.tanh,
  σ: sigmoid,
};

function productsOf(run: Run, block: string, step: number, unit: number): Products {
  const found = blockProducts(run, block, step, unit);
  if (!found) throw new Error("no products");
  return found;
}

const added = ({ terms, biases }: Products) =>
  [...terms, ...biases].reduce((sum, { value }) => sum + value, 0);

describe("the products of a block", () => {
  it.each(["rnn_tanh", "gru", "lstm"])("of %s add up to what its function takes", (cell) => {
    for (const reverse of [false, true]) {
      const run = runOf(cell, { reverse });
      for (const block of run.blocks) {
        for (let step = 0; step < run.steps; step += 1) {
          for (let unit = 0; unit < run.units; unit += 1) {
            const found = productsOf(run, block, step, unit);
            expect(found.sum).toBeCloseTo(added(found), 9);
            const source = run.sources[block];
            expect(found.result).toBe(source[step * run.units + unit]);
            expect(FUNCTIONS[found.activation](found.sum)).toBeCloseTo(found.result, 5);
          }
        }
      }
    }
  });

  it("stand from the largest to the smallest, each the product of its factors", () => {
    const { terms } = productsOf(runOf("lstm"), "forget", 4, 1);
    expect(terms.map(({ name }) => name).sort()).toEqual([
      "input 0",
      "input 1",
      "unit 0",
      "unit 1",
      "unit 2",
    ]);
    const sizes = terms.map(({ value }) => Math.abs(value));
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
    for (const { factors, value } of terms) expect(value).toBe(factors[0] * factors[1]);
  });

  it("of a GRU's candidate: the reset gate takes what comes from the past, bias included", () => {
    const run = runOf("gru");
    const found = productsOf(run, "candidate", 5, 2);
    const reset = run.sources.reset[5 * run.units + 2];
    expect(found.reset).toBe(reset);
    const past = found.terms.filter(({ unit }) => unit !== undefined);
    expect(past.every(({ factors, gated }) => gated && factors[0] === reset)).toBe(true);
    const inputs = found.terms.filter(({ unit }) => unit === undefined);
    expect(inputs.every(({ factors, gated }) => !gated && factors.length === 2)).toBe(true);
    expect(found.biases.map(({ name }) => name)).toEqual(["bias", "recurrent bias"]);
    expect(productsOf(run, "update", 5, 2).reset).toBeNull();
  });

  it("come from one unit's rows where all weights were too many", () => {
    const whole = runOf("lstm");
    const [unit, units, inputs] = [1, 3, 2];
    const { weight_ih, weight_hh, ...light } = recordArrays("lstm");
    const rows = (list: number[], size: number) =>
      [0, 1, 2, 3].flatMap((block) => {
        const from = (block * units + unit) * size;
        return list.slice(from, from + size);
      });
    const sent = { ...light, unit_ih: rows(weight_ih, inputs), unit_hh: rows(weight_hh, units) };
    const told = runHeader("lstm", { products_of: unit });
    const run = buildModel(packetOf({ runs: [told], arrays: named(sent) })).runs[0];
    expect(blockProducts(run, "output", 3, unit)).toEqual(blockProducts(whole, "output", 3, unit));
    expect(blockProducts(run, "output", 3, 0)).toBeNull();
  });

  it("have the names of what is read", () => {
    const run = { ...runOf("lstm"), inputNames: ["rain", "sun"] };
    const { terms } = productsOf(run, "input", 0, 0);
    expect(terms.map(({ name }) => name)).toEqual(expect.arrayContaining(["rain", "sun"]));
    const one = productsOf(runOf("lstm", { inputs: 1 }), "input", 0, 0);
    expect(one.terms.map(({ name }) => name)).toContain("input");
  });
});

describe("the block behind a column", () => {
  it("is there for a gate, and not for what is made of one", () => {
    const found = (cell: string) => {
      const run = runOf(cell);
      return run.columns.map((column) => blockOf(run, column));
    };
    expect(found("gru")).toEqual(["", "candidate", "update", "", ""]);
    expect(found("lstm")).toEqual(["", "forget", "input", "candidate", "", "", "output", ""]);
    expect(found("rnn_tanh")).toEqual(["hidden", "hidden", "hidden", "hidden", "hidden"]);
  });
});

describe("the products of the readout", () => {
  const { hidden, ...rest } = recordArrays("gru");
  const weight = [0.5, -1, 2, 1, 0.25, -0.5];
  const bias = [0.1, -0.2];
  const score = (step: number, output: number) =>
    bias[output] +
    [0, 1, 2].reduce((sum, u) => sum + weight[output * 3 + u] * hidden[step * 3 + u], 0);
  const probabilities = Array.from({ length: 9 }, (_, t) => {
    const [a, b] = [Math.exp(score(t, 0)), Math.exp(score(t, 1))];
    return [a / (a + b), b / (a + b)];
  });
  const arrays = named({
    ...rest,
    hidden,
    probabilities: probabilities.flat(),
    readout_weight: weight,
    readout_bias: bias,
  });
  const run = buildModel(packetOf({ runs: [runHeader("gru")], arrays })).runs[0];

  it("are those of the most probable class, and add up to its score", () => {
    for (let step = 0; step < 9; step += 1) {
      const found = readoutProducts(run, step);
      if (!found) throw new Error("no products");
      const [a, b] = probabilities[step];
      expect(found.output).toBe(a >= b ? 0 : 1);
      expect(found.sum).toBeCloseTo(score(step, found.output), 5);
      expect(added(found)).toBeCloseTo(found.sum, 9);
      expect(found.result).toBeCloseTo(Math.max(a, b), 6);
    }
  });

  it("are none where the run has no readout", () => {
    expect(readoutProducts(runOf("gru"), 0)).toBeNull();
  });
});

describe("a shortened list", () => {
  const terms = [9, -8, 7, 6, -5, 4].map((value, k) => ({ name: `${k}`, factors: [], value }));

  it("adds up to the same", () => {
    const { shown, others } = shortenTerms(terms, 3);
    expect(shown.length).toBe(3);
    expect(others).toEqual({ count: 3, value: 5 });
    const sum = shown.reduce((all, { value }) => all + value, others?.value ?? 0);
    expect(sum).toBe(9 - 8 + 7 + 6 - 5 + 4);
  });

  it("is left whole where only one would be hidden", () => {
    expect(shortenTerms(terms, 5)).toEqual({ shown: terms, others: null });
    expect(shortenTerms(terms, 4).others?.count).toBe(2);
  });
});
