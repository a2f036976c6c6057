// One unit over time: its states beside the input that it saw, and its gates below them.

import { penOn } from "../shared/canvas_pen.ts";
import { element, setAttribute, setText } from "../shared/elements.ts";
import { linePath } from "../shared/lines.ts";
import type { Path, Pen, TextLook } from "../shared/scene.ts";
import type { Theme } from "../shared/theme.ts";
import { extentOf, linearTicks, type Tick, unite } from "../shared/ticks.ts";
import { CAPTION } from "./heatmap.ts";
import { runTitle } from "./model.ts";
import { ruler } from "./text_lines.ts";
import type { TimeAxis } from "./time_axis.ts";
import { dragOverTime } from "./time_drag.ts";
import type { Actions, Run, Values } from "./types.ts";
import type { Room, View } from "./view.ts";

const MARGIN = 6;
const GAP = 12;
// Of the height that the bands share.
const STATES_SHARE = 0.6;
// A plot lower than this has room for fewer ticks.
const LOW = 40;
const USUAL = { both: 190, states: 116 };

interface TraceLine {
  readonly name: string;
  readonly symbol: string;
  /** (step, units) or, for the input, (step,). */
  readonly values: Values;
  readonly ofUnits: boolean;
  readonly gate: boolean;
  readonly colour: string;
  readonly wide: boolean;
  readonly dash: readonly number[];
}

const DASHES: Readonly<Record<string, readonly number[]>> = { hidden: [], cell_state: [6, 3] };

function traceLines(run: Run, theme: Theme): readonly TraceLine[] {
  const lines = run.vectors.map(({ title, symbol, values, scale, source }) => ({
    name: title,
    symbol,
    values,
    ofUnits: true,
    gate: scale !== "state",
    colour: theme.scaleText(scale),
    wide: source === "hidden",
    dash: DASHES[source] ?? (scale === "state" ? [2, 3] : []),
  }));
  if (run.inputs !== 1) return lines;
  const input = {
    name: "input x, normalised",
    symbol: "x",
    values: run.input,
    ofUnits: false,
    gate: false,
    colour: theme.truthText,
    wide: false,
    dash: [],
  };
  return [input, ...lines];
}

/** One of the two plots of a unit, with the lines' paths. */
interface Band {
  readonly lines: readonly TraceLine[];
  readonly paths: readonly Path[];
  readonly ticks: readonly Tick[];
  yAt(value: number): number;
}

function bandOf(
  run: Run,
  lines: readonly TraceLine[],
  unit: number,
  axis: TimeAxis,
  range: readonly [number, number],
  { top, height }: { readonly top: number; readonly height: number },
): Band {
  const [low, high] = range;
  const yAt = (value: number) => top + height * (1 - (value - low) / (high - low));
  const paths = lines.map(({ values, ofUnits }) => {
    const valueAt = (t: number) => (ofUnits ? values[t * run.units + unit] : values[t]);
    return linePath(run.steps, axis.xAt, (t) => yAt(valueAt(t)));
  });
  const ticks =
    low === 0 && high === 1 ? linearTicks(0, 1, 1) : linearTicks(low, high, height < LOW ? 2 : 3);
  return { lines, paths, ticks, yAt };
}

// States lie around 0, so 0 is always in sight.
function statesRange(run: Run, lines: readonly TraceLine[], unit: number): [number, number] {
  const one = new Float64Array(run.steps);
  let found: readonly [number, number] | null = null;
  for (const { values, ofUnits } of lines) {
    for (let t = 0; t < run.steps; t += 1) {
      one[t] = ofUnits ? values[t * run.units + unit] : values[t];
    }
    found = unite(found, extentOf(one));
  }
  const [low, high] = found ?? [0, 0];
  const margin = (high - low) * 0.06 || Math.abs(high) * 0.1;
  return [Math.min(low - margin, -0.1), Math.max(high + margin, 0.1)];
}

function bandsOf(run: Run, lines: readonly TraceLine[], unit: number, room: Room): readonly Band[] {
  const gates = lines.filter((line) => line.gate);
  const states = lines.filter((line) => !line.gate);
  const inner = heightIn(room, run) - 2 * MARGIN;
  const high = gates.length ? (inner - GAP) * STATES_SHARE : inner;
  const range = statesRange(run, states, unit);
  const upper = { top: MARGIN, height: high };
  const found = [bandOf(run, states, unit, room.axis, range, upper)];
  if (gates.length) {
    const lower = { top: MARGIN + high + GAP, height: inner - GAP - high };
    found.push(bandOf(run, gates, unit, room.axis, [0, 1], lower));
  }
  return found;
}

function hasGates(run: Run): boolean {
  return run.vectors.some(({ scale }) => scale !== "state");
}

function heightIn(room: Room, run: Run): number {
  return room.height || (hasGates(run) ? USUAL.both : USUAL.states);
}

function drawGrid(pen: Pen, { ticks, yAt }: Band, { axis, theme }: Room): void {
  const look: TextLook = {
    colour: theme.muted,
    size: 10.5,
    font: theme.font,
    anchor: "end",
    baseline: "middle",
  };
  for (const { value, label } of ticks) {
    const y = Math.round(yAt(value));
    pen.rect(axis.left, y, axis.inner, 1, { fill: theme.faint(value === 0 ? 0.24 : 0.1) });
    pen.text(label, axis.left - 4, y, look);
  }
}

function drawLines(pen: Pen, { lines, paths }: Band): void {
  lines.forEach(({ colour, wide, dash }, k) => {
    pen.path(paths[k], { stroke: { colour, width: wide ? 2.2 : 1.4, dash } });
  });
}

function traceKey({ name, symbol, colour, dash, wide }: TraceLine): HTMLElement {
  const key = element("span", { class: "key", title: name }, symbol);
  key.style.color = colour;
  if (dash.length) key.classList.add(dash[0] > 3 ? "dashed" : "dotted");
  if (wide) key.classList.add("wide");
  return key;
}

const KEY = { sample: 18, gap: 5, apart: 14 };

function keyLook(colour: string, theme: Theme): TextLook {
  return { colour, size: 12, font: theme.font };
}

function keysWidth(lines: readonly TraceLine[], theme: Theme): number {
  const wide = ({ symbol, colour }: TraceLine) =>
    KEY.sample + KEY.gap + KEY.apart + ruler().measure(symbol, keyLook(colour, theme));
  return lines.reduce((sum, line) => sum + wide(line), 0);
}

// The keys of the lines in a picture, from `x` on.
function drawKeys(pen: Pen, lines: readonly TraceLine[], x: number, y: number, theme: Theme): void {
  let left = x + KEY.apart;
  for (const { symbol, colour, dash, wide } of lines) {
    const look = keyLook(colour, theme);
    pen.line(left, y - 4, left + KEY.sample, y - 4, { colour, width: wide ? 3 : 2, dash });
    pen.text(symbol, left + KEY.sample + KEY.gap, y, look);
    left += KEY.sample + KEY.gap + KEY.apart + pen.measure(symbol, look);
  }
}

/** The chosen unit of the run at a place. `room.height` is that of both plots without the line
 * above them; states and gates share it. */
export function createTrace(actions: Actions, index: number): View {
  const grid = element("canvas", { "aria-hidden": true });
  const canvas = element("canvas", { role: "img", class: "over" });
  const attributes = { class: "stack heat", "data-role": "trace", "data-run": index };
  const stack = element("div", attributes, grid, canvas);
  const unitName = element("span");
  const what = element("span", { class: "limit" });
  const keys = element("span", { class: "trace-keys" });
  const caption = element("figcaption", {}, element("h4", {}, unitName, what), keys);
  const root = element("figure", { class: "heatmap trace" }, caption, stack);
  let run: Run | null = null;
  let room: Room | null = null;
  let lines: readonly TraceLine[] = [];
  let drawn = -1;
  let gridShown = "";

  dragOverTime(stack, {
    stepAt: (event) => room?.axis.stepAt(event.clientX - stack.getBoundingClientRect().left) ?? 0,
    onSteps: actions.goTo,
  });

  // Ticks seldom change with the unit or the epoch, and text is what costs most.
  function showGrid(bands: readonly Band[], room: Room, height: number): void {
    const places = bands.map(({ ticks, yAt }) =>
      ticks.map(({ label, value }) => [label, Math.round(yAt(value))]),
    );
    const key = JSON.stringify([places, height]);
    if (key === gridShown) return;
    gridShown = key;
    const pen = penOn(grid, room.axis.width, height);
    if (pen) for (const band of bands) drawGrid(pen, band, room);
  }

  const nameOf = (unit: number) => `unit ${unit} over time`;
  const whatOf = (one: Run) => (hasGates(one) ? " states above, gates below" : "");

  return {
    root,
    load(model) {
      run = model.runs[index];
      setText(what, whatOf(run));
      drawn = -1;
    },
    renew() {
      if (run && room) lines = traceLines(run, room.theme);
    },
    resize(next) {
      if (!run) return;
      room = next;
      lines = traceLines(run, room.theme);
      keys.replaceChildren(...lines.map(traceKey));
      gridShown = "";
      caption.style.paddingLeft = `${room.axis.left}px`;
      caption.style.width = `${room.axis.left + room.axis.inner}px`;
      drawn = -1;
    },
    show(state) {
      const { unit } = state.runs[index];
      // Nothing here moves with the step.
      if (!run || !room || drawn === unit) return;
      drawn = unit;
      setText(unitName, nameOf(unit));
      const names = lines.map(({ name }) => name).join(", ");
      setAttribute(canvas, "aria-label", `Unit ${unit} of ${runTitle(run)} over time: ${names}`);
      const bands = bandsOf(run, lines, unit, room);
      showGrid(bands, room, heightIn(room, run));
      const pen = penOn(canvas, room.axis.width, heightIn(room, run));
      if (pen) for (const band of bands) drawLines(pen, band);
    },
    picture(pen, picture, state) {
      if (!run) return 0;
      const { axis, theme } = picture;
      const { unit } = state.runs[index];
      const shown = traceLines(run, theme);
      const look: TextLook = { colour: theme.text, size: 12, font: theme.font };
      const bold = { ...look, weight: 600 };
      const name = nameOf(unit);
      const what = whatOf(run);
      const after = axis.left + ruler().measure(name, bold);
      const right = axis.left + axis.inner;
      const keys = Math.max(axis.left - KEY.apart, right - keysWidth(shown, theme));
      // On a line of their own where the caption leaves no room for them.
      const below = keys < after + ruler().measure(what, look) ? CAPTION : 0;
      const top = CAPTION + below + 3;
      if (!pen) return top + heightIn(picture, run);
      pen.text(name, axis.left, 11.5, bold);
      pen.text(what, after, 11.5, { ...look, colour: theme.muted });
      drawKeys(pen, shown, keys, 11.5 + below, theme);
      const bands = bandsOf(run, shown, unit, picture);
      pen.at(0, top, () => {
        for (const band of bands) {
          drawGrid(pen, band, picture);
          drawLines(pen, band);
        }
      });
      return top + heightIn(picture, run);
    },
  };
}
