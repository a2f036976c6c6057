// Select and match: a range of steps of a state or gate and a threshold; the units that are on (or
// off) throughout, and a request for the other places in the data where they are.

import { element, selectBox, setAttribute, setText } from "../shared/elements.ts";

const MOST_LISTED = 24;
const USUAL_THRESHOLDS = { state: 0.3, gate: 0.8, off: 0.2 };

// A gate is seldom below 0.3 throughout; a state of 0.8 is rare.
function usualThreshold(panel, below) {
  if (panel.scale === "state") return below ? -USUAL_THRESHOLDS.state : USUAL_THRESHOLDS.state;
  return below ? USUAL_THRESHOLDS.off : USUAL_THRESHOLDS.gate;
}

const LOOK_MS = 150;
const PATIENCE_MS = 20000;
const SAME_MS = 3000;

// The places come from the server, and stand below all heatmaps: go there when they are there.
function goToPlaces() {
  const place = () => document.querySelector(".st-key-matches");
  const before = place()?.textContent ?? "";
  const asked = performance.now();
  const look = () => {
    const found = place()?.textContent ?? "";
    const waited = performance.now() - asked;
    if (found && (found !== before || waited > SAME_MS)) {
      const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
      place().scrollIntoView({ behavior, block: "center" });
    } else if (waited < PATIENCE_MS) {
      setTimeout(look, LOOK_MS);
    }
  };
  look();
}

function panelOf(run, source) {
  return run.panels.find((panel) => panel.source === source) || run.panels[0];
}

function unitsOn(run, { source, from, to, threshold, below }) {
  const { values } = panelOf(run, source);
  return Array.from({ length: run.units }, (_, u) => u).filter((u) => {
    for (let t = from; t <= to; t += 1) {
      const value = values[t * run.units + u];
      if (!(below ? value <= threshold : value >= threshold)) return false;
    }
    return true;
  });
}

// What is selected, made whole: of a run's own panels, with a threshold that suits the vector.
export function settledSelection(selection, model) {
  const run = model.runs[selection.run];
  const panel = panelOf(run, selection.source);
  const below = Boolean(selection.below);
  const threshold = Number.isFinite(selection.threshold) ? selection.threshold : usualThreshold(panel, below);
  return { ...selection, source: panel.source, below, threshold };
}

function describeUnits(run, selection, runs) {
  const units = unitsOn(run, selection);
  const whose = runs > 1 ? ` of ${run.label}` : "";
  const { symbol } = panelOf(run, selection.source);
  if (units.length === 0) {
    return { units, text: `No unit${whose} has ${symbol} ${selection.below ? "at most" : "at least"} ${selection.threshold} throughout; try fewer steps or a ${selection.below ? "higher" : "lower"} threshold.` };
  }
  const more = units.length > MOST_LISTED ? ` and ${units.length - MOST_LISTED} more` : "";
  return { units, text: `${selection.below ? "Off" : "On"} throughout: ${units.length} of ${run.units} units${whose}: ${units.slice(0, MOST_LISTED).join(", ")}${more}.` };
}

export function createSelection(actions) {
  const toggle = element("button", { type: "button", class: "quiet jump", "data-role": "select-toggle", "aria-pressed": "false" }, "Select steps");
  const field = (label, role, attributes) => {
    const input = element("input", { type: "number", "data-role": role, ...attributes });
    return [element("label", { class: "choice" }, label, input), input];
  };
  const [fromLabel, from] = field("from step", "select-from", { min: "0", step: "1" });
  const [toLabel, to] = field("to", "select-to", { min: "0", step: "1" });
  const source = selectBox("state or gate", [], "");
  const side = selectBox("on or off", [["on", "at least"], ["off", "at most"]], "on");
  source.dataset.role = "select-source";
  side.dataset.role = "select-side";
  const threshold = element("input", { type: "number", "data-role": "select-threshold", step: "0.05", "aria-label": "threshold" });
  const rule = element("span", { class: "select-rule" }, source, side, threshold);
  const on = element("p", { class: "limit", "data-role": "select-on", role: "status" });
  const find = element("button", { type: "button", class: "quiet tool", "data-role": "select-find" }, "Find similar places");
  const body = element("div", { class: "select-body", hidden: "" }, fromLabel, toLabel, rule, find, on);
  const root = element("div", { class: "select", role: "group", "aria-label": "Select and match" }, toggle, body);
  let [model, asked, offered] = [null, "", ""];

  toggle.onclick = () => actions.toggleSelecting();
  // The end that was typed stands; the other one gives way.
  const read = (typed) => {
    const whole = (input) => Math.max(0, Math.min(model.steps - 1, Math.round(Number(input.value) || 0) - model.first));
    const [a, b] = [whole(from), whole(to)];
    // Another vector or side has another usual threshold.
    const same = typed !== source && typed !== side && threshold.value !== "";
    actions.select({
      from: typed === to ? Math.min(a, b) : a, to: typed === to ? b : Math.max(a, b),
      source: source.value, below: side.value === "off",
      threshold: same ? Number(threshold.value) : null,
    });
  };
  for (const input of [from, to, threshold, source, side]) input.onchange = () => read(input);
  find.onclick = () => {
    actions.findSelected();
    goToPlaces();
  };

  function offer(run) {
    const key = run.panels.map((panel) => panel.source).join(",");
    if (key === offered) return;
    offered = key;
    source.replaceChildren(...run.panels.map((panel) => element("option", { value: panel.source }, panel.title)));
  }

  return {
    root,
    load(next) {
      model = next;
      from.min = to.min = String(model.first);
      from.max = to.max = String(model.first + model.steps - 1);
      find.hidden = model.standalone;
    },
    show(state) {
      const { selection, selecting, focus } = state;
      setAttribute(toggle, "aria-pressed", String(selecting));
      body.hidden = !selecting;
      if (!selecting) return;
      const run = model.runs[selection ? selection.run : focus];
      offer(run);
      if (!selection) {
        asked = "";
        setText(on, "Drag over the steps of a heatmap, or type them here.");
        find.disabled = true;
        if (threshold.value === "") threshold.value = String(usualThreshold(run.panels[0], false));
        return;
      }
      const key = JSON.stringify([selection, run.id, run.epoch, run.layer, model.first, model.sequence.caption]);
      if (key === asked) return;
      asked = key;
      from.value = String(selection.from + model.first);
      to.value = String(selection.to + model.first);
      source.value = selection.source;
      side.value = selection.below ? "off" : "on";
      threshold.value = String(selection.threshold);
      const { units, text } = describeUnits(run, selection, model.runs.length);
      find.disabled = units.length === 0;
      setText(on, text);
      on.dataset.units = units.join(",");
    },
  };
}
