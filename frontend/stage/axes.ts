// Axes of a panel: ticks, a quiet grid, and the name of the horizontal axis in its last label.

import { rgb } from "./theme.ts";

const AXIS_FONT_PX = 12;

export function axisFont(theme) {
  return `${AXIS_FONT_PX}px ${theme.font}`;
}

// The last tick carries the axis' name ("epoch 60"), which costs no row of its own.
function placeXLabels(context, { left, right }, ticks, xAt, name) {
  const visible = ticks.filter((tick) => xAt(tick.value) > left - 1 && xAt(tick.value) < right + 1);
  const placed = [];
  let limit = right + 6;
  for (const tick of visible.reverse()) {
    const text = placed.length ? tick.label : `${name} ${tick.label}`;
    const half = context.measureText(text).width / 2;
    const x = Math.max(half, Math.min(xAt(tick.value), limit - half));
    if (placed.length && xAt(tick.value) + half > limit) continue;
    placed.push({ text, x });
    limit = x - half - 10;
  }
  return placed;
}

export function drawXAxis(context, rect, ticks, xAt, name, theme) {
  const { left, right, bottom } = rect;
  context.font = axisFont(theme);
  context.textBaseline = "top";
  context.textAlign = "center";
  context.fillStyle = rgb(theme.muted);
  for (const { text, x } of placeXLabels(context, rect, ticks, xAt, name)) context.fillText(text, x, bottom + 7);
  context.strokeStyle = rgb(theme.axis);
  context.lineWidth = 1;
  context.beginPath();
  for (const tick of ticks) {
    const x = Math.round(xAt(tick.value)) + 0.5;
    if (x < left - 1 || x > right + 1) continue;
    context.moveTo(x, bottom);
    context.lineTo(x, bottom + 4);
  }
  context.moveTo(left, bottom + 0.5);
  context.lineTo(right, bottom + 0.5);
  context.stroke();
}

export function drawYAxis(context, { left, right, top, bottom }, ticks, yAt, theme) {
  context.font = axisFont(theme);
  context.textBaseline = "middle";
  context.textAlign = "right";
  context.lineWidth = 1;
  context.strokeStyle = rgb(theme.grid);
  context.fillStyle = rgb(theme.muted);
  for (const tick of ticks) {
    const y = yAt(tick.value);
    if (y < top - 1 || y > bottom + 1) continue;
    const crisp = Math.round(y) + 0.5;
    context.beginPath();
    context.moveTo(left, crisp);
    context.lineTo(right, crisp);
    context.stroke();
    context.fillText(tick.label, left - 6, y);
  }
}
