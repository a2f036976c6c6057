// What stands above the strips of an equation: the symbol and name of every column, and between
// the columns the operators.

import { element } from "../shared/elements.ts";
import type { Pen, TextLook } from "../shared/scene.ts";
import type { Theme } from "../shared/theme.ts";
import type { EquationLayout } from "./equation_layout.ts";
import { functionOf, isColumn } from "./model.ts";
import { blockOf } from "./products.ts";
import { drawSymbol, symbolOf } from "./symbol.ts";
import { ruler, wrapRuns } from "./text_lines.ts";
import type { Actions, Column, Operator, Part, Run } from "./types.ts";

/** Columns narrower than this have no names. */
const BARE = 36;

export function isBare({ size }: Pick<EquationLayout, "size">): boolean {
  return size < BARE;
}

/** Height of the symbols and names above columns of some width. */
export function headHeight({ size }: Pick<EquationLayout, "size">): number {
  if (size < BARE) return 30;
  return size < 54 ? 56 : 46;
}

function createHead(column: Column, run: Run, actions: Actions): HTMLElement {
  const label = element("span", { class: "label" }, column.label);
  const parts = [symbolOf(column), label];
  if (blockOf(run, column) === "") {
    return element(
      "div",
      { class: "head", title: column.label, "data-head": column.key },
      ...parts,
    );
  }
  const button = element(
    "button",
    {
      type: "button",
      class: "head",
      "aria-expanded": "false",
      title: `Show the products inside ${column.symbol}`,
      "data-head": column.key,
    },
    ...parts,
  );
  button.addEventListener("click", () => actions.openProducts(run, column.key));
  return button;
}

function createOperator({ operator }: Operator): HTMLElement {
  const name = functionOf(operator);
  if (!name) return element("span", { class: "operator", "aria-hidden": "true" }, operator);
  const attributes = { class: "operator function", "aria-hidden": "true" };
  return element("span", attributes, element("span", {}, name), element("span", {}, "→"));
}

export function createHeads(run: Run, actions: Actions): readonly HTMLElement[] {
  return run.parts.map((part: Part) =>
    isColumn(part) ? createHead(part, run, actions) : createOperator(part),
  );
}

/** Puts heads and operators in their places; `middle` of the strips that are seen. */
export function placeHeads(
  nodes: readonly HTMLElement[],
  layout: EquationLayout,
  middle: number,
): void {
  layout.parts.forEach(({ part, middle: x }, k) => {
    const { style } = nodes[k];
    style.left = `${x}px`;
    if (isColumn(part)) style.maxWidth = `${layout.size * 1.6 - 4}px`;
    else style.top = `${middle}px`;
  });
}

function drawHead(pen: Pen, column: Column, x: number, layout: EquationLayout, theme: Theme): void {
  const size = layout.narrow ? 15 : isBare(layout) ? 16 : 18;
  drawSymbol(pen, column, x, 19, { size, colour: theme.text, anchor: "middle" });
  if (isBare(layout)) return;
  const look: TextLook = { colour: theme.muted, size: 11.3, font: theme.font, anchor: "middle" };
  const width = layout.size * 1.6 - 4;
  const measure = (text: string) => ruler().measure(text, look);
  wrapRuns([{ text: column.label }], width, measure).forEach((line, row) => {
    pen.text(line.map(({ text }) => text).join(""), x, 33 + row * 12, look);
  });
}

function drawOperator(
  pen: Pen,
  { operator }: Operator,
  x: number,
  y: number,
  layout: EquationLayout,
  theme: Theme,
): void {
  const name = functionOf(operator);
  const look = (size: number): TextLook => ({
    colour: theme.muted,
    size,
    font: theme.font,
    anchor: "middle",
    baseline: "middle",
  });
  if (!name) {
    pen.text(operator, x, y, look(isBare(layout) ? 16 : 22));
    return;
  }
  const small = look(isBare(layout) ? 10.5 : 13);
  pen.text(name, x, y - 7, small);
  pen.text("→", x, y + 7, small);
}

/** The same in a picture that is saved; the strips begin at headHeight. */
export function drawHeads(pen: Pen, layout: EquationLayout, theme: Theme): void {
  const middle = headHeight(layout) + layout.top + layout.height / 2;
  for (const { part, middle: x } of layout.parts) {
    if (isColumn(part)) drawHead(pen, part, x, layout, theme);
    else drawOperator(pen, part, x, middle, layout, theme);
  }
}
