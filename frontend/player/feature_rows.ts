// Raw input features as small lines under one another; a feature of 0 and 1 as ticks.

import { linePath } from "../shared/lines.ts";
import type { Pen, TextLook } from "../shared/scene.ts";
import type { Theme } from "../shared/theme.ts";
import { dot } from "./marks.ts";
import { fitText } from "./text_lines.ts";
import type { FeatureRow, TrackPlot } from "./track_layout.ts";

function drawTicks(pen: Pen, { axis }: TrackPlot, row: FeatureRow, colour: string): void {
  const width = Math.max(1.5, Math.min(4, axis.pitch * 0.5));
  const look = { fill: colour };
  row.feature.values.forEach((value, t) => {
    if (value === 1) pen.rect(axis.xAt(t) - width / 2, row.top, width, row.height, look);
  });
}

function drawName(pen: Pen, { axis }: TrackPlot, row: FeatureRow, theme: Theme): void {
  const look: TextLook = {
    colour: theme.muted,
    size: Math.min(11, Math.max(9.5, row.pitch * 0.8)),
    font: theme.font,
    anchor: "end",
    baseline: "middle",
  };
  const text = fitText(row.feature.name, axis.left - 10, (one) => pen.measure(one, look));
  pen.text(text, axis.left - 7, row.top + row.height / 2, look);
}

/** Names that would touch one another are left out; the legend of a hundred inputs helps nobody. */
export function drawFeatureRows(pen: Pen, plot: TrackPlot, theme: Theme): void {
  const { axis, rows } = plot;
  const every = rows.length ? Math.ceil(10 / rows[0].pitch) : 1;
  rows.forEach((row, k) => {
    const { values } = row.feature;
    if (k % every === 0) drawName(pen, plot, row, theme);
    pen.rect(axis.left, row.top - 1, axis.inner, row.height + 2, { fill: theme.faint(0.05) });
    if (row.onOff) {
      drawTicks(pen, plot, row, theme.truth);
      return;
    }
    const path = linePath(values.length, axis.xAt, (t) => row.yAt(values[t]));
    pen.path(path, { stroke: { colour: theme.truth, width: 1.3 } });
  });
}

/** The values at a step, as dots and right of the rows as numbers. */
export function drawFeatureMoment(pen: Pen, plot: TrackPlot, theme: Theme, step: number): void {
  const { axis } = plot;
  for (const row of plot.rows) {
    const value = row.feature.values[step];
    if (!Number.isFinite(value)) continue;
    if (!row.onOff) dot(pen, axis.xAt(step), row.yAt(value), 2.5, theme.text, theme.panel);
    if (row.pitch < 10) continue;
    pen.text(value.toFixed(row.decimals), axis.left + axis.inner + 6, row.top + row.height / 2, {
      colour: theme.text,
      size: Math.min(11, row.pitch * 0.8),
      font: theme.font,
      baseline: "middle",
    });
  }
}
