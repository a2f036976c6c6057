// The track on its canvases: what stays, and over it what moves with the cursor.

import { axisName, formatTick } from "../shared/numbers.ts";
import { drawProbabilityLane } from "./bars.ts";
import { drawFeatureMoment, drawFeatureRows } from "./feature_rows.ts";
import { niceStep, niceTicks } from "./format.ts";
import { DASHES } from "./model.ts";
import { stepText } from "./symbol_text.ts";
import { drawsValue } from "./track_layout.ts";

// The path keeps its own text, for pictures that are saved.
export function pathOf(values, xAt, yAt, from) {
  const parts = [];
  let open = false;
  values.forEach((value, k) => {
    if (Number.isFinite(value)) parts.push(`${open ? "L" : "M"}${xAt(k + from).toFixed(2)} ${yAt(value).toFixed(2)}`);
    open = Number.isFinite(value);
  });
  const text = parts.join("");
  return Object.assign(new Path2D(text), { text });
}

function drawValueAxis(context, plot, theme) {
  const { model, width, left, right, series } = plot;
  const { sequence } = model;
  context.textBaseline = "middle";
  context.textAlign = "right";
  const valueStep = niceStep(series.high - series.low, 3);
  for (const tick of niceTicks(series.low, series.high, 3)) {
    context.strokeStyle = theme.faint(0.1);
    const y = Math.round(series.yAt(tick)) + 0.5;
    context.beginPath();
    context.moveTo(left, y);
    context.lineTo(width - right, y);
    context.stroke();
    context.fillStyle = theme.muted;
    context.fillText(formatTick(tick, valueStep), left - 6, y);
  }
  context.textAlign = "left";
  context.fillStyle = theme.muted;
  context.fillText(axisName(sequence.value_name, sequence.unit), 8, series.top - 11);
}

function drawTimeAxis(context, plot, theme) {
  const { model, width, height, right, inner, xAt } = plot;
  const { sequence, steps } = model;
  context.fillStyle = theme.muted;
  context.textBaseline = "alphabetic";
  const name = sequence.step_name || "step";
  const nameWidth = context.measureText(name).width;
  context.textAlign = "right";
  context.fillText(name, width - right, height - 6);
  context.textAlign = "center";
  const every = sequence.kind === "symbols" && inner / steps >= 14;
  const apart = every ? 1 : Math.max(1, Math.ceil(niceStep(Math.max(1, steps - 1), Math.max(2, inner / 90))));
  let end = -Infinity;
  for (let t = 0; t < steps; t += apart) {
    const text = stepText(model, t);
    const half = context.measureText(text).width / 2;
    const x = Math.max(xAt(t), half + 2);
    if (x + half > width - right - nameWidth - 10) break;
    if (x - half < end + 6) continue;
    context.fillText(text, x, height - 6);
    end = x + half;
  }
}

function strokePrediction(context, path, run, colour) {
  if (!path) return;
  context.strokeStyle = colour;
  context.setLineDash(DASHES[run.dash]);
  context.stroke(path);
  context.setLineDash([]);
}

export function dot(context, x, y, radius, fill, ring) {
  if (!Number.isFinite(y)) return;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = fill;
  context.fill();
  context.lineWidth = 1.5;
  context.strokeStyle = ring;
  context.stroke();
}

// A ring, so that a prediction that meets its truth is seen inside it.
function truthRing(context, plot, theme, x, value) {
  dot(context, x, plot.series.yAt(value), 7, "transparent", theme.truth);
}

// A truth between two steps without one is no line.
function drawLoneTruths(context, plot, theme) {
  const { target } = plot.model;
  target.forEach((value, t) => {
    if (Number.isFinite(target[t - 1]) || Number.isFinite(target[t + 1])) return;
    truthRing(context, plot, theme, plot.xAt(t), value);
  });
}

export function tracePaths(plot) {
  const { model, series, xAt } = plot;
  const { steps, value, target, continues } = model;
  const later = continues ? 1 : 0;
  const line = Float32Array.from({ length: steps + later }, (_, t) => (t < steps ? value[t] : target[t - 1]));
  const classifies = model.sequence.classes.length > 0;
  return {
    later,
    value: drawsValue(model) ? pathOf(line, xAt, series.yAt, 0) : null,
    truth: continues || classifies ? null : pathOf(target, xAt, series.yAt, 0),
    predictions: model.runs.map((run) => (run.prediction ? pathOf(run.prediction, xAt, series.yAt, later) : null)),
  };
}

function drawSeries(context, plot, paths, theme) {
  context.lineJoin = "round";
  context.lineWidth = 1.6;
  context.strokeStyle = theme.truth;
  if (paths.value) context.stroke(paths.value);
  if (paths.truth) {
    context.setLineDash([4, 3]);
    context.stroke(paths.truth);
    context.setLineDash([]);
    drawLoneTruths(context, plot, theme);
  }
  context.lineWidth = 1.2;
  paths.predictions.forEach((path, k) => {
    const run = plot.model.runs[k];
    strokePrediction(context, path, run, theme.cellAhead(run.cell));
  });
}

// The only place of a window at which training asked for the next value.
function drawAsked(context, plot, theme) {
  const { model, xAt, series } = plot;
  const [from, to] = [xAt(model.steps - 1), xAt(model.steps)];
  context.fillStyle = theme.faint(0.09);
  context.fillRect(from, series.top, to - from, series.bottom - series.top);
  context.fillStyle = theme.muted;
  context.textAlign = "right";
  context.textBaseline = "middle";
  context.fillText("target in training", to, series.top - 11);
}

export function drawTrackBase(context, plot, paths, theme) {
  context.font = `11px ${theme.font}`;
  context.lineWidth = 1;
  if (plot.series) drawValueAxis(context, plot, theme);
  if (plot.series && plot.model.asksLast) drawAsked(context, plot, theme);
  drawTimeAxis(context, plot, theme);
  if (paths) drawSeries(context, plot, paths, theme);
  drawFeatureRows(context, plot, theme);
  for (const lane of plot.lanes) drawProbabilityLane(context, plot, theme, lane);
}

function drawSeriesMoment(context, plot, paths, theme, step) {
  const { model, series, xAt } = plot;
  const later = xAt(step + paths.later);
  // In a window no line is drawn bold: all of it but the last point was never asked for.
  if (!model.asksLast) {
    context.save();
    context.beginPath();
    context.rect(0, 0, later, plot.height);
    context.clip();
    context.lineWidth = 2.4;
    context.lineJoin = "round";
    paths.predictions.forEach((path, k) => strokePrediction(context, path, model.runs[k], theme.cellColour(model.runs[k].cell)));
    context.restore();
  }
  if (model.continues) dot(context, later, series.yAt(model.target[step]), 4, theme.panel, theme.truth);
  for (const run of model.runs) {
    if (run.prediction) dot(context, later, series.yAt(run.prediction[step]), 4.5, theme.cellColour(run.cell), theme.panel);
  }
  if (paths.truth) truthRing(context, plot, theme, later, model.target[step]);
  if (paths.value) dot(context, xAt(step), series.yAt(model.value[step]), 4.5, theme.text, theme.panel);
}

export function drawTrackMoment(context, plot, paths, theme, step) {
  const top = plot.series ? plot.series.top - 4 : 2;
  context.fillStyle = theme.text;
  context.fillRect(Math.round(plot.xAt(step)) - 0.5, top, 1, plot.bottom + 4 - top);
  if (paths) drawSeriesMoment(context, plot, paths, theme, step);
  drawFeatureMoment(context, plot, theme, step);
}
