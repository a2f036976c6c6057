// What a rule allows in each of its states against what the network holds likely: a small table of
// percentages. A legal cell has a frame and fills with the network's colour; what the network
// gives to an illegal one is hatched, and summed up at the end of the row.

import { element, setText } from "../shared/elements.ts";
import { createShown } from "./blend.ts";

const LEAST_NAMED_PERCENT = 0.5;

export function createRule() {
  const title = element("span", { class: "panel-title" });
  const key = element("span", { class: "rule-key" }, element("i", { class: "legal" }), "legal", element("i", { class: "illegal" }), "illegal");
  const head = element("thead");
  const body = element("tbody");
  const table = element("table", {}, head, body);
  const element = element("figure", { class: "rule", "data-role": "rule" },
    element("figcaption", {}, title, element("span", { class: "spacer" }), key), table);
  return { element, title, table, head, body, cells: [], sums: [], shown: createShown(), key: "" };
}

// Rows and columns are laid out once; a new frame only changes what stands in them.
export function updateRule(panel, rule) {
  const key = rule ? JSON.stringify(rule) : "";
  if (panel.key === key) return;
  panel.key = key;
  panel.cells = [];
  panel.sums = [];
  panel.head.replaceChildren();
  panel.body.replaceChildren();
  if (!rule) return;
  setText(panel.title, rule.title);
  panel.table.setAttribute("aria-label", rule.title);
  panel.head.append(element("tr", {}, element("th", { scope: "col" }, rule.state_name),
    ...rule.symbols.map((symbol) => element("th", { scope: "col" }, symbol)),
    element("th", { scope: "col", class: "sum" }, "illegal")));
  rule.states.forEach((state, row) => {
    const cells = rule.symbols.map((symbol, column) => element("td", {
      class: rule.allowed[row][column] ? "legal" : "illegal",
      title: `${rule.state_name} ${state}, ${symbol}: ${rule.allowed[row][column] ? "legal" : "illegal"}`,
    }));
    const sum = element("td", { class: "sum" });
    panel.cells.push(...cells);
    panel.sums.push(sum);
    panel.body.append(element("tr", {}, element("th", { scope: "row" }, state), ...cells, sum));
  });
}

function percentText(share) {
  if (!Number.isFinite(share)) return "\u2013";
  const percent = share * 100;
  return percent < LEAST_NAMED_PERCENT ? "0" : String(Math.round(percent));
}

export function paintRule(panel, rule) {
  if (!rule) return;
  const { shown, cells, sums } = panel;
  const columns = rule.symbols.length;
  rule.states.forEach((_, row) => {
    let illegal = 0;
    for (let column = 0; column < columns; column += 1) {
      const share = shown.has ? shown.numbers[row * columns + column] : NaN;
      const cell = cells[row * columns + column];
      if (!rule.allowed[row][column]) illegal += share;
      const text = percentText(share);
      setText(cell, text);
      const part = Number.isFinite(share) ? share.toFixed(2) : "0";
      if (cell.dataset.share === part) continue;
      cell.dataset.share = part;
      cell.style.setProperty("--share", part);
    }
    const percent = illegal * 100;
    setText(sums[row], Number.isFinite(percent) ? (percent < 9.95 ? percent.toFixed(1) : String(Math.round(percent))) : "\u2013");
  });
}
