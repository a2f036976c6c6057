// What stands below the column of everything over time: the symbols that are read, as many as there
// is room for, and below them the numbers of the steps and the direction of reading.

import { penOn } from "../shared/canvas_pen.ts";
import { element } from "../shared/elements.ts";
import type { Pen, TextLook } from "../shared/scene.ts";
import type { Theme } from "../shared/theme.ts";
import { type AxisLabel, axisDirection, numberLabels, symbolLabels } from "./step_labels.ts";
import type { Model } from "./types.ts";
import type { Room, View } from "./view.ts";

const FONT = 11;
const TICK = 3;
const LINE = 17;

function lookOf(theme: Theme): TextLook {
  return {
    colour: theme.muted,
    size: FONT,
    font: theme.font,
    anchor: "middle",
    baseline: "middle",
  };
}

interface Line {
  readonly labels: readonly AxisLabel[];
  readonly top: number;
}

function linesOf(model: Model, { axis, theme }: Room, pen: Pen): readonly Line[] {
  const measure = (text: string) => pen.measure(text, lookOf(theme));
  const numbers = numberLabels(model, axis, measure, axisDirection(model));
  if (model.sequence.kind !== "symbols") return [{ labels: numbers, top: 0 }];
  return [
    { labels: symbolLabels(model, axis, measure), top: 0 },
    { labels: numbers.map((label) => ({ ...label, tick: null })), top: LINE },
  ];
}

function drawLines(pen: Pen, lines: readonly Line[], theme: Theme): void {
  const look = lookOf(theme);
  const tickLook = { fill: theme.faint(0.42) };
  for (const { labels, top } of lines) {
    for (const { text, x, tick } of labels) {
      if (tick !== null) pen.rect(Math.round(tick), top, 1, TICK, tickLook);
      pen.text(text, x, top + TICK + (LINE - TICK) / 2, look);
    }
  }
}

/** One axis for all that is drawn over time; `room.height` is not asked for. */
export function createStepAxis(): View {
  const canvas = element("canvas", { class: "step-axis", "data-role": "axis", role: "img" });
  const root = element("div", { class: "axis" }, canvas);
  let model: Model | null = null;

  const heightOf = ({ sequence }: Model) => (sequence.kind === "symbols" ? 2 : 1) * LINE;

  return {
    root,
    load(next) {
      model = next;
    },
    resize(room) {
      if (!model) return;
      const pen = penOn(canvas, room.axis.width, heightOf(model));
      if (!pen) return;
      const lines = linesOf(model, room, pen);
      drawLines(pen, lines, room.theme);
      const told = lines.map(({ labels }) => labels.map(({ text }) => text).join(" "));
      canvas.setAttribute("aria-label", `Steps: ${told.join("; ")}`);
    },
    show() {},
    picture(pen, room) {
      if (!model) return 0;
      if (pen) drawLines(pen, linesOf(model, room, pen), room.theme);
      return heightOf(model);
    },
  };
}
