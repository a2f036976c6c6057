// The list of products inside one gate, largest first, adding up to the value shown.

import { element, iconButton, setText } from "../shared/elements.ts";
import { formatSigned } from "../shared/numbers.ts";
import type { Pen, TextLook } from "../shared/scene.ts";
import type { Theme } from "../shared/theme.ts";
import { type ListedTerm, type ProductList, productList } from "./product_list.ts";
import { PREDICTION_KEY } from "./products.ts";
import { dataDecimals } from "./result.ts";
import { drawRuns, fitText, ruler } from "./text_lines.ts";
import type { Actions, Model, Run } from "./types.ts";
import type { View } from "./view.ts";

const MOST_PRODUCTS = 8;
// Beside those, what the others make together, and the biases.
const MOST_ROWS = MOST_PRODUCTS + 4;
const LINE = 19;

interface ProductRow {
  readonly root: HTMLElement;
  show(term: ListedTerm | undefined, largest: number, theme: Theme): void;
}

function barColour(value: number, theme: Theme): string {
  return theme.scales.state.css[value < 0 ? 64 : 192];
}

function barShare(value: number, largest: number): number {
  return largest > 0 ? Math.min(1, Math.abs(value) / largest) : 0;
}

function productRow(): ProductRow {
  const bar = element("span", { class: "bar", "aria-hidden": "true" });
  const name = element("span", { class: "name" });
  const factors = element("span", { class: "factors" });
  const value = element("span", { class: "value" });
  const attributes = { "data-role": "product", hidden: true };
  const root = element("li", attributes, bar, name, factors, value);
  return {
    root,
    show(term, largest, theme) {
      root.hidden = term === undefined;
      if (!term) return;
      setText(name, term.name);
      setText(factors, term.factors);
      setText(value, formatSigned(term.value));
      root.dataset.value = String(term.value);
      bar.style.width = `${100 * barShare(term.value, largest)}%`;
      bar.style.background = barColour(term.value, theme);
    },
  };
}

function drawRow(pen: Pen, term: ListedTerm, largest: number, y: number, room: ListRoom): void {
  const { width, theme } = room;
  const bar = { fill: barColour(term.value, theme), opacity: 0.35 };
  const wide = (width - 24) * barShare(term.value, largest);
  if (wide > 0) pen.rect(12, y + 2, wide, LINE - 4, bar, 3);
  const mono: TextLook = {
    colour: theme.text,
    size: 12,
    font: theme.mono,
    baseline: "middle",
    anchor: "end",
  };
  const middle = y + LINE / 2;
  pen.text(formatSigned(term.value), width - 16, middle, mono);
  const column = Math.max(50, pen.measure(formatSigned(term.value), mono) + 8);
  const factorsEnd = width - 16 - column;
  pen.text(term.factors, factorsEnd, middle, { ...mono, colour: theme.muted });
  const look: TextLook = { ...mono, font: theme.font, anchor: "start" };
  const left = factorsEnd - pen.measure(term.factors, mono) - 24;
  pen.text(
    fitText(term.name, left, (text) => pen.measure(text, look)),
    16,
    middle,
    look,
  );
}

interface ListRoom {
  readonly width: number;
  readonly theme: Theme;
}

// The whole list in a picture that is saved; returns its height.
function drawList(pen: Pen | null, list: ProductList, { width, theme }: ListRoom): number {
  const look: TextLook = { colour: theme.text, size: 13.5, font: theme.font };
  const inside = { x: 12, width: width - 24 };
  let y = 8;
  y += drawRuns(pen, [{ text: list.title, weight: 600 }], { ...inside, y }, look);
  const small = { ...look, colour: theme.muted, size: 12 };
  y += drawRuns(pen, [{ text: list.hint }], { ...inside, y }, small) + 4;
  const largest = Math.max(...list.terms.map(({ value }) => Math.abs(value)));
  for (const term of list.terms) {
    if (pen) drawRow(pen, term, largest, y, { width, theme });
    y += LINE;
  }
  y += 4;
  pen?.rect(12, y, width - 24, 1, { fill: theme.border });
  y += 5;
  const mono = { ...look, size: 12.5, font: theme.mono };
  for (const text of [list.sum, list.result]) {
    const wide = (pen ?? ruler()).measure(text, mono);
    const x = Math.max(12, width - 16 - wide);
    y += drawRuns(pen, [{ text }], { x, y, width: width - 12 - x }, mono);
  }
  const height = y + 10;
  pen?.rect(0.5, 0.5, width - 1, height - 1, { stroke: { colour: theme.border } }, 8);
  return height;
}

/** The products of the open column of the run at a place. */
export function createProductsPanel(actions: Actions, index: number): View {
  const title = element("h4");
  const close = iconButton("close", "Close the products");
  const hint = element("p", { class: "hint" });
  const list = element("ol", { class: "products-list" });
  const sum = element("p", { class: "total", "data-role": "products-sum" });
  const result = element("p", { class: "total", "data-role": "products-result" });
  const head = element("div", { class: "products-head" }, title, close);
  const attributes = { class: "products", "data-role": "products", hidden: true };
  const root = element("aside", attributes, head, hint, list, sum, result);
  const rows = Array.from({ length: MOST_ROWS }, productRow);
  list.append(...rows.map((row) => row.root));
  let model: Model | null = null;
  let run: Run | null = null;
  let theme: Theme | null = null;
  let decimals = 3;

  close.addEventListener("click", () => {
    if (run) actions.openProducts(run, null);
  });

  function showWaiting(unit: number): void {
    setText(title, `unit ${unit}: fetching its weights …`);
    for (const { root: row } of rows) row.hidden = true;
    for (const text of [hint, sum, result]) setText(text, "");
  }

  return {
    root,
    load(next) {
      model = next;
      run = model.runs[index];
      decimals = dataDecimals(model);
    },
    resize(room) {
      theme = room.theme;
    },
    show(state) {
      if (!model || !run || !theme) return;
      const { key, unit } = state.runs[index];
      root.hidden = !key;
      if (!key) return;
      const found = productList(
        model,
        run,
        { key, unit, step: state.step, decimals },
        MOST_PRODUCTS,
      );
      if (!found) {
        if (key !== PREDICTION_KEY) actions.needProducts(run, unit);
        showWaiting(unit);
        return;
      }
      const largest = Math.max(...found.terms.map(({ value }) => Math.abs(value)));
      for (let k = 0; k < rows.length; k += 1) rows[k].show(found.terms[k], largest, theme);
      setText(title, found.title);
      setText(hint, found.hint);
      setText(sum, found.sum);
      setText(result, found.result);
      sum.dataset.value = String(found.total);
      result.dataset.value = String(found.outcome);
    },
    picture(pen, room, state) {
      if (!model || !run) return 0;
      const { key, unit } = state.runs[index];
      if (!key) return 0;
      const found = productList(
        model,
        run,
        { key, unit, step: state.step, decimals },
        MOST_PRODUCTS,
      );
      return found ? drawList(pen, found, room) : 0;
    },
  };
}
