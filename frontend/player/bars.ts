// Bars of probabilities in the runs' colours. Runs that share a colour are told apart by
// stripes, as their lines are by dashes.

import type { Pen } from "../shared/scene.ts";
import type { Theme } from "../shared/theme.ts";
import type { ProbabilityLane, TrackPlot } from "./track_layout.ts";
import type { Run } from "./types.ts";

// Painted and left out pixels from the base up, by the run's place among those of its colour.
const STRIPES: readonly (readonly [number, number] | null)[] = [null, [3, 2], [1, 2], [6, 2]];

function stripesOf(dash: number): readonly [number, number] | null {
  return STRIPES[dash % STRIPES.length];
}

function barImage(colour: string, dash: number): string {
  const stripes = stripesOf(dash);
  if (!stripes) return `linear-gradient(${colour}, ${colour})`;
  const [on, off] = stripes;
  return `repeating-linear-gradient(to top, ${colour} 0 ${on}px, transparent ${on}px ${on + off}px)`;
}

/** A bar that stands on `bottom`. */
export function drawBar(
  pen: Pen,
  x: number,
  bottom: number,
  width: number,
  height: number,
  colour: string,
  dash: number,
): void {
  const look = { fill: colour };
  const stripes = stripesOf(dash);
  if (!stripes) {
    pen.rect(x, bottom - height, width, height, look);
    return;
  }
  const [on, off] = stripes;
  for (let y = 0; y < height; y += on + off) {
    const part = Math.min(on, height - y);
    pen.rect(x, bottom - y - part, width, part, look);
  }
}

/** One row a run: a bar a judged step, as high as the right class is probable. */
export function drawProbabilityLane(
  pen: Pen,
  { axis }: TrackPlot,
  theme: Theme,
  { run, top, height, values }: ProbabilityLane,
): void {
  const width = Math.max(1, Math.min(16, axis.pitch * 0.74));
  const bottom = top + height;
  const ground = { fill: theme.faint(0.09) };
  const colour = theme.cell(run.cell);
  values.forEach((value, t) => {
    if (!Number.isFinite(value)) return;
    const x = axis.xAt(t) - width / 2;
    pen.rect(x, top, width, height, ground);
    drawBar(pen, x, bottom, width, Math.max(1, value * height), colour, run.dash);
  });
  pen.rect(axis.left, bottom, axis.inner, 1, { fill: theme.faint(0.3) });
  if (height < 14) return;
  const look = {
    colour: theme.muted,
    size: 9.5,
    font: theme.font,
    anchor: "end",
    baseline: "middle",
  } as const;
  pen.text("1", axis.left - 6, top + 3, look);
  pen.text("0", axis.left - 6, bottom - 2, look);
}

/** Where the bars of several runs stand below one symbol: their width, and the middle of the k-th
 * from the symbol's own middle. */
export function barPlaces(runs: number): { readonly width: number; at(k: number): number } {
  const width = Math.max(3, Math.min(7, Math.floor(22 / runs) - 1));
  return { width, at: (k) => (k - (runs - 1) / 2) * (width + 1) };
}

export interface BarLayers {
  readonly image: readonly string[];
  readonly position: readonly string[];
  readonly size: readonly string[];
}

/** The bars below one symbol, as layers of one background: none of them needs an element. */
export function barLayers(
  probabilities: readonly number[],
  runs: readonly Run[],
  height: number,
): BarLayers {
  const places = barPlaces(runs.length);
  const image: string[] = [];
  const position: string[] = [];
  const size: string[] = [];
  runs.forEach((run, k) => {
    const value = probabilities[k];
    if (!Number.isFinite(value)) return;
    const layer = (painted: string, high: number) => {
      image.push(painted);
      position.push(`calc(50% + ${places.at(k)}px) 100%`);
      size.push(`${places.width}px ${high.toFixed(1)}px`);
    };
    layer(barImage(`var(--run-${run.index})`, run.dash), Math.max(1, value * height));
    layer("linear-gradient(var(--faint), var(--faint))", height);
  });
  return { image, position, size };
}
