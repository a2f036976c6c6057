// Symbols as text on the page: those without a shape of their own get one. Pure functions.

import { stepLabel } from "./model.ts";
import type { Model } from "./types.ts";

const SHAPES: ReadonlyMap<string, string> = new Map([
  ["", "∅"],
  [" ", "␣"],
  ["\n", "↵"],
  ["\r", "↵"],
  ["\r\n", "↵"],
  ["\t", "⇥"],
  ["\u3000", "␣"],
]);

function codePoint(symbol: string): string {
  const code = symbol.codePointAt(0) ?? 0;
  return `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}

/** The symbol, or what stands for it where nothing would be seen. */
export function visibleSymbol(symbol: string): string {
  const shape = SHAPES.get(symbol);
  if (shape) return shape;
  return /^[\p{C}\p{Z}]$/u.test(symbol) ? codePoint(symbol) : symbol;
}

export function hasShape(symbol: string): boolean {
  return visibleSymbol(symbol) === symbol;
}

/** Shortened to as many characters as are read at a glance; never inside a character. */
export function shortSymbol(symbol: string, most: number): string {
  const characters = Array.from(visibleSymbol(symbol));
  const text = characters.length > most ? [...characters.slice(0, most - 1), "…"] : characters;
  return text.join("");
}

/** Curly quotes tell a symbol from the sentence around it. */
export function quotedSymbol(symbol: string, most = 24): string {
  return `“${shortSymbol(symbol, most)}”`;
}

/** The text of a step on an axis. Numbers that are read say nothing about where they stand. */
export function stepText(model: Model, step: number): string {
  const label = stepLabel(model.sequence, step);
  if (model.sequence.kind === "symbols") return visibleSymbol(label);
  return label && !model.labelsAreValues ? label : String(step + model.first);
}
