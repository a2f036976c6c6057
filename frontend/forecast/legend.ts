// What is shown, to be switched on and off; beside each name the error of the free run in the plot.

import { element, setAttribute, setText } from "../shared/elements.ts";
import { formatNumber } from "../shared/numbers.ts";
import { rgb } from "../stage/theme.ts";
import { groupColour } from "./curves.ts";
import { rmseOf, runOf } from "./model.ts";
import { drawn } from "./svg.ts";

export function createLegend(actions) {
  const legend = element("div", { class: "legend", role: "group", "aria-label": "Shown forecasts" });
  return { element: legend, key: "", entries: new Map(), actions };
}

export function updateLegend(legend, model, state, theme) {
  const key = `${model.token}|${model.groups.map((group) => group.label).join("|")}|${model.ghosts}`;
  if (legend.key !== key) {
    legend.key = key;
    legend.entries.clear();
    legend.element.replaceChildren(fixedEntry("truth", model.palette.truth));
    for (const group of model.groups) addEntry(legend, group.key, group.label, () => legend.actions.toggle(group.key));
    if (model.ghosts) addEntry(legend, "ghosts", "untrained", () => legend.actions.toggleGhosts());
    legend.element.append(element("span", { class: "legend-note" }, "numbers: RMSE of this free run; of several networks, the median"));
  }
  for (const group of model.groups) {
    const entry = legend.entries.get(group.key);
    const shown = !state.hidden.has(group.key);
    dress(entry, groupColour(group, theme), group.dash, shown);
    const rmse = group.members.map((line) => rmseOf(model, runOf(model, line.free, state), model.starts[state.at])).sort((a, b) => a - b);
    setText(entry.number, Number.isFinite(rmse[rmse.length >> 1]) ? formatNumber(rmse[rmse.length >> 1]) : "\u2013");
    setAttribute(entry.button, "title", `${shown ? "Hide" : "Show"} ${group.label}`);
  }
  const ghosts = legend.entries.get("ghosts");
  if (ghosts) {
    dress(ghosts, rgb(theme.muted), "1.5 3", state.ghosts);
    setAttribute(ghosts.button, "title", `${state.ghosts ? "Hide" : "Show"} the forecasts of the untrained networks`);
  }
}

function fixedEntry(label, colour) {
  const swatch = swatchSvg();
  swatch.firstChild.setAttribute("stroke", colour);
  return element("span", { class: "entry fixed" }, swatch, element("span", {}, label));
}

function swatchSvg() {
  return drawn("svg", { width: 22, height: 8, "aria-hidden": "true" }, drawn("path", { d: "M0 4H22", "stroke-width": 2.5, fill: "none" }));
}

function addEntry(legend, key, label, onclick) {
  const swatch = swatchSvg();
  const number = element("b");
  const button = element("button", { type: "button", class: "entry", "data-role": "legend", "data-key": key }, swatch, element("span", {}, label), number);
  button.onclick = onclick;
  legend.entries.set(key, { button, swatch, number });
  legend.element.append(button);
}

function dress({ button, swatch }, colour, dash, shown) {
  setAttribute(swatch.firstChild, "stroke", colour);
  setAttribute(swatch.firstChild, "stroke-dasharray", dash || "none");
  setAttribute(button, "aria-pressed", String(shown));
}
