// Where things stand on the track: the series on top, a row for each feature below it, a lane of
// probabilities for each run below that. One x for all of them. Pure functions.

import { decimalsFor } from "../shared/numbers.ts";
import { judgedRuns, rightProbabilities } from "./answers.ts";

const TRACK = { left: 46, right: 14, top: 20, bottom: 24 };

export function finiteRange(lists) {
  let [low, high] = [Infinity, -Infinity];
  for (const list of lists) {
    if (!list) continue;
    for (const value of list) {
      if (!Number.isFinite(value)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  if (low > high) return [0, 1];
  const margin = (high - low) * 0.06 || Math.abs(high) * 0.1 || 1;
  return [low - margin, high + margin];
}

function isOnOff(values) {
  return values.every((value) => value === 0 || value === 1 || !Number.isFinite(value));
}

// The value read is one of the features where there are several; it is drawn with the truth only
// where it is what is being continued.
export function drawsValue(model) {
  if (model.sequence.kind === "symbols") return false;
  return model.features.length === 0 || model.continues;
}

export function seriesOf(model) {
  const lists = drawsValue(model) ? [model.value] : [];
  if (model.sequence.classes.length) return lists;
  // Of all epochs, so that the axis keeps still while the training is scrubbed.
  return [...lists, model.target, ...model.predictions];
}

export function hasNumbers(lists) {
  return lists.some((list) => list && list.some(Number.isFinite));
}

// Heights in pixels. What comes below makes the series thinner, on a phone more than elsewhere.
function trackHeights(model, narrow) {
  const series = hasNumbers(seriesOf(model));
  const lanes = model.sequence.kind === "symbols" ? [] : judgedRuns(model);
  const rows = model.features.length;
  const alone = rows === 0 && lanes.length === 0;
  const row = rows === 0 ? 0 : Math.min(narrow ? 14 : 20, (narrow ? 56 : 110) / rows);
  const lane = lanes.length === 0 ? 0 : Math.max(9, Math.min(narrow ? 20 : 26, (narrow ? 34 : 60) / lanes.length));
  const main = alone ? (narrow ? 72 : 94) : (narrow ? 52 : 78);
  return { main: series ? main : 0, rows, row, lanes, lane };
}

// Room for the features' names left of everything and for their numbers right of it.
function trackMargins(model, narrow, measure) {
  if (model.features.length === 0) return { left: TRACK.left, right: TRACK.right };
  const widest = Math.max(...model.features.map((feature) => measure(feature.name)));
  return { left: Math.max(TRACK.left, Math.min(widest + 14, narrow ? 104 : 150)), right: narrow ? 40 : 48 };
}

function layoutSeries(model, heights, y) {
  if (heights.main === 0) return null;
  const top = y + TRACK.top;
  const bottom = top + heights.main;
  const [low, high] = finiteRange(seriesOf(model));
  return { top, bottom, low, high, yAt: (v) => bottom - ((v - low) / (high - low)) * heights.main };
}

function layoutRow(feature, top, pitch) {
  const height = pitch - (pitch > 8 ? 4 : 1);
  const [low, high] = finiteRange([feature.values]);
  const onOff = isOnOff(feature.values);
  const yAt = (v) => (onOff ? top + height * (1 - v) : top + height * (1 - (v - low) / (high - low)));
  const [from, to] = [Math.min(...feature.values.filter(Number.isFinite)), Math.max(...feature.values.filter(Number.isFinite))];
  return { feature, top, height, pitch, onOff, yAt, decimals: onOff ? 0 : Math.min(2, decimalsFor(from, to)) };
}

export function layoutTrack(model, width, measure) {
  const narrow = width < 560;
  const heights = trackHeights(model, narrow);
  const { left, right } = trackMargins(model, narrow, measure);
  const inner = width - left - right;
  // A next value stands one step behind the input, so the last one needs a place of its own.
  const xAt = model.continues
    ? (t) => left + (t / model.steps) * inner
    : (t) => left + ((t + 0.5) / model.steps) * inner;
  const stepAt = (x) => {
    const place = ((x - left) / inner) * model.steps;
    return Math.max(0, Math.min(model.steps - 1, model.continues ? Math.round(place) : Math.floor(place)));
  };
  const series = layoutSeries(model, heights, 0);
  let y = series ? series.bottom + 10 : 6;
  const rows = model.features.map((feature, k) => layoutRow(feature, y + k * heights.row, heights.row));
  y += heights.rows * heights.row + (heights.rows ? 4 : 0);
  if (heights.lanes.length) y += 4;
  const lanes = heights.lanes.map((run, k) => ({
    run, top: y + k * heights.lane, height: heights.lane - 4, values: rightProbabilities(model, run),
  }));
  y += heights.lanes.length * heights.lane;
  const drawn = series !== null || rows.length > 0 || lanes.length > 0;
  const bottom = lanes.length || rows.length ? y : (series ? series.bottom : 0);
  return {
    model, width, narrow, left, right, inner, xAt, stepAt, series, rows, lanes, bottom,
    height: drawn ? bottom + TRACK.bottom : 0,
  };
}
