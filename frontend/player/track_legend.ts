// What the lines, cells and bars of the track mean.

import { element, setText } from "../shared/elements.ts";
import type { Pen, TextLook } from "../shared/scene.ts";
import { type Theme, variantDash } from "../shared/theme.ts";
import { judgedRuns } from "./answers.ts";
import { drawBar } from "./bars.ts";
import { dot } from "./marks.ts";
import { runTitle, sourceLimit } from "./model.ts";
import { colouredBy } from "./symbol_row.ts";
import { ruler } from "./text_lines.ts";
import { drawsValue, hasNumbers, seriesOf } from "./track_layout.ts";
import type { Model, Run, State } from "./types.ts";
import type { View } from "./view.ts";

type Sample = "none" | "truth" | "truth dashed" | "truth dotted-truth" | "run" | "run bar-key";

interface Entry {
  readonly sample: Sample;
  readonly text: string;
  readonly run?: Run;
}

// One entry a run; a single run needs no name.
function runEntries(sample: Sample, runs: readonly Run[], what: string): Entry[] {
  if (runs.length === 1) return [{ sample, text: what, run: runs[0] }];
  const named = runs.map((run) => ({ sample, text: runTitle(run), run }));
  return [{ sample: "none", text: `${what}:` }, ...named];
}

function predictionWords(model: Model): string {
  if (model.asksLast) {
    return "prediction of the next value; in training only the last step had a target";
  }
  return model.continues ? "prediction of the next value" : "prediction";
}

function seriesEntries(model: Model): Entry[] {
  if (!hasNumbers(seriesOf(model))) return [];
  const entries: Entry[] = [];
  if (drawsValue(model)) {
    const text = model.typed ? "what was typed" : model.continues ? "input and truth" : "input";
    entries.push({ sample: "truth", text });
  }
  if (model.sequence.classes.length) return entries;
  if (!model.continues && hasNumbers([model.target])) {
    const sample = model.judgesFew ? "truth dotted-truth" : "truth dashed";
    entries.push({ sample, text: "truth" });
  }
  const runs = model.runs.filter((run) => run.prediction);
  if (runs.length) entries.push(...runEntries("run", runs, predictionWords(model)));
  return entries;
}

function barEntries(model: Model): Entry[] {
  const runs = judgedRuns(model);
  if (runs.length === 0) return [];
  const right = model.nextTyped ? "of what was typed next" : "of the right answer";
  return runEntries("run bar-key", runs, `probability ${right}`);
}

/** What the legend says, in its order. */
export function legendEntries(model: Model): readonly Entry[] {
  return [...seriesEntries(model), ...barEntries(model)];
}

function legendNode({ sample, text, run }: Entry): HTMLElement {
  if (sample === "none") return element("span", {}, text);
  const node = element("span", { class: `key ${sample}` }, text);
  if (run) {
    node.style.setProperty("--cell", `var(--run-${run.index})`);
    node.dataset.dash = String(run.dash);
  }
  return node;
}

interface ColourWords {
  readonly low: string;
  readonly high: string;
  readonly what: string;
}

function colourWords(model: Model, run: Run, unit: number): ColourWords {
  const limit = sourceLimit(run, "hidden");
  const end = limit > 1.005 ? limit.toFixed(1) : "1";
  const whose = model.runs.length > 1 ? `, ${runTitle(run)}` : "";
  return { low: `−${end}`, high: `+${end}`, what: `h of unit ${unit}${whose}` };
}

/** Colours from the lower end of the state scale to its upper one. */
export function stateStops(theme: Theme, count = 9): readonly string[] {
  const { css } = theme.scales.state;
  return Array.from({ length: count }, (_, k) => css[Math.round((k / (count - 1)) * 255)]);
}

const SAMPLE = { width: 18, gap: 7 };

function drawSample(pen: Pen, { sample, run }: Entry, x: number, y: number, theme: Theme): void {
  const colour = run ? theme.cellText(run.cell) : theme.truth;
  if (sample === "truth dotted-truth") dot(pen, x + 9, y, 4, "", colour);
  else if (sample === "run bar-key") drawBar(pen, x + 6, y + 6, 7, 12, colour, run?.dash ?? 0);
  else {
    const dash = sample === "truth dashed" ? [4, 3] : variantDash(run?.dash ?? 0);
    pen.line(x, y, x + SAMPLE.width, y, { colour, width: 2, dash });
  }
}

const BAR = 54;

// The scale of the symbols' colours in a picture; returns its width.
function drawColours(
  pen: Pen | null,
  words: ColourWords,
  y: number,
  look: TextLook,
  theme: Theme,
): number {
  const rule = pen ?? ruler();
  let x = 0;
  const write = (text: string) => {
    pen?.text(text, x, y, look);
    x += rule.measure(text, look) + 5;
  };
  write(words.low);
  stateStops(theme, 27).forEach((fill, k) => {
    pen?.rect(x + k * 2, y - 5, 2, 10, { fill });
  });
  x += BAR + 5;
  write(words.high);
  x += 4;
  write(words.what);
  return x;
}

export function createTrackLegend(): View {
  const bar = element("span", { class: "bar" });
  const low = element("span");
  const high = element("span");
  const what = element("span", { "data-role": "symbol-colour" });
  const colours = element("span", { class: "key colours" }, low, bar, high, what);
  colours.title =
    "Each symbol has the colour of the unit's hidden state after reading it. Point at a unit or " +
    "click it to change the unit.";
  const rest = element("span", { class: "keys-rest" });
  const root = element("div", { class: "keys" }, colours, rest);
  let model: Model | null = null;
  let shown = "";
  let listed = "";

  // From left to right, in as many lines as they need.
  function drawEntries(pen: Pen | null, width: number, theme: Theme, state: State): number {
    if (!model) return 0;
    const look: TextLook = {
      colour: theme.muted,
      size: 12.5,
      font: theme.font,
      baseline: "middle",
    };
    const rule = pen ?? ruler();
    let [x, y] = [0, 9];
    if (model.sequence.kind === "symbols") {
      const { run, unit } = colouredBy(model, state);
      x += drawColours(pen, colourWords(model, run, unit), y, look, theme) + 20;
    }
    for (const entry of legendEntries(model)) {
      const sample = entry.sample === "none" ? 0 : SAMPLE.width + SAMPLE.gap;
      const wide = sample + rule.measure(entry.text, look);
      if (x > 0 && x + wide > width) [x, y] = [0, y + 20];
      if (pen && sample) drawSample(pen, entry, x, y, theme);
      const colour = entry.run ? theme.cellText(entry.run.cell) : look.colour;
      pen?.text(entry.text, x + sample, y, { ...look, colour });
      x += wide + 20;
    }
    return x > 0 || y > 9 ? y + 9 : 0;
  }

  return {
    root,
    load(next) {
      model = next;
      shown = "";
      colours.hidden = model.sequence.kind !== "symbols";
      const entries = legendEntries(model);
      const words = JSON.stringify(
        entries.map(({ sample, text, run }) => [sample, text, run?.index, run?.dash]),
      );
      if (words === listed) return;
      listed = words;
      rest.replaceChildren(...entries.map(legendNode));
    },
    resize({ theme }) {
      bar.style.backgroundImage = `linear-gradient(to right, ${stateStops(theme).join(", ")})`;
    },
    show(state) {
      if (colours.hidden || !model) return;
      const { run, unit } = colouredBy(model, state);
      const key = `${run.index}/${unit}`;
      if (key === shown) return;
      shown = key;
      const words = colourWords(model, run, unit);
      setText(low, words.low);
      setText(high, words.high);
      setText(what, words.what);
    },
    picture(pen, { width, theme }, state) {
      return drawEntries(pen, width, theme, state);
    },
  };
}
