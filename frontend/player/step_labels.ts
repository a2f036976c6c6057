// Which steps have their number or symbol below the time axis. Pure functions.

import { tickStep } from "d3-array";
import { stepLabel } from "./model.ts";
import { shortSymbol, stepText } from "./symbol_text.ts";
import type { TimeAxis } from "./time_axis.ts";
import type { Model } from "./types.ts";

export interface AxisLabel {
  readonly text: string;
  /** Middle of the text. */
  readonly x: number;
  /** Middle of the step it belongs to; null for a text that belongs to none. */
  readonly tick: number | null;
}

/** Longest symbol that is written out below the axis. */
export const LONGEST = 12;

// Between two texts, in pixels.
const GAP = 5;
const NUMBER_GAP = 10;
// Between two numbered steps.
const APART = 64;

type Measure = (text: string) => number;

/** Name of the axis with an arrow in the direction of reading; none where the runs disagree. */
export function axisDirection({ sequence, runs }: Model): string {
  const name = sequence.stepName || "step";
  if (runs.every((run) => run.reverse)) return `← ${name}`;
  return runs.some((run) => run.reverse) ? name : `${name} →`;
}

/** The symbols, each below its step; one that would touch its neighbour is left out. */
export function symbolLabels(model: Model, axis: TimeAxis, measure: Measure): AxisLabel[] {
  const found: AxisLabel[] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (let step = 0; step < model.steps; step += 1) {
    const text = shortSymbol(stepLabel(model.sequence, step), LONGEST);
    const half = measure(text) / 2;
    const tick = axis.xAt(step);
    const x = Math.max(half, Math.min(axis.width - half, tick));
    // Letters stand closer than words.
    if (x - half < end + (half < 6 ? 2 : GAP)) continue;
    found.push({ text, x, tick });
    end = x + half;
  }
  return found;
}

/** Numbers of the first and the last step, the name of the axis between them, and round steps
 * wherever there is room left. */
export function numberLabels(
  model: Model,
  axis: TimeAxis,
  measure: Measure,
  name: string,
): AxisLabel[] {
  const { steps, first } = model;
  // One symbol says little about where a text begins; its number does.
  const textOf = (step: number) =>
    model.sequence.kind === "symbols" ? String(step + first) : stepText(model, step);
  const place = (step: number): AxisLabel => {
    const text = textOf(step);
    const half = measure(text) / 2;
    const tick = axis.xAt(step);
    return { text, x: Math.max(half, Math.min(axis.width - half, tick)), tick };
  };
  const found = [place(0)];
  const free = (label: AxisLabel) =>
    found.every(
      (one) =>
        Math.abs(one.x - label.x) >= (measure(one.text) + measure(label.text)) / 2 + NUMBER_GAP,
    );
  const add = (label: AxisLabel) => {
    if (free(label)) found.push(label);
  };
  if (steps === 1) return found;
  add(place(steps - 1));
  add({ text: name, x: axis.left + axis.inner / 2, tick: null });
  const every = Math.max(1, Math.ceil(tickStep(0, steps - 1, Math.max(1, axis.inner / APART))));
  // Round numbers of the whole sequence, of which this may be a part.
  const begin = (every - (first % every)) % every;
  for (let step = begin; step < steps - 1; step += every) if (step > 0) add(place(step));
  return found.sort((a, b) => a.x - b.x);
}
