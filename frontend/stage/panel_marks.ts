// What stands over the curves of a panel: baseline, best and diverged epochs, playhead, crosshair.

import type { Pen, Stroke } from "../shared/scene.ts";
import type { Theme } from "../shared/theme.ts";
import type { Domain } from "../shared/ticks.ts";
import { axisText } from "./axes.ts";
import { nearestIndex } from "./indices.ts";
import type { Rect } from "./layers.ts";
import { divergedWords } from "./words.ts";

/** One curve of a panel. */
export interface Series {
  readonly epochs: Float32Array;
  readonly values: Float32Array;
  readonly colour: string;
  readonly dash: readonly number[];
  readonly width: number;
  readonly opacity: number;
  /** The epoch with a ring around it; 0 for none. */
  readonly best: number;
  /** 0 for none. */
  readonly divergedIn: number;
}

/** Where epochs and values lie in a panel. */
export interface Frame {
  readonly rect: Rect;
  readonly xAt: (epoch: number) => number;
  readonly yAt: (value: number) => number;
}

export interface Marks {
  readonly series: readonly Series[];
  readonly theme: Theme;
  readonly baseline: Baseline | null;
  /** null at the end. */
  readonly playhead: number | null;
  readonly hover: number | null;
  readonly selection: Domain | null;
}

export interface Baseline {
  readonly loss: number;
  readonly colour: string;
  readonly text: string;
}

function drawBaseline(pen: Pen, { rect, yAt }: Frame, baseline: Baseline, theme: Theme): void {
  const y = yAt(baseline.loss);
  const { left, right, top, bottom } = rect;
  if (!(y >= top && y <= bottom)) return;
  const crisp = Math.round(y) + 0.5;
  pen.line(left, crisp, right, crisp, { colour: baseline.colour, width: 1.5, dash: [6, 4] });
  const above = y - top > 20;
  const baselineOfText = above ? "alphabetic" : "top";
  const look = axisText(theme, { anchor: "end", baseline: baselineOfText, halo: theme.card });
  pen.text(baseline.text, right - 4, above ? y - 6 : y + 4, look);
}

function drawUpright(pen: Pen, { rect, xAt }: Frame, epoch: number, stroke: Stroke): void {
  const x = xAt(epoch);
  if (!(x >= rect.left - 0.5 && x <= rect.right + 0.5)) return;
  const crisp = Math.round(x) + 0.5;
  pen.line(crisp, rect.top, crisp, rect.bottom, stroke);
}

// The point of a curve nearest to an epoch; null outside of the panel.
function pointAt({ rect, xAt, yAt }: Frame, line: Series, epoch: number) {
  const at = nearestIndex(line.epochs, epoch);
  if (at < 0) return null;
  const [x, y] = [xAt(line.epochs[at]), yAt(line.values[at])];
  return Number.isFinite(y) && x >= rect.left - 1 && x <= rect.right + 1 ? { x, y } : null;
}

// A ring where the validation loss was lowest: the weights that the network keeps.
function drawBest(pen: Pen, frame: Frame, { series, theme }: Marks): void {
  for (const line of series) {
    const point = line.best ? pointAt(frame, line, line.best) : null;
    if (!point) continue;
    pen.circle(point.x, point.y, 4.5, {
      fill: theme.page,
      stroke: { colour: line.colour, width: 2 },
    });
  }
}

// The epoch in which a run became infinite: a dotted line in its colour, named at the top.
function drawDivergence(pen: Pen, frame: Frame, { series, theme }: Marks): void {
  const { left, right, top } = frame.rect;
  const named = new Map<number, number>();
  for (const { divergedIn, colour } of series) {
    const x = divergedIn ? frame.xAt(divergedIn) : NaN;
    if (!(x >= left - 1 && x <= right + 1)) continue;
    drawUpright(pen, frame, divergedIn, { colour, dash: [2, 3] });
    named.set(divergedIn, x);
  }
  const look = axisText(theme, { colour: theme.text, baseline: "top", halo: theme.card });
  for (const [epoch, x] of named) {
    const words = divergedWords(epoch);
    const before = x + 5 + pen.measure(words, look) > right + 8;
    pen.text(words, x + (before ? -5 : 5), top + 2, { ...look, anchor: before ? "end" : "start" });
  }
}

function drawHover(pen: Pen, frame: Frame, epoch: number, { series, theme }: Marks): void {
  drawUpright(pen, frame, epoch, { colour: theme.muted, dash: [3, 3] });
  for (const line of series) {
    const point = pointAt(frame, line, epoch);
    if (!point) continue;
    pen.circle(point.x, point.y, line.width + 1.6, {
      fill: line.colour,
      stroke: { colour: theme.page, width: 1.5 },
    });
  }
}

function drawSelection(pen: Pen, { rect, xAt }: Frame, selection: Domain, theme: Theme): void {
  const [from, to] = [xAt(Math.min(...selection)), xAt(Math.max(...selection))];
  const look = { fill: theme.text, opacity: 0.1 };
  pen.rect(from, rect.top, to - from, rect.bottom - rect.top, look);
}

export function drawMarks(pen: Pen, frame: Frame, marks: Marks): void {
  const { theme, baseline, playhead, hover, selection } = marks;
  if (baseline) drawBaseline(pen, frame, baseline, theme);
  drawBest(pen, frame, marks);
  drawDivergence(pen, frame, marks);
  if (playhead !== null) drawUpright(pen, frame, playhead, { colour: theme.text });
  if (hover !== null) drawHover(pen, frame, hover, marks);
  if (selection) drawSelection(pen, frame, selection, theme);
}
