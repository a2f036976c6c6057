// The whole of a sequence that is too long to travel: the hidden states in coarse, the window that
// is here in full, and a way to any other part of it.

import { penOn } from "../shared/canvas_pen.ts";
import { element, setText } from "../shared/elements.ts";
import { formatCount } from "../shared/numbers.ts";
import type { Pen } from "../shared/scene.ts";
import type { Theme } from "../shared/theme.ts";
import { overviewValues } from "./heat_values.ts";
import { OVERVIEW } from "./layout.ts";
import { runTitle } from "./model.ts";
import { drawRuns } from "./text_lines.ts";
import type { Actions, Model, Overview, Run } from "./types.ts";
import type { Room, View } from "./view.ts";

const USUAL_HEIGHT = 72;
// Left and right of the pictures.
const MARGIN = 14;

interface Picture {
  readonly run: Run;
  readonly overview: Overview;
  readonly canvas: HTMLCanvasElement;
  /** One pixel a value. */
  readonly image: HTMLCanvasElement;
  readonly here: HTMLElement;
  readonly cursor: HTMLElement;
  readonly stack: HTMLElement;
}

function paintOverview({ image, overview, run }: Picture, down: number, theme: Theme): void {
  image.width = overview.stretches;
  image.height = down;
  const context = image.getContext("2d");
  if (!context) return;
  const data = context.createImageData(overview.stretches, down);
  const pixels = new Uint32Array(data.data.buffer);
  const { packed } = theme.scales.state;
  overviewValues(overview, run.units, down).forEach((value, k) => {
    pixels[k] = packed[Math.round((value / 127 + 1) * 127.5)];
  });
  context.putImageData(data, 0, 0);
}

function wordsOf({ whole, first, steps, alone }: Model): string {
  const all = `All ${formatCount(whole)} steps, hidden states of every unit.`;
  const shown = `Steps ${first} to ${first + steps - 1} are shown in full`;
  return `${all} ${shown}${alone ? "." : "; click anywhere to go there."}`;
}

export function createOverview(actions: Actions): View {
  const range = element("input", {
    type: "range",
    min: 0,
    step: 1,
    "aria-label": "step of the whole sequence",
    "data-role": "whole-scrub",
  });
  const holder = element("div", { class: "overview-pictures" });
  const words = element("p", { class: "limit", "data-role": "overview-words" });
  const box = element("div", { class: "range-box" }, range);
  const line = element("div", { class: "transport overview-line" }, words, box);
  const attributes = { class: "panel overview", "data-role": "overview" };
  const root = element("div", attributes, line, holder);
  let model: Model | null = null;
  let pictures: readonly Picture[] = [];
  let width = 0;
  range.addEventListener("change", () => actions.goToWhole(Number(range.value)));

  function createPicture(run: Run, overview: Overview, { whole, alone }: Model): Picture {
    const label = `Hidden states of ${runTitle(run)} over all ${whole} steps, at reduced resolution`;
    const told = { role: "img", "aria-label": label, "data-role": "overview-picture" };
    const canvas = element("canvas", told);
    const here = element("div", { class: "chosen" });
    const cursor = element("div", { class: "whole-cursor" });
    const stack = element("div", { class: "stack heat" }, canvas, here, cursor);
    // A file on its own holds the window only.
    if (!alone) {
      stack.addEventListener("click", (event) => {
        const box = stack.getBoundingClientRect();
        const step = Math.floor(((event.clientX - box.left) / box.width) * whole);
        actions.goToWhole(Math.max(0, Math.min(whole - 1, step)));
      });
    }
    return { run, overview, canvas, image: document.createElement("canvas"), here, cursor, stack };
  }

  function draw(pen: Pen, picture: Picture, wide: number, high: number, theme: Theme): void {
    pen.rect(0, 0, wide, high, { fill: theme.faint(0.045) });
    pen.pixels(picture.image, 0, 0, wide, high);
  }

  function heightIn({ height }: Room): number {
    if (height === 0) return USUAL_HEIGHT;
    const pictureArea = height - OVERVIEW.line - OVERVIEW.foot + OVERVIEW.gap;
    return pictureArea / pictures.length - OVERVIEW.gap;
  }

  return {
    root,
    load(next) {
      model = next;
      const whole = model;
      pictures = whole.runs.flatMap((run) =>
        run.overview ? [createPicture(run, run.overview, whole)] : [],
      );
      root.hidden = pictures.length === 0;
      if (root.hidden) return;
      range.max = String(whole.whole - 1);
      box.hidden = whole.alone;
      holder.replaceChildren(...pictures.map(({ stack }) => stack));
      setText(words, wordsOf(whole));
    },
    resize(room) {
      if (root.hidden || !model) return;
      width = room.width - 2 * MARGIN;
      const height = heightIn(room);
      root.style.height = room.height > 0 ? `${room.height}px` : "";
      const { first, steps, whole } = model;
      for (const picture of pictures) {
        const { canvas, here, stack, run } = picture;
        const pen = penOn(canvas, width, height);
        paintOverview(picture, Math.min(run.units, canvas.height), room.theme);
        if (pen) draw(pen, picture, width, height, room.theme);
        stack.style.width = `${width}px`;
        here.style.left = `${(first / whole) * width}px`;
        here.style.width = `${Math.max(3, (steps / whole) * width)}px`;
      }
    },
    show(state) {
      if (root.hidden || !model) return;
      const step = model.first + state.step;
      range.value = String(step);
      range.style.setProperty("--fill", `${(100 * step) / (model.whole - 1)}%`);
      const x = ((step + 0.5) * width) / model.whole;
      for (const { cursor } of pictures) cursor.style.transform = `translateX(${x}px)`;
    },
    picture(pen, room, state) {
      if (!model || pictures.length === 0) return 0;
      const { theme } = room;
      const { first, steps, whole } = model;
      const wide = room.width - 2 * MARGIN;
      const height = heightIn(room);
      const look = { colour: theme.muted, size: 12.5, font: theme.font };
      const place = { x: MARGIN, y: 10, width: wide };
      let y = 16 + drawRuns(pen, [{ text: wordsOf(model) }], place, look);
      const x = ((first + state.step + 0.5) * wide) / whole;
      const window = { from: (first / whole) * wide, wide: Math.max(3, (steps / whole) * wide) };
      for (const picture of pictures) {
        pen?.at(MARGIN, y, () => {
          draw(pen, picture, wide, height, theme);
          const look = { fill: theme.faint(0.1), stroke: { colour: theme.faint(0.45) } };
          pen.rect(window.from, 0, window.wide, height, look);
          pen.line(x, 0, x, height, { colour: theme.text, width: 1.5 });
        });
        y += height + OVERVIEW.gap;
      }
      return y + 4;
    },
  };
}
