// The products inside one column, or inside the prediction, as the lines and sentences of a list.
// Pure functions.

import { formatData, formatScaled, formatSigned } from "../shared/numbers.ts";
import { SHORT_CLASS } from "./class_ranking.ts";
import {
  blockOf,
  blockProducts,
  PREDICTION_KEY,
  type Products,
  type ReadoutProducts,
  readoutProducts,
  shortenTerms,
  type Term,
} from "./products.ts";
import { quotedSymbol } from "./symbol_text.ts";
import type { Column, Model, Run } from "./types.ts";

export interface ListedTerm {
  readonly name: string;
  /** The factors with their signs. */
  readonly factors: string;
  readonly value: number;
}

export interface ProductList {
  readonly title: string;
  readonly hint: string;
  readonly terms: readonly ListedTerm[];
  readonly sum: string;
  readonly result: string;
  /** What `sum` and `result` say, as numbers. */
  readonly total: number;
  readonly outcome: number;
}

/** Which products are asked for; `decimals` of values of the data. */
export interface ProductsAsked {
  readonly key: string;
  readonly unit: number;
  readonly step: number;
  readonly decimals: number;
}

type Texts = Pick<ProductList, "title" | "hint" | "sum" | "result">;

function listed({ name, factors, gated, value }: Term): ListedTerm {
  const written = factors.map((factor, k) =>
    gated && k === 0 ? factor.toFixed(3) : formatSigned(factor),
  );
  return { name, factors: written.join(" × "), value };
}

function termsOf({ terms, biases }: Products, most: number): ListedTerm[] {
  const { shown, others } = shortenTerms(terms, most);
  const rest = others ? [{ name: `${others.count} others`, factors: "", value: others.value }] : [];
  return [...shown.map(listed), ...rest, ...biases.map(listed)];
}

function resultText({ sum, activation, result }: Products, column: Column, scale: string): string {
  const value = formatScaled(result, scale);
  const inside = activation ? `${activation}(${formatSigned(sum)}) = ` : "";
  return `${column.symbol} = ${inside}${value}`;
}

function blockTexts(run: Run, products: Products, column: Column, unit: number): Texts {
  const single = run.blocks.length === 1;
  const before = run.reverse ? "h of the step on the right" : "h of the step before";
  const past = products.reset === null ? before : `reset gate × weight × ${before}`;
  const last = run.columns[run.columns.length - 1];
  return {
    title: `inside ${single ? "the sum" : column.symbol}, unit ${unit}`,
    hint: `weight × input, or ${past}`,
    sum: `sum = ${formatSigned(products.sum)}`,
    result: single
      ? resultText(products, last, "state")
      : resultText(products, column, column.scale),
  };
}

// The network speaks in normalised units: of the value itself, or of the change to it.
function predictionText(
  model: Model,
  run: Run,
  { sum, result }: Products,
  { step, decimals }: ProductsAsked,
): string {
  const { scale = 1, offset = null, offsetName = "" } = run.readout ?? {};
  const added = (offset?.[step] ?? 0).toFixed(3);
  const back = `${formatSigned(sum)} × ${scale.toFixed(3)} (scale) + ${added} (${offsetName})`;
  return `prediction = ${back} = ${formatData(result, decimals, model.sequence.unit)}`;
}

function readoutTexts(
  model: Model,
  run: Run,
  products: ReadoutProducts,
  asked: ProductsAsked,
): Texts {
  const hint = "weight × h of this step";
  const total = formatSigned(products.sum);
  if (!run.probabilities) {
    const result = predictionText(model, run, products, asked);
    return { title: "inside the prediction", hint, sum: `sum = ${total}`, result };
  }
  const { classes } = model.sequence;
  const score = `score of ${quotedSymbol(classes[products.output], SHORT_CLASS)}`;
  return {
    title: `inside the ${score}`,
    hint: `${hint}; softmax turns the scores of all ${classes.length} classes into probabilities`,
    sum: `${score} = ${total}`,
    result: `softmax → ${products.result.toFixed(3)}`,
  };
}

/** The list of a column or of the prediction; null where the weights have not travelled. */
export function productList(
  model: Model,
  run: Run,
  asked: ProductsAsked,
  most: number,
): ProductList | null {
  const { key, unit, step } = asked;
  if (key === PREDICTION_KEY) {
    const products = readoutProducts(run, step);
    return products && withTerms(products, readoutTexts(model, run, products, asked), most);
  }
  const column = run.columns.find((one) => one.key === key);
  const products = column ? blockProducts(run, blockOf(run, column), step, unit) : null;
  if (!column || !products) return null;
  return withTerms(products, blockTexts(run, products, column, unit), most);
}

function withTerms(products: Products, texts: Texts, most: number): ProductList {
  const { sum: total, result: outcome } = products;
  return { ...texts, terms: termsOf(products, most), total, outcome };
}
