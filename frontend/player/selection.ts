// Select and match: a range of steps of a state or gate and a threshold; the units that are on (or
// off) throughout, and a request for the other places in the data where they are.

import {
  type Attributes,
  element,
  prefersStillness,
  selectBox,
  setAttribute,
  setText,
} from "../shared/elements.ts";
import { describeUnits, usualThreshold } from "./matching.ts";
import type { Actions, Model, Run, Selection } from "./types.ts";
import type { View } from "./view.ts";

const LOOK_MS = 150;
const PATIENCE_MS = 20_000;
const SAME_MS = 3000;

// The places come from the server, and stand below all heatmaps: go there when they are there.
function goToPlaces(): void {
  const place = () => document.querySelector(".st-key-matches");
  const before = place()?.textContent ?? "";
  const asked = performance.now();
  const look = () => {
    const found = place()?.textContent ?? "";
    const waited = performance.now() - asked;
    if (found && (found !== before || waited > SAME_MS)) {
      const behavior = prefersStillness() ? "auto" : "smooth";
      place()?.scrollIntoView({ behavior, block: "center" });
    } else if (waited < PATIENCE_MS) {
      setTimeout(look, LOOK_MS);
    }
  };
  look();
}

interface Field {
  readonly label: HTMLElement;
  readonly input: HTMLInputElement;
}

function field(text: string, role: string, attributes: Attributes): Field {
  const input = element("input", { type: "number", "data-role": role, ...attributes });
  return { label: element("label", { class: "choice" }, text, input), input };
}

export function createSelection(actions: Actions): View {
  const toggle = element(
    "button",
    { type: "button", class: "quiet jump", "data-role": "select-toggle", "aria-pressed": "false" },
    "Select steps",
  );
  const from = field("from step", "select-from", { min: 0, step: 1 });
  const to = field("to", "select-to", { min: 0, step: 1 });
  const source = selectBox("state or gate", [], "");
  const sides = [
    ["on", "at least"],
    ["off", "at most"],
  ] as const;
  const side = selectBox("on or off", sides, "on");
  source.dataset.role = "select-source";
  side.dataset.role = "select-side";
  const threshold = element("input", {
    type: "number",
    "data-role": "select-threshold",
    step: 0.05,
    "aria-label": "threshold",
  });
  const rule = element("span", { class: "select-rule" }, source, side, threshold);
  const on = element("p", { class: "limit", "data-role": "select-on", role: "status" });
  const find = element(
    "button",
    { type: "button", class: "quiet tool", "data-role": "select-find" },
    "Find similar places",
  );
  const fields = { class: "select-body", hidden: true };
  const body = element("div", fields, from.label, to.label, rule, find, on);
  const group = { class: "select", role: "group", "aria-label": "Select and match" };
  const root = element("div", group, toggle, body);
  let model: Model | null = null;
  let asked = "";
  let offered = "";

  toggle.addEventListener("click", () => actions.toggleSelecting());
  find.addEventListener("click", () => {
    actions.findSelected();
    goToPlaces();
  });

  // The end that was typed stands; the other one gives way.
  function read(typed: HTMLElement): void {
    if (!model) return;
    const { steps, first } = model;
    const whole = ({ input }: Field) =>
      Math.max(0, Math.min(steps - 1, Math.round(Number(input.value) || 0) - first));
    const [a, b] = [whole(from), whole(to)];
    // Another vector or side has another usual threshold.
    const same = typed !== source && typed !== side && threshold.value !== "";
    actions.select({
      from: typed === to.input ? Math.min(a, b) : a,
      to: typed === to.input ? b : Math.max(a, b),
      source: source.value,
      below: side.value === "off",
      threshold: same ? Number(threshold.value) : null,
    });
  }
  for (const input of [from.input, to.input, threshold, source, side]) {
    input.addEventListener("change", () => read(input));
  }

  function offer({ vectors }: Run): void {
    const key = vectors.map((vector) => vector.source).join(",");
    if (key === offered) return;
    offered = key;
    const options = vectors.map((one) => element("option", { value: one.source }, one.title));
    source.replaceChildren(...options);
  }

  function showNothing(run: Run): void {
    asked = "";
    setText(on, "Drag over the steps of a heatmap, or type them here.");
    find.disabled = true;
    if (threshold.value === "") threshold.value = String(usualThreshold(run.vectors[0], false));
  }

  function showRange(model: Model, run: Run, selection: Selection): void {
    const { id, epoch, layer } = run;
    const { first, sequence, runs } = model;
    const key = JSON.stringify([selection, id, epoch, layer, first, sequence.caption]);
    if (key === asked) return;
    asked = key;
    from.input.value = String(selection.from + first);
    to.input.value = String(selection.to + first);
    source.value = selection.source;
    side.value = selection.below ? "off" : "on";
    threshold.value = String(selection.threshold);
    const { units, text } = describeUnits(run, selection, runs.length);
    find.disabled = units.length === 0;
    setText(on, text);
    on.dataset.units = units.join(",");
  }

  return {
    root,
    load(next) {
      model = next;
      asked = "";
      from.input.min = to.input.min = String(model.first);
      from.input.max = to.input.max = String(model.first + model.steps - 1);
      find.hidden = model.alone;
    },
    resize() {},
    show({ selection, selecting, focus }) {
      setAttribute(toggle, "aria-pressed", selecting);
      body.hidden = !selecting;
      if (!selecting || !model) return;
      const run = model.runs[selection ? selection.run : focus];
      offer(run);
      if (selection) showRange(model, run, selection);
      else showNothing(run);
    },
  };
}
