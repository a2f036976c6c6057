// One unit in words and numbers: what its own gate keeps, how far its gates are shut or open, and
// what it correlates with, beside the same before training.

import { element, selectBox, setText } from "../shared/elements.ts";
import { stepsInWords } from "../shared/numbers.ts";
import { NEARLY, correlates, saturation } from "./correlates.ts";
import { DIRECT_PATH, directHalfLife, meanGate } from "./model.ts";

const MOST_CORRELATES = 5;

export function percent(share) {
  if (share > 0 && share < 0.005) return "<1%";
  if (share < 1 && share > 0.995) return ">99%";
  return `${Math.round(100 * share)}%`;
}

export function createUnitPanel() {
  const title = element("h4");
  const memory = element("p", { "data-role": "unit-memory" });
  const gates = element("table", { class: "unit-gates", "data-role": "unit-saturation" });
  const followed = element("div", { class: "unit-correlates", "data-role": "unit-correlates" });
  const vector = selectBox("state or gate to correlate", [], "");
  vector.dataset.role = "correlate-source";
  const over = element("span", { class: "limit" });
  const root = element("figure", { class: "heatmap unit-panel", "data-role": "unit-panel" },
    element("figcaption", {}, title), memory, gates,
    element("p", { class: "unit-head" }, "correlates with", element("span", { class: "limit" }, " Pearson's r, from −1 to +1 (for a phase, R from 0 to 1), of "), vector, over), followed);
  let [model, run, theme, shown, chosen] = [null, null, null, "", ""];
  vector.onchange = () => {
    chosen = vector.value;
    showCorrelates(Number(root.dataset.unit));
  };

  function gateRow(panel, unit) {
    const { shut, open } = saturation(run, panel.source, unit);
    const name = element("th", { scope: "row" }, panel.title);
    name.style.color = theme.scaleText(panel.scale);
    const row = element("tr", {}, name, element("td", {}, percent(shut)), element("td", {}, percent(open)));
    row.dataset.gate = panel.source;
    row.dataset.shut = String(shut);
    row.dataset.open = String(open);
    return row;
  }

  const written = (r, unsigned) => (unsigned ? r.toFixed(2) : `${r < 0 ? "−" : "+"}${Math.abs(r).toFixed(2)}`);

  function correlateRow({ name, r, before, unsigned }) {
    const bar = element("span", { class: "r-bar", "aria-hidden": "true" });
    bar.style.width = `${Math.abs(r) * 50}%`;
    bar.style[r < 0 ? "right" : "left"] = "50%";
    bar.style.background = theme.cssScales.state[r < 0 ? 60 : 196];
    const row = element("div", { class: "r-row", "data-role": "correlate" },
      element("bdi", { class: "r-name", title: name }, name),
      element("span", { class: "r-track", "aria-hidden": "true" }, bar),
      element("span", { class: "r-value" }, `${unsigned ? "R" : "r"} ${written(r, unsigned)}`,
        ...(Number.isFinite(before) ? [element("span", { class: "r-before" }, `; before training ${written(before, unsigned)}`)] : [])));
    row.dataset.before = String(before);
    row.dataset.name = name;
    row.dataset.r = String(r);
    return row;
  }

  function memoryText(unit) {
    const steps = directHalfLife(run, unit);
    if (steps === null) return "This cell has no gate that keeps its old state.";
    const mean = meanGate(run, run.retention, unit).toFixed(3);
    return `Along the direct path through its own ${run.retention} gate alone, half of the old state is left after ${stepsInWords(steps)} (geometric mean of the gate: ${mean}). ${DIRECT_PATH}`;
  }

  function showCorrelates(unit) {
    const source = run.sources[chosen] ? chosen : run.sources.cell_state ? "cell_state" : "hidden";
    vector.value = source;
    const found = correlates(model, run, source, unit).slice(0, MOST_CORRELATES);
    followed.replaceChildren(...(found.length ? found.map(correlateRow)
      : [element("p", { class: "limit" }, "No correlation can be computed here: it needs a unit that changes, over at least three steps.")]));
  }

  return {
    root,
    load(nextModel, nextRun) {
      [model, run] = [nextModel, nextRun];
      vector.replaceChildren(...run.panels.map((panel) => element("option", { value: panel.source }, panel.title)));
      setText(over, ` over ${run.steps} ${run.steps === 1 ? "step" : "steps"}`);
      shown = "";
    },
    theme(next) {
      theme = next;
      shown = "";
    },
    show(unit) {
      if (shown === String(unit)) return;
      shown = String(unit);
      setText(title, `unit ${unit} in numbers`);
      setText(memory, memoryText(unit));
      root.dataset.unit = String(unit);
      const life = directHalfLife(run, unit);
      memory.dataset.steps = life === null ? "" : String(life);
      const panels = run.panels.filter((panel) => panel.scale !== "state");
      gates.hidden = panels.length === 0;
      gates.replaceChildren(element("thead", {}, element("tr", {}, element("th", { scope: "col" }, "share of steps"),
        element("th", { scope: "col", title: `below ${NEARLY}` }, "nearly shut"), element("th", { scope: "col", title: `above ${1 - NEARLY}` }, "nearly open"))),
      element("tbody", {}, ...panels.map((panel) => gateRow(panel, unit))));
      showCorrelates(unit);
    },
  };
}
