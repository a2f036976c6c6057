// The sequence: symbols as a row of cells, numbers as lines on the time axis of the column.

import { penOn } from "../shared/canvas_pen.ts";
import { element, setAttribute } from "../shared/elements.ts";
import { axisName, counted, decimalsFor, formatData } from "../shared/numbers.ts";
import { paddedExtent } from "../shared/ticks.ts";
import { createCursor } from "./cursor.ts";
import { runTitle } from "./model.ts";
import { createSymbolRow } from "./symbol_row.ts";
import { dragOverTime } from "./time_drag.ts";
import {
  drawTrackGround,
  drawTrackLines,
  drawTrackMoment,
  type TrackPaths,
  tracePaths,
} from "./track_draw.ts";
import { drawsValue, layoutTrack, type TrackPlot } from "./track_layout.ts";
import type { Actions, Model } from "./types.ts";
import type { Room, View } from "./view.ts";

function describeTrack(model: Model): string {
  const { sequence, steps, features } = model;
  const span = counted(steps, "step");
  const runs = model.runs.map(runTitle).join(", ");
  const parts: string[] = [];
  if (drawsValue(model)) {
    const [low, high] = paddedExtent([model.value]);
    const decimals = decimalsFor(low, high);
    const [from, to] = [formatData(low, decimals), formatData(high, decimals)];
    const name = axisName(sequence.valueName, sequence.unit);
    parts.push(`${name} over ${span}, between ${from} and ${to}`);
  }
  if (features.length) {
    parts.push(`the inputs ${features.map(({ name }) => name).join(", ")} over ${span}`);
  }
  if (model.continues) parts.push(`the next value as predicted by ${runs}`);
  else if (sequence.classes.length) {
    parts.push(`the probability of the right answer as given by ${runs}`);
  } else parts.push(`${sequence.valueName} as predicted by ${runs}`);
  return parts.join("; ");
}

// Below symbols the lines are as low as they may be.
function linesHeight({ sequence }: Model, height: number): number {
  return sequence.kind === "symbols" ? Math.min(height, 1) : height;
}

/** Symbols stand above lines and rows, and scroll where both are higher than `room.height`. What the
 * lines mean is said elsewhere (track_legend.ts). */
export function createTrack(actions: Actions): View {
  const symbols = createSymbolRow(actions);
  const ground = element("canvas", { "aria-hidden": true });
  const base = element("canvas", { "data-role": "track", role: "img", class: "over" });
  const over = element("canvas", { "aria-hidden": "true", class: "over" });
  const cursor = createCursor();
  const stack = element("div", { class: "stack track-stack" }, ground, base, over, cursor.root);
  const root = element("div", { class: "panel track" }, symbols.root, stack);
  let model: Model | null = null;
  let room: Room | null = null;
  let plot: TrackPlot | null = null;
  let paths: TrackPaths | null = null;
  let shown = -1;

  dragOverTime(stack, {
    stepAt: (event) => plot?.axis.stepAt(event.clientX - stack.getBoundingClientRect().left) ?? 0,
    onSteps: actions.goTo,
  });

  // What a step does not change.
  function drawLines(): void {
    if (!model || !room) return;
    plot = layoutTrack(model, room.axis, linesHeight(model, room.height));
    paths = tracePaths(plot);
    shown = -1;
    stack.hidden = plot.height === 0;
    if (stack.hidden) return;
    const pen = penOn(base, room.axis.width, plot.height);
    if (pen) drawTrackLines(pen, plot, paths, room.theme);
  }

  return {
    root,
    load(next) {
      model = next;
      symbols.load(model);
      setAttribute(base, "aria-label", describeTrack(model));
    },
    resize(next) {
      if (!model) return;
      room = next;
      symbols.resize(room);
      cursor.resize(room.axis);
      drawLines();
      const pen = plot && !stack.hidden ? penOn(ground, room.axis.width, plot.height) : null;
      if (pen && plot) drawTrackGround(pen, plot, room.theme);
    },
    renew: drawLines,
    show(state) {
      symbols.show(state);
      if (!plot || !room || stack.hidden || state.step === shown) return;
      shown = state.step;
      cursor.show(shown);
      const pen = penOn(over, room.axis.width, plot.height);
      if (pen) drawTrackMoment(pen, plot, paths, room.theme, shown);
    },
    picture(pen, picture, state) {
      if (!model) return 0;
      const lines = layoutTrack(model, picture.axis, linesHeight(model, picture.height));
      const top = symbols.picture?.(pen, picture, state) ?? 0;
      pen?.at(0, top, () => {
        if (lines.height === 0) return;
        const found = tracePaths(lines);
        drawTrackGround(pen, lines, picture.theme);
        drawTrackLines(pen, lines, found, picture.theme);
        drawTrackMoment(pen, lines, found, picture.theme, state.step);
      });
      return top + lines.height;
    },
  };
}
