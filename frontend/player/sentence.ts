// The equation of one unit with its numbers in it, as text that can be selected and tested.

import { element, setText } from "../shared/elements.ts";
import { formatScaled } from "../shared/numbers.ts";
import type { Theme } from "../shared/theme.ts";
import { columnName, sentenceTokens } from "./sentence_tokens.ts";
import { drawRuns, type TextRun } from "./text_lines.ts";
import type { Column, Run } from "./types.ts";
import type { View } from "./view.ts";

interface NumberNode {
  readonly node: HTMLElement;
  readonly column: Column;
}

function valueText({ values, scale }: Column, run: Run, step: number, unit: number): string {
  return formatScaled(values[step * run.units + unit], scale);
}

/** The sentence of the chosen unit of the run at a place. */
export function createSentence(index: number): View {
  const unitName = element("span", { class: "unit-name" });
  const terms = element("span", { class: "terms" });
  const attributes = { class: "sentence", "data-role": "equation", "data-run": index };
  const root = element("p", attributes, unitName, terms);
  let run: Run | null = null;
  let numbers: NumberNode[] = [];
  let said = "";
  let theme: Theme | null = null;

  const nameOf = (unit: number) => `unit ${unit}: `;

  function numberFor(column: Column): HTMLElement {
    const node = element("span", { "data-column": column.key, title: columnName(column) });
    numbers.push({ node, column });
    return node;
  }

  function paint(): void {
    for (const { node, column } of numbers) {
      if (theme) node.style.color = theme.scaleText(column.scale);
    }
  }

  return {
    root,
    load(model) {
      run = model.runs[index];
      const tokens = sentenceTokens(run);
      const words = JSON.stringify(
        tokens.map((token) => {
          const { text, column } = token;
          return column ? [text, token.after, column.key, column.scale, columnName(column)] : text;
        }),
      );
      const columns = tokens.flatMap(({ column }) => (column ? [column] : []));
      // After another epoch only the values are others.
      if (words === said) {
        numbers = numbers.map(({ node }, k) => ({ node, column: columns[k] }));
        return;
      }
      said = words;
      numbers = [];
      // Number and function stay on one line; a line may break at the operators only.
      const nodes = tokens.map((token) => {
        if (!token.column) return token.text;
        const { text = "", column, after = "" } = token;
        return element("span", { class: "term" }, text, numberFor(column), after);
      });
      terms.replaceChildren(...nodes);
    },
    resize(room) {
      theme = room.theme;
      paint();
    },
    renew: paint,
    show(state) {
      if (!run) return;
      const { unit } = state.runs[index];
      root.dataset.unit = String(unit);
      root.dataset.step = String(state.step);
      setText(unitName, nameOf(unit));
      for (const { node, column } of numbers) {
        setText(node, valueText(column, run, state.step, unit));
      }
    },
    picture(pen, { width, theme }, state) {
      if (!run) return 0;
      const { unit } = state.runs[index];
      const runs: TextRun[] = [{ text: nameOf(unit), weight: 600 }];
      for (const token of sentenceTokens(run)) {
        const { column } = token;
        if (token.text) runs.push({ text: token.text });
        if (!column) continue;
        const colour = theme.scaleText(column.scale);
        runs.push({ text: valueText(column, run, state.step, unit), colour, kept: true });
        if (token.after) runs.push({ text: token.after });
      }
      const look = { colour: theme.text, size: 14.5, font: theme.mono };
      return drawRuns(pen, runs, { x: 0, y: 0, width }, look, 23);
    },
  };
}
