// Symbols as PyTorch's documentation writes them, with a lowered index.

import { element } from "../shared/elements.ts";
import type { Pen, TextLook } from "../shared/scene.ts";

export const SERIF = '"STIX Two Text", "Times New Roman", "Liberation Serif", Times, serif';

export interface Named {
  readonly symbol: string;
  readonly subscript: string;
}

function withMinus(text: string): string {
  return text.replace("-", "−");
}

export function symbolOf({ symbol, subscript }: Named): HTMLElement {
  const node = element("span", { class: "symbol" }, withMinus(symbol));
  if (subscript) node.append(element("sub", {}, withMinus(subscript)));
  return node;
}

export interface SymbolLook extends Pick<TextLook, "size" | "colour" | "anchor"> {
  /** Painted behind it, where it stands on lines. */
  readonly ground?: string;
}

/** Draws a symbol on its base line. */
export function drawSymbol(
  pen: Pen,
  { symbol, subscript }: Named,
  x: number,
  y: number,
  { size, colour, ground, anchor = "start" }: SymbolLook,
): void {
  const look: TextLook = { size, colour, font: SERIF, italic: true };
  const small: TextLook = { ...look, size: size * 0.68 };
  const main = withMinus(symbol);
  const below = withMinus(subscript);
  const width = pen.measure(main, look);
  const whole = width + (below ? pen.measure(below, small) : 0);
  const left = anchor === "middle" ? x - whole / 2 : anchor === "end" ? x - whole : x;
  if (ground) pen.rect(left - 2, y - size * 0.75, whole + 4, size, { fill: ground });
  pen.text(main, left, y, look);
  if (below) pen.text(below, left + width, y + size * 0.22, small);
}
