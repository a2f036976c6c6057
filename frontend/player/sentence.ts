// The equation of one unit with its numbers in it, as text that can be selected and tested.

import { element, setText } from "../shared/elements.ts";
import { formatScaled } from "../shared/numbers.ts";
import { functionOf } from "./model.ts";

// Tokens are texts and columns. A function is written around the number it takes:
// "; tanh(+0.417) × 0.629" for an intermediate column, "; tanh(-0.130) = -0.129" for the last.
function sentenceTokens(run) {
  const tokens = [];
  let [previous, applied] = [null, ""];
  for (const part of run.parts) {
    if (!part.values) {
      applied = functionOf(part.operator);
      if (applied) tokens.push({ text: "; " }, { text: `${applied}(`, column: previous, after: ")" });
      else tokens.push({ text: ` ${part.operator} ` });
      continue;
    }
    if (!applied) tokens.push({ column: part });
    else if (part.transform !== applied) tokens.push({ text: " = " }, { column: part });
    previous = part;
    applied = "";
  }
  return tokens;
}

export function columnName(column) {
  return column.subscript ? `${column.symbol} ${column.subscript}, ${column.label}` : `${column.symbol}, ${column.label}`;
}

export function createSentence() {
  const unitName = element("span", { class: "unit-name" });
  const terms = element("span", { class: "terms" });
  const root = element("p", { class: "sentence", "data-role": "equation" }, unitName, terms);
  let [run, numbers] = [null, []];

  function numberFor(column) {
    const node = element("span", { "data-column": column.key, title: columnName(column) });
    numbers.push({ node, column });
    return node;
  }

  return {
    root,
    load(next) {
      run = next;
      numbers = [];
      root.dataset.run = String(run.index);
      // Number and function stay on one line; a line may break at the operators only.
      terms.replaceChildren(...sentenceTokens(run).map((token) => {
        if (!token.column) return token.text;
        return element("span", { class: "term" }, token.text || "", numberFor(token.column), token.after || "");
      }));
    },
    theme(theme) {
      for (const { node, column } of numbers) node.style.color = theme.scaleText(column.scale);
    },
    show(step, unit) {
      root.dataset.unit = String(unit);
      root.dataset.step = String(step);
      setText(unitName, `unit ${unit}: `);
      for (const { node, column } of numbers) {
        setText(node, formatScaled(column.values[step * run.units + unit], column.scale));
      }
    },
  };
}
