// Symbols as text on the page: those without a shape of their own get one. Pure functions.

import { stepLabel } from "./model.ts";

const SHAPES = new Map([["", "∅"], [" ", "␣"], ["\n", "↵"], ["\r", "↵"], ["\r\n", "↵"], ["\t", "⇥"], ["\u3000", "␣"]]);

function codePoint(symbol) {
  return `U+${symbol.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
}

export function visibleSymbol(symbol) {
  const shape = SHAPES.get(symbol);
  if (shape) return shape;
  return /^[\p{C}\p{Z}]$/u.test(symbol) ? codePoint(symbol) : symbol;
}

export function hasShape(symbol) {
  return visibleSymbol(symbol) === symbol;
}

// Shortened to as many characters as are read at a glance; never inside a character.
export function shortSymbol(symbol, most) {
  const characters = Array.from(visibleSymbol(symbol));
  return characters.length > most ? `${characters.slice(0, most - 1).join("")}…` : characters.join("");
}

// Curly quotes tell a symbol from the sentence around it.
export function quotedSymbol(symbol, most = 24) {
  return `“${shortSymbol(symbol, most)}”`;
}

// The text of a step on an axis. Numbers that are read say nothing about where they stand.
export function stepText(model, step) {
  const label = stepLabel(model.sequence, step);
  if (model.sequence.kind === "symbols") return visibleSymbol(label);
  return label && !model.labelsAreValues ? label : String(step + model.first);
}
