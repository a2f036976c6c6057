// The track on its canvases: what stays, and over it what moves with the step.

import { linePath } from "../shared/lines.ts";
import { axisName } from "../shared/numbers.ts";
import type { Path, Pen, TextLook } from "../shared/scene.ts";
import { type Theme, variantDash } from "../shared/theme.ts";
import { linearTicks } from "../shared/ticks.ts";
import { drawProbabilityLane } from "./bars.ts";
import { drawFeatureMoment, drawFeatureRows } from "./feature_rows.ts";
import { dot } from "./marks.ts";
import { drawsValue, type SeriesPlot, type TrackPlot } from "./track_layout.ts";

/** The lines of the series, made once for a size. */
export interface TrackPaths {
  /** A prediction of the next value stands one step later than what was read. */
  readonly later: number;
  readonly value: Path | null;
  readonly truth: Path | null;
  /** One a run; null where it predicts no number. */
  readonly predictions: readonly (Path | null)[];
}

export function tracePaths({ model, axis, series }: TrackPlot): TrackPaths | null {
  if (!series) return null;
  const { steps, value, target, continues } = model;
  const later = continues ? 1 : 0;
  const read = (t: number) => (t < steps ? value[t] : target[t - 1]);
  const path = (count: number, valueAt: (t: number) => number, shift = 0) =>
    linePath(
      count,
      (t) => axis.xAt(t + shift),
      (t) => series.yAt(valueAt(t)),
    );
  const classifies = model.sequence.classes.length > 0;
  return {
    later,
    value: drawsValue(model) ? path(steps + later, read) : null,
    truth: continues || classifies ? null : path(steps, (t) => target[t]),
    predictions: model.runs.map(({ prediction }) =>
      prediction ? path(steps, (t) => prediction[t], later) : null,
    ),
  };
}

function drawValueAxis(pen: Pen, plot: TrackPlot, series: SeriesPlot, theme: Theme): void {
  const { axis, model } = plot;
  const look: TextLook = { colour: theme.muted, size: 11, font: theme.font, baseline: "middle" };
  const grid = { colour: theme.faint(0.1) };
  const end = axis.left + axis.inner;
  for (const { value, label } of linearTicks(series.low, series.high, 3)) {
    const y = Math.round(series.yAt(value)) + 0.5;
    pen.line(axis.left, y, end, y, grid);
    pen.text(label, axis.left - 6, y, { ...look, anchor: "end" });
  }
  pen.text(axisName(model.sequence.valueName, model.sequence.unit), 8, series.top - 11, look);
}

// A ring, so that a prediction that meets its truth is seen inside it.
function truthRing(pen: Pen, series: SeriesPlot, theme: Theme, x: number, value: number): void {
  dot(pen, x, series.yAt(value), 7, "", theme.truth);
}

// A truth between two steps without one is no line.
function drawLoneTruths(pen: Pen, plot: TrackPlot, series: SeriesPlot, theme: Theme): void {
  const { target } = plot.model;
  target.forEach((value, t) => {
    if (Number.isFinite(target[t - 1]) || Number.isFinite(target[t + 1])) return;
    truthRing(pen, series, theme, plot.axis.xAt(t), value);
  });
}

function drawSeries(
  pen: Pen,
  plot: TrackPlot,
  series: SeriesPlot,
  paths: TrackPaths,
  theme: Theme,
): void {
  const truth = { colour: theme.truth, width: 1.6 };
  if (paths.value) pen.path(paths.value, { stroke: truth });
  if (paths.truth) {
    pen.path(paths.truth, { stroke: { ...truth, dash: [4, 3] } });
    drawLoneTruths(pen, plot, series, theme);
  }
  paths.predictions.forEach((path, k) => {
    const { cell, dash } = plot.model.runs[k];
    const stroke = { colour: theme.cellAhead(cell), width: 1.2, dash: variantDash(dash) };
    if (path) pen.path(path, { stroke });
  });
}

// The only place of a window at which training asked for the next value.
function drawAsked(pen: Pen, { model, axis }: TrackPlot, series: SeriesPlot, theme: Theme): void {
  const [from, to] = [axis.xAt(model.steps - 1), axis.xAt(model.steps)];
  const height = series.bottom - series.top;
  pen.rect(from, series.top, to - from, height, { fill: theme.faint(0.09) });
  pen.text("target in training", to, series.top - 11, {
    colour: theme.muted,
    size: 11,
    font: theme.font,
    baseline: "middle",
    anchor: "end",
  });
}

/** What neither a step nor an epoch changes: the axis, and what the network reads. */
export function drawTrackGround(pen: Pen, plot: TrackPlot, theme: Theme): void {
  const { series } = plot;
  if (series) drawValueAxis(pen, plot, series, theme);
  if (series && plot.model.asksLast) drawAsked(pen, plot, series, theme);
  drawFeatureRows(pen, plot, theme);
}

/** What an epoch changes and a step does not: what the networks say. */
export function drawTrackLines(
  pen: Pen,
  plot: TrackPlot,
  paths: TrackPaths | null,
  theme: Theme,
): void {
  const { series } = plot;
  if (series && paths) drawSeries(pen, plot, series, paths, theme);
  for (const lane of plot.lanes) drawProbabilityLane(pen, plot, theme, lane);
}

function drawSeriesMoment(
  pen: Pen,
  plot: TrackPlot,
  series: SeriesPlot,
  paths: TrackPaths,
  theme: Theme,
  step: number,
): void {
  const { model, axis } = plot;
  const later = axis.xAt(step + paths.later);
  // In a window no line is drawn bold: all of it but the last point was never asked for.
  if (!model.asksLast) {
    pen.clip(0, 0, later, plot.height, () => {
      paths.predictions.forEach((path, k) => {
        const { cell, dash } = model.runs[k];
        const stroke = { colour: theme.cell(cell), width: 2.4, dash: variantDash(dash) };
        if (path) pen.path(path, { stroke });
      });
    });
  }
  if (model.continues) {
    dot(pen, later, series.yAt(model.target[step]), 4, theme.panel, theme.truth);
  }
  for (const { prediction, cell } of model.runs) {
    if (!prediction) continue;
    dot(pen, later, series.yAt(prediction[step]), 4.5, theme.cell(cell), theme.panel);
  }
  if (paths.truth) truthRing(pen, series, theme, later, model.target[step]);
  if (paths.value) {
    dot(pen, axis.xAt(step), series.yAt(model.value[step]), 4.5, theme.text, theme.panel);
  }
}

/** What one step adds: bold lines up to it, and the dots at it. */
export function drawTrackMoment(
  pen: Pen,
  plot: TrackPlot,
  paths: TrackPaths | null,
  theme: Theme,
  step: number,
): void {
  if (plot.series && paths) drawSeriesMoment(pen, plot, plot.series, paths, theme, step);
  drawFeatureMoment(pen, plot, theme, step);
}
