// What the lines, cells and bars of the track mean.

import { element, setText } from "../shared/elements.ts";
import { judgedRuns } from "./answers.ts";
import { runTitle, sourceLimit } from "./model.ts";
import { drawsValue, hasNumbers, seriesOf } from "./track_layout.ts";

function legendEntry(kind, text, run) {
  const node = element("span", { class: `key ${kind}` }, text);
  if (run) {
    node.style.setProperty("--cell", `var(--run-${run.index})`);
    node.dataset.dash = String(run.dash);
  }
  return node;
}

// One entry a run; a single run needs no name.
function runEntries(kind, runs, what) {
  if (runs.length === 1) return [legendEntry(kind, what, runs[0])];
  return [element("span", {}, `${what}:`), ...runs.map((run) => legendEntry(kind, runTitle(run), run))];
}

function seriesEntries(model) {
  const entries = [];
  const { sequence, continues } = model;
  if (drawsValue(model)) entries.push(legendEntry("truth", model.typed ? "what was typed" : continues ? "input and truth" : "input"));
  if (sequence.classes.length) return entries;
  const lone = model.judgesFew ? "dotted-truth" : "dashed";
  if (!continues && hasNumbers([model.target])) entries.push(legendEntry(`truth ${lone}`, "truth"));
  const runs = model.runs.filter((run) => run.prediction);
  if (runs.length) entries.push(...runEntries("run", runs, model.asksLast ? "prediction of the next value; in training only the last step had a target" : continues ? "prediction of the next value" : "prediction"));
  return entries;
}

function barEntries(model) {
  const runs = judgedRuns(model);
  if (runs.length === 0) return [];
  return runEntries("run bar-key", runs, model.nextTyped ? "probability of what was typed next" : "probability of the right answer");
}

export function createTrackLegend() {
  const bar = element("span", { class: "bar" });
  const [low, high, what] = [element("span"), element("span"), element("span", { "data-role": "symbol-colour" })];
  const colours = element("span", { class: "key colours" }, low, bar, high, what);
  const rest = element("span", { class: "keys-rest" });
  const root = element("div", { class: "keys" }, colours, rest);
  let [model, shown] = [null, ""];

  return {
    root,
    load(next) {
      model = next;
      shown = "";
      colours.hidden = model.sequence.kind !== "symbols";
      rest.replaceChildren(...(hasNumbers(seriesOf(model)) ? seriesEntries(model) : []), ...barEntries(model));
    },
    theme(theme) {
      const stops = Array.from({ length: 9 }, (_, k) => theme.cssScales.state[Math.round((k / 8) * 255)]);
      bar.style.backgroundImage = `linear-gradient(to right, ${stops.join(", ")})`;
    },
    show(run, unit) {
      const key = `${run.index}/${unit}`;
      if (colours.hidden || key === shown) return;
      shown = key;
      const limit = sourceLimit(run, "hidden");
      const end = limit > 1.005 ? limit.toFixed(1) : "1";
      setText(low, `−${end}`);
      setText(high, `+${end}`);
      const whose = model.runs.length > 1 ? `, ${runTitle(run)}` : "";
      setText(what, `h of unit ${unit}${whose}`);
      colours.title = "Each symbol has the colour of the unit's hidden state after reading it. Point at a unit or click it to change the unit.";
    },
  };
}
