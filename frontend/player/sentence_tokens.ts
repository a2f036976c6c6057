// The equation of one unit as texts and columns between them. Pure functions.

import { functionOf, isColumn } from "./columns.ts";
import type { Column, Run } from "./types.ts";

/** A text; or a column's number, with text that stays on its line before and after it. */
export type Token =
  | { readonly text: string; readonly column?: undefined }
  | { readonly column: Column; readonly text?: string; readonly after?: string };

/** A function is written around the number it takes: "; tanh(+0.417) × 0.629" for an intermediate
 * column, "; tanh(-0.130) = -0.129" for the last. */
export function sentenceTokens({ parts }: Pick<Run, "parts">): Token[] {
  const tokens: Token[] = [];
  let previous: Column | null = null;
  let applied = "";
  for (const part of parts) {
    if (isColumn(part)) {
      if (!applied) tokens.push({ column: part });
      // The number of an intermediate column is the function that was just written.
      else if (part.transform !== applied) tokens.push({ text: " = " }, { column: part });
      previous = part;
      applied = "";
      continue;
    }
    applied = functionOf(part.operator);
    if (!applied) tokens.push({ text: ` ${part.operator} ` });
    else if (previous) {
      tokens.push({ text: "; " }, { text: `${applied}(`, column: previous, after: ")" });
    }
  }
  return tokens;
}

/** The full name of a column: "h t-1, previous hidden state". */
export function columnName({ symbol, subscript, label }: Column): string {
  return subscript ? `${symbol} ${subscript}, ${label}` : `${symbol}, ${label}`;
}
