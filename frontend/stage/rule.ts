// What a rule allows in each of its states against what the network holds likely: a small table of
// percentages. A legal cell has a frame and fills with the network's colour; what the network
// gives to an illegal one is hatched, and summed up at the end of the row.

import { element, setAttribute, setText } from "../shared/elements.ts";
import type { StageRuleHeader } from "../shared/packet_types.ts";
import type { Shown } from "./blend.ts";
import { illegalText, percentText } from "./words.ts";

export interface Rule {
  readonly root: HTMLElement;
  /** Rows and columns; laid out once for a rule. */
  update(rule: StageRuleHeader | null): void;
  /** Only what stands in them. */
  paint(shown: Shown): void;
}

interface Row {
  readonly root: HTMLElement;
  readonly cells: readonly HTMLTableCellElement[];
  readonly sum: HTMLElement;
}

function createRow(rule: StageRuleHeader, state: string, row: number): Row {
  const cells = rule.symbols.map((symbol, column) => {
    const kind = rule.allowed[row][column] ? "legal" : "illegal";
    return element("td", { class: kind, title: `${rule.state_name} ${state}, ${symbol}: ${kind}` });
  });
  const sum = element("td", { class: "sum" });
  const name = element("th", { scope: "row" }, state);
  return { root: element("tr", {}, name, ...cells, sum), cells, sum };
}

function headOf({ state_name: stateName, symbols }: StageRuleHeader): HTMLElement {
  const column = (name: string) => element("th", { scope: "col" }, name);
  const sum = element("th", { scope: "col", class: "sum" }, "illegal");
  return element("tr", {}, column(stateName), ...symbols.map(column), sum);
}

// Writing a style again would cost even where it is the same.
function fill(cell: HTMLTableCellElement, share: number): void {
  setText(cell, percentText(share));
  const part = Number.isFinite(share) ? share.toFixed(2) : "0";
  if (cell.dataset.share === part) return;
  cell.dataset.share = part;
  cell.style.setProperty("--share", part);
}

export function createRule(): Rule {
  const title = element("span", { class: "panel-title" });
  const legal = element("i", { class: "legal" });
  const illegal = element("i", { class: "illegal" });
  const key = element("span", { class: "rule-key" }, legal, "legal", illegal, "illegal");
  const caption = element("figcaption", {}, title, element("span", { class: "spacer" }), key);
  const [head, body] = [element("thead"), element("tbody")];
  const table = element("table", {}, head, body);
  let shape = "";
  let known: StageRuleHeader | null = null;
  let rows: readonly Row[] = [];
  return {
    root: element("figure", { class: "rule", "data-role": "rule" }, caption, table),
    update(rule) {
      const wanted = rule ? JSON.stringify(rule) : "";
      if (shape === wanted) return;
      shape = wanted;
      known = rule;
      rows = rule ? rule.states.map((state, row) => createRow(rule, state, row)) : [];
      head.replaceChildren(...(rule ? [headOf(rule)] : []));
      body.replaceChildren(...rows.map((row) => row.root));
      setText(title, rule?.title ?? "");
      setAttribute(table, "aria-label", rule?.title ?? "");
    },
    paint(shown) {
      rows.forEach(({ cells, sum }, row) => {
        let outside = 0;
        cells.forEach((cell, column) => {
          const share = shown.has ? shown.numbers[row * cells.length + column] : NaN;
          if (!known?.allowed[row][column]) outside += share;
          fill(cell, share);
        });
        setText(sum, illegalText(outside));
      });
    },
  };
}
