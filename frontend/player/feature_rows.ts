// Raw input features as small lines under one another; a feature of 0 and 1 as ticks.

import { dot, pathOf } from "./track_draw.ts";

function fitText(context, text, width) {
  if (context.measureText(text).width <= width) return text;
  const characters = Array.from(text);
  while (characters.length > 1 && context.measureText(`${characters.join("")}…`).width > width) characters.pop();
  return `${characters.join("").trimEnd()}…`;
}

function drawTicks(context, plot, row) {
  const width = Math.max(1.5, Math.min(4, (plot.inner / plot.model.steps) * 0.5));
  row.feature.values.forEach((value, t) => {
    if (value === 1) context.fillRect(plot.xAt(t) - width / 2, row.top, width, row.height);
  });
}

// Names that would touch one another are left out; the legend of a hundred inputs helps nobody.
export function drawFeatureRows(context, plot, theme) {
  const every = plot.rows.length ? Math.ceil(10 / plot.rows[0].pitch) : 1;
  plot.rows.forEach((row, k) => {
    const middle = row.top + row.height / 2;
    if (k % every === 0) {
      context.font = `${Math.min(11, Math.max(9.5, row.pitch * 0.8))}px ${theme.font}`;
      context.fillStyle = theme.muted;
      context.textAlign = "right";
      context.textBaseline = "middle";
      context.fillText(fitText(context, row.feature.name, plot.left - 10), plot.left - 7, middle);
    }
    context.fillStyle = theme.faint(0.05);
    context.fillRect(plot.left, row.top - 1, plot.inner, row.height + 2);
    context.fillStyle = context.strokeStyle = theme.truth;
    if (row.onOff) {
      drawTicks(context, plot, row);
      return;
    }
    context.lineWidth = 1.3;
    context.lineJoin = "round";
    context.stroke(pathOf(row.feature.values, plot.xAt, row.yAt, 0));
  });
}

export function drawFeatureMoment(context, plot, theme, step) {
  context.textAlign = "left";
  context.textBaseline = "middle";
  for (const row of plot.rows) {
    const value = row.feature.values[step];
    if (!Number.isFinite(value)) continue;
    if (!row.onOff) dot(context, plot.xAt(step), row.yAt(value), 2.5, theme.text, theme.panel);
    if (row.pitch < 10) continue;
    context.font = `${Math.min(11, row.pitch * 0.8)}px ${theme.font}`;
    context.fillStyle = theme.text;
    context.fillText(value.toFixed(row.decimals), plot.width - plot.right + 6, row.top + row.height / 2);
  }
}
