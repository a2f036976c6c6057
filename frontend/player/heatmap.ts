// Units over time for one recorded vector, with the row of the chosen unit laid over it.

import { penOn } from "../shared/canvas_pen.ts";
import { element, setAttribute, setText } from "../shared/elements.ts";
import { counted, formatScaled } from "../shared/numbers.ts";
import type { Pen, TextLook } from "../shared/scene.ts";
import { drawMark, paintVector, usualHeight } from "./heat_image.ts";
import { runTitle, stepLabel } from "./model.ts";
import { LONGEST } from "./step_labels.ts";
import { drawSymbol } from "./symbol.ts";
import { quotedSymbol } from "./symbol_text.ts";
import { drawRuns } from "./text_lines.ts";
import { dragOverTime } from "./time_drag.ts";
import type { Actions, Model, RecordedVector, Run, State } from "./types.ts";
import type { Room, View } from "./view.ts";

/** Height of the line above a heatmap. */
export const CAPTION = 15;
const COMPACT = 44;

function limitText({ scale, limit }: RecordedVector): string {
  const wide = scale === "state" && limit > 1.005;
  return wide ? ` full colour at ±${limit.toFixed(1)}` : "";
}

interface Place {
  readonly step: number;
  readonly unit: number;
}

function readoutText(model: Model, run: Run, vector: RecordedVector, place: Place): string {
  const { step, unit } = place;
  const symbols = model.sequence.kind === "symbols";
  const read = symbols ? ` ${quotedSymbol(stepLabel(model.sequence, step), LONGEST)}` : "";
  const value = formatScaled(vector.values[step * run.units + unit], vector.scale);
  return `${vector.symbol}, unit ${unit}, step ${step + model.first}${read}: ${value}`;
}

/** One vector of the run at a place, named by its source. `room.height` is that of the picture
 * without the line above it. */
export function createHeatmap(actions: Actions, index: number, source: string): View {
  const canvas = element("canvas", { role: "img" });
  const image = document.createElement("canvas");
  const mark = element("div", { class: "row-mark" });
  const chosen = element("div", { class: "chosen", hidden: true });
  const attributes = { "data-role": "heatmap", "data-source": source, "data-run": index };
  const stack = element("div", { class: "stack heat", ...attributes }, canvas, chosen, mark);
  const units = element("span", { class: "axis-unit", "aria-hidden": "true" }, "units");
  const rowName = element("span", { class: "row-name", "aria-hidden": "true" });
  const title = element("span");
  const limit = element("span", { class: "limit" });
  const readout = element("span", { class: "readout", "data-role": "readout" });
  const aside = element("span", { class: "readout-box" }, readout);
  const caption = element("figcaption", {}, element("h4", {}, title, limit), aside);
  const row = element("div", { class: "heat-row" }, units, rowName, stack);
  const root = element("figure", { class: "heatmap" }, caption, row);
  let model: Model | null = null;
  let run: Run | null = null;
  let vector: RecordedVector | null = null;
  let room: Room | null = null;
  let height = 0;
  let rowOf: readonly number[] = [];
  let under: Place | null = null;
  let shown: Place = { step: -1, unit: -1 };
  let range = "";

  // The value pointed at, else the one where the step and the marked row meet.
  function read(): void {
    if (model && run && vector) setText(readout, readoutText(model, run, vector, under ?? shown));
  }

  function placeOf(event: PointerEvent): Place {
    if (!room || !run) return shown;
    const box = stack.getBoundingClientRect();
    const order = room.orders[index];
    const line = Math.floor(((event.clientY - box.top) / height) * run.units);
    return {
      step: room.axis.stepAt(event.clientX - box.left + room.axis.left),
      unit: order[Math.max(0, Math.min(run.units - 1, line))],
    };
  }

  dragOverTime(stack, {
    stepAt: (event) => placeOf(event).step,
    onSteps(step, from) {
      if (actions.isSelecting() && run) actions.selectSteps(run, source, from, step);
      else actions.goTo(step);
    },
    onPress(event) {
      if (run && !actions.isSelecting()) actions.pin(run, placeOf(event).unit);
    },
  });
  stack.addEventListener("pointermove", (event) => {
    if (event.pointerType !== "mouse" || !run) return;
    under = placeOf(event);
    read();
    actions.hover(run, under.unit);
  });
  stack.addEventListener("pointerleave", () => {
    under = null;
    if (run) actions.hover(run, null);
  });

  function showRange(state: State): void {
    const { selection } = state;
    const told = state.selecting && selection?.run === index ? selection : null;
    const key = told ? `${told.source}/${told.from}/${told.to}` : "";
    if (key === range || !room) return;
    range = key;
    chosen.hidden = told === null;
    if (!told) return;
    const { axis } = room;
    chosen.classList.toggle("own", told.source === source);
    chosen.style.left = `${axis.edgeAt(told.from) - axis.left}px`;
    chosen.style.width = `${(told.to - told.from + 1) * axis.pitch}px`;
  }

  function draw(
    pen: Pen,
    run: Run,
    x: number,
    y: number,
    { axis, theme }: Room,
    high: number,
  ): void {
    if (run.units < 1) return;
    pen.rect(x, y, axis.inner, high, { fill: theme.faint(0.045) });
    pen.pixels(image, x, y, axis.inner, high);
  }

  function drawValues(): void {
    if (!run || !vector || !room) return;
    const { axis, theme, orders } = room;
    const pen = penOn(canvas, axis.inner, height);
    if (!pen) return;
    const grid = {
      across: Math.min(run.steps, canvas.width),
      down: Math.min(run.units, canvas.height),
    };
    paintVector(image, run, vector, orders[index], grid, theme);
    draw(pen, run, 0, 0, room, height);
    shown = { step: -1, unit: -1 };
  }

  const heightIn = (room: Room, run: Run) => room.height || usualHeight(run.units);

  return {
    root,
    load(next) {
      model = next;
      run = model.runs[index];
      vector = run.vectors.find((one) => one.source === source) ?? null;
      if (!vector) return;
      setText(title, vector.title);
      setText(limit, limitText(vector));
      const what = `${vector.title} of ${runTitle(run)}`;
      const label = `${what}: ${counted(run.units, "unit")} over ${counted(run.steps, "step")}`;
      setAttribute(canvas, "aria-label", label);
      shown = { step: -1, unit: -1 };
    },
    resize(next) {
      if (!run || !vector) return;
      room = next;
      height = heightIn(room, run);
      const { axis } = room;
      const order = room.orders[index];
      const places = new Array<number>(run.units).fill(-1);
      order.forEach((unit, place) => {
        places[unit] = place;
      });
      rowOf = places;
      root.classList.toggle("compact", height < COMPACT);
      units.hidden = height < COMPACT && !room.compact;
      // Where there is no line above, the symbol stands beside the picture.
      setText(units, room.compact ? vector.symbol : "units");
      units.classList.toggle("of-symbol", room.compact === true);
      caption.style.paddingLeft = row.style.paddingLeft = `${axis.left}px`;
      caption.style.width = `${axis.left + axis.inner}px`;
      rowName.style.width = `${axis.left - 5}px`;
      stack.style.width = `${axis.inner}px`;
      row.style.height = stack.style.height = `${height}px`;
      mark.style.height = `${Math.max(4, height / run.units + 1)}px`;
      range = "";
      drawValues();
    },
    renew: drawValues,
    show(state) {
      if (!run || !room) return;
      showRange(state);
      const { unit } = state.runs[index];
      if (state.step === shown.step && unit === shown.unit) return;
      if (unit !== shown.unit) {
        const middle = ((rowOf[unit] + 0.5) * height) / run.units;
        const high = Math.max(4, height / run.units + 1);
        mark.style.transform = `translateY(${middle - high / 2}px)`;
        rowName.style.transform = `translateY(${middle}px) translateY(-50%)`;
        setText(rowName, String(unit));
      }
      shown = { step: state.step, unit };
      read();
    },
    picture(pen, picture, state) {
      if (!model || !run || !vector) return 0;
      const high = heightIn(picture, run);
      const top = picture.compact ? 0 : CAPTION + 3;
      if (!pen) return top + high;
      const { axis, theme } = picture;
      const { unit } = state.runs[index];
      const look: TextLook = { colour: theme.text, size: 12, font: theme.font };
      if (picture.compact) {
        drawSymbol(pen, { symbol: vector.symbol, subscript: "" }, 2, 13, { ...look, size: 13 });
      } else {
        const words = [
          { text: vector.title, weight: 600 },
          { text: limitText(vector), colour: theme.muted },
        ];
        const full = readoutText(model, run, vector, { step: state.step, unit });
        const muted: TextLook = { ...look, colour: theme.muted, anchor: "end" };
        const wide = words.reduce((sum, { text }) => sum + pen.measure(text, look), 12);
        // On a narrow screen there is room for the value only.
        const fits = wide + pen.measure(full, muted) <= axis.inner;
        const text = fits ? full : full.slice(full.lastIndexOf(": ") + 2);
        drawRuns(pen, words, { x: axis.left, y: 0, width: axis.inner }, look, CAPTION);
        pen.text(text, axis.left + axis.inner, 11.5, muted);
      }
      draw(pen, run, axis.left, top, picture, high);
      const place = picture.orders[index].indexOf(unit);
      drawMark(pen, place, unit, top, high / run.units, picture);
      return top + high;
    },
  };
}
