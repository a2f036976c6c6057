// One unit in words and numbers: what its own gate keeps, how far its gates are shut or open, and
// what it correlates with, beside the same before training. Python computed all of it.

import { element, help, selectBox, setText } from "../shared/elements.ts";
import { counted, formatCorrelation, formatPercent, stepsInWords } from "../shared/numbers.ts";
import type { Pen, TextLook } from "../shared/scene.ts";
import type { Theme } from "../shared/theme.ts";
import { DIRECT_PATH } from "./model.ts";
import { drawRuns, fitText, ruler, type TextRun } from "./text_lines.ts";
import type { Correlate, Run } from "./types.ts";
import { NEARLY } from "./unit_facts.ts";
import type { View } from "./view.ts";

const MOST_CORRELATES = 5;
// Narrower, the table of the gates stands below the rest.
const TWO_COLUMNS = 520;
const TABLE = 260;
const GAP = 20;
const NO_GATE = "This cell has no gate that keeps its old state.";
const NO_CORRELATION =
  "No correlation can be computed here: it needs a unit that changes, over at least three steps.";
const ABOUT = "Pearson's r, from −1 to +1; for a phase, R from 0 to 1.";

function memoryText(run: Run, unit: number): string {
  const steps = run.facts.halfLife(unit);
  if (steps === null) return NO_GATE;
  const mean = run.facts.meanGate(unit).toFixed(3);
  return (
    `Along the direct path through its own ${run.retention} gate alone, half of the old state is ` +
    `left after ${stepsInWords(steps)} (geometric mean of the gate: ${mean}; paths through h are ` +
    "left out)."
  );
}

interface GateShares {
  readonly gate: string;
  readonly title: string;
  readonly scale: string;
  readonly shut: number;
  readonly open: number;
}

function gateShares(run: Run, unit: number): readonly GateShares[] {
  return run.vectors
    .filter(({ scale }) => scale !== "state")
    .map(({ source, title, scale }) => {
      return { gate: source, title, scale, ...run.facts.saturation(source, unit) };
    });
}

function gateRow({ gate, title, scale, shut, open }: GateShares, theme: Theme): HTMLElement {
  const name = element("th", { scope: "row" }, title);
  name.style.color = theme.scaleText(scale);
  const shares = [shut, open].map((share) => element("td", {}, formatPercent(share)));
  const told = { "data-gate": gate, "data-shut": shut, "data-open": open };
  return element("tr", told, name, ...shares);
}

function gateHead(): HTMLElement {
  const cell = (text: string, title = "") =>
    element("th", { scope: "col", title: title || undefined }, text);
  const names = [
    cell("share of steps"),
    cell("nearly shut", `below ${NEARLY}`),
    cell("nearly open", `above ${1 - NEARLY}`),
  ];
  return element("thead", {}, element("tr", {}, ...names));
}

function correlationTexts({ r, before, unsigned }: Correlate): [now: string, before: string] {
  const now = `${unsigned ? "R" : "r"} ${formatCorrelation(r, unsigned)}`;
  if (!Number.isFinite(before)) return [now, ""];
  return [now, `; before training ${formatCorrelation(before, unsigned)}`];
}

function correlateColour(r: number, theme: Theme): string {
  return theme.scales.state.css[r < 0 ? 60 : 196];
}

function correlateRow(found: Correlate, theme: Theme): HTMLElement {
  const { name, r, before } = found;
  const bar = element("span", { class: "r-bar", "aria-hidden": "true" });
  bar.style.width = `${Math.abs(r) * 50}%`;
  bar.style[r < 0 ? "right" : "left"] = "50%";
  bar.style.background = correlateColour(r, theme);
  const [now, early] = correlationTexts(found);
  const value = element("span", { class: "r-value" }, now);
  if (early) value.append(element("span", { class: "r-before" }, early));
  return element(
    "div",
    {
      class: "r-row",
      "data-role": "correlate",
      "data-name": name,
      "data-r": r,
      "data-before": before,
    },
    element("bdi", { class: "r-name", title: name }, name),
    element("span", { class: "r-track", "aria-hidden": "true" }, bar),
    value,
  );
}

function drawTable(pen: Pen | null, gates: readonly GateShares[], x: number, theme: Theme): number {
  if (gates.length === 0) return 0;
  const look: TextLook = { colour: theme.muted, size: 12.5, font: theme.font };
  const ends = [x + TABLE - 90, x + TABLE];
  const row = (y: number, name: string, shares: readonly string[], colours: readonly string[]) => {
    pen?.text(name, x, y, { ...look, colour: colours[0] });
    shares.forEach((share, k) => {
      pen?.text(share, ends[k], y, { ...look, colour: colours[1], anchor: "end" });
    });
  };
  row(32, "share of steps", ["nearly shut", "nearly open"], [theme.muted, theme.muted]);
  gates.forEach(({ title, scale, shut, open }, k) => {
    const shares = [formatPercent(shut), formatPercent(open)];
    row(51 + k * 19, title, shares, [theme.scaleText(scale), theme.text]);
  });
  return 56 + gates.length * 19;
}

// The correlates in a picture that is saved, from a height on; returns the height below them.
function drawCorrelates(
  pen: Pen | null,
  found: readonly Correlate[],
  { y, width, theme }: { readonly y: number; readonly width: number; readonly theme: Theme },
): number {
  const look: TextLook = { colour: theme.text, size: 12.5, font: theme.font };
  if (found.length === 0) {
    const none = [{ text: NO_CORRELATION, colour: theme.muted }];
    return y + drawRuns(pen, none, { x: 0, y, width }, look);
  }
  const mono: TextLook = { ...look, size: 12, font: theme.mono, anchor: "end", baseline: "middle" };
  const said = Math.max(
    ...found.map((one) => (pen ?? ruler()).measure(correlationTexts(one).join(""), mono)),
  );
  const x = Math.min(190, width * 0.3);
  const usual = Math.max(40, width * 0.16);
  const bars = { x, width: Math.max(16, Math.min(usual, width - x - said - 8)) };
  found.forEach((one, k) => {
    const middle = y + k * 19 + 9.5;
    const half = bars.width / 2;
    const origin = bars.x + half;
    const long = Math.abs(one.r) * half;
    const name = fitText(one.name, bars.x - 10, (text) => pen?.measure(text, look) ?? 0);
    pen?.text(name, 0, middle, { ...look, baseline: "middle" });
    pen?.rect(bars.x, middle - 4.5, bars.width, 9, { fill: theme.faint(0.1) }, 2);
    const from = one.r < 0 ? origin - long : origin;
    if (long > 0) pen?.rect(from, middle - 4.5, long, 9, { fill: correlateColour(one.r, theme) });
    pen?.rect(origin, middle - 4.5, 1, 9, { fill: theme.text });
    pen?.text(correlationTexts(one).join(""), width, middle, mono);
  });
  return y + found.length * 19;
}

/** The chosen unit of the run at a place: words and correlates, and beside them its gates. What is
 * higher than `room.height` scrolls. */
export function createUnitPanel(index: number): View {
  const title = element("h4");
  const sentence = element("span");
  const caveat = help(DIRECT_PATH);
  const memory = element("p", { "data-role": "unit-memory" }, sentence, caveat);
  const gates = element("table", { class: "unit-gates", "data-role": "unit-saturation" });
  const followed = element("div", { class: "unit-correlates", "data-role": "unit-correlates" });
  const vector = selectBox("state or gate to correlate", [], "");
  vector.dataset.role = "correlate-source";
  const over = element("span", { class: "limit" });
  const what = element("p", { class: "unit-head" }, vector, " correlates with", over, help(ABOUT));
  const own = element("div", { class: "unit-words" }, title, memory, gates);
  const others = element("div", { class: "unit-words" }, what, followed);
  const columns = element("div", { class: "unit-columns" }, own, others);
  const root = element(
    "figure",
    { class: "heatmap unit-panel", "data-role": "unit-panel" },
    columns,
  );
  let run: Run | null = null;
  let theme: Theme | null = null;
  let shown = -1;
  let chosen = "";
  vector.addEventListener("change", () => {
    chosen = vector.value;
    showCorrelates();
  });

  const titleOf = (unit: number) => `unit ${unit} in numbers`;
  const overText = ({ steps }: Run) => ` over ${counted(steps, "step")}`;

  function sourceOf({ sources }: Run): string {
    if (sources[chosen]) return chosen;
    return sources.cell_state ? "cell_state" : "hidden";
  }

  function correlatesOf(run: Run, unit: number): readonly Correlate[] {
    return run.facts.correlates(sourceOf(run), unit).slice(0, MOST_CORRELATES);
  }

  function showCorrelates(): void {
    if (!run || !theme || shown < 0) return;
    const look = theme;
    vector.value = sourceOf(run);
    const rows = correlatesOf(run, shown).map((one) => correlateRow(one, look));
    const none = element("p", { class: "limit" }, NO_CORRELATION);
    followed.replaceChildren(...(rows.length ? rows : [none]));
  }

  return {
    root,
    load(model) {
      run = model.runs[index];
      const options = run.vectors.map((one) => element("option", { value: one.source }, one.title));
      vector.replaceChildren(...options);
      setText(over, overText(run));
      shown = -1;
    },
    resize(room) {
      theme = room.theme;
      root.style.height = room.height > 0 ? `${room.height}px` : "";
      columns.classList.toggle("beside", room.width >= TWO_COLUMNS);
      shown = -1;
    },
    show(state) {
      const { unit } = state.runs[index];
      if (!run || !theme || shown === unit) return;
      shown = unit;
      const look = theme;
      setText(title, titleOf(unit));
      setText(sentence, memoryText(run, unit));
      caveat.hidden = run.facts.halfLife(unit) === null;
      root.dataset.unit = String(unit);
      memory.dataset.steps = String(run.facts.halfLife(unit) ?? "");
      const shares = gateShares(run, unit);
      gates.hidden = shares.length === 0;
      const rows = shares.map((one) => gateRow(one, look));
      gates.replaceChildren(gateHead(), element("tbody", {}, ...rows));
      showCorrelates();
    },
    picture(pen, { width, theme }, state) {
      if (!run) return 0;
      const { unit } = state.runs[index];
      const look: TextLook = { colour: theme.text, size: 13, font: theme.font };
      const beside = width >= TWO_COLUMNS;
      const shares = gateShares(run, unit);
      const wide = beside && shares.length ? width - TABLE - GAP : width;
      const write = (runs: readonly TextRun[], y: number) =>
        y + drawRuns(pen, runs, { x: 0, y, width: wide }, look);
      let y = write([{ text: titleOf(unit), weight: 600 }], 0);
      const caveat = run.facts.halfLife(unit) === null ? "" : ` ${DIRECT_PATH}`;
      y = write([{ text: memoryText(run, unit) + caveat }], y) + 8;
      const source = run.vectors.find((one) => run && one.source === sourceOf(run));
      y = write(
        [
          { text: `${source?.title ?? ""} correlates with`, weight: 600 },
          { text: `${overText(run)}. ${ABOUT}`, colour: theme.muted },
        ],
        y,
      );
      y = drawCorrelates(pen, correlatesOf(run, unit), { y: y + 2, width: wide, theme });
      if (beside) return Math.max(y, drawTable(pen, shares, width - TABLE, theme));
      const below = drawTable(null, shares, 0, theme);
      pen?.at(0, y - 12, () => {
        drawTable(pen, shares, 0, theme);
      });
      return y + Math.max(0, below - 12);
    },
  };
}
