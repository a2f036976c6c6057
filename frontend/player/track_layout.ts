// Where things stand on the track: the series on top, a row for each feature below it, a lane of
// probabilities for each run below that. Pure functions.

import { decimalsFor } from "../shared/numbers.ts";
import { extentOf, paddedExtent } from "../shared/ticks.ts";
import { judgedRuns, rightProbabilities } from "./answers.ts";
import { AXIS_LEFT, type TimeAxis } from "./time_axis.ts";
import type { Feature, Model, Run, Values } from "./types.ts";

// Above the series stands the name of its axis; below all of it a little air.
const TOP = 20;
const BOTTOM = 8;
const LEAST_SERIES = 56;
const LEAST_LANE = 9;
const LEAST_ROW = 5;
const NARROW = 560;

/** The lines of the track, with the range of their values. */
export interface SeriesPlot {
  readonly top: number;
  readonly bottom: number;
  readonly low: number;
  readonly high: number;
  yAt(value: number): number;
}

export interface FeatureRow {
  readonly feature: Feature;
  readonly top: number;
  readonly height: number;
  /** Height with the gap to the next row. */
  readonly pitch: number;
  /** All values are 0 or 1. */
  readonly onOff: boolean;
  readonly decimals: number;
  yAt(value: number): number;
}

/** What one run gives the right answers. */
export interface ProbabilityLane {
  readonly run: Run;
  readonly top: number;
  readonly height: number;
  /** (step,); NaN where nothing is asked. */
  readonly values: Values;
}

export interface TrackPlot {
  readonly model: Model;
  readonly axis: TimeAxis;
  readonly narrow: boolean;
  readonly series: SeriesPlot | null;
  readonly rows: readonly FeatureRow[];
  readonly lanes: readonly ProbabilityLane[];
  /** 0 where there is nothing to draw. */
  readonly height: number;
}

/** The value read is one of the features where there are several; it is drawn with the truth only
 * where it is what is being continued. */
export function drawsValue(model: Model): boolean {
  if (model.sequence.kind === "symbols") return false;
  return model.features.length === 0 || model.continues;
}

/** Every line of the track: of all epochs, so that the axis keeps still while the training is
 * scrubbed. */
export function seriesOf(model: Model): readonly Values[] {
  const lists = drawsValue(model) ? [model.value] : [];
  if (model.sequence.classes.length) return lists;
  return [...lists, model.target, ...model.predictions];
}

export function hasNumbers(lists: readonly (Values | null)[]): boolean {
  return lists.some((list) => list?.some((value) => Number.isFinite(value)));
}

/** Room left of the first step for the features' names, and right of the last for their numbers:
 * the margins of the time axis. */
export function axisMargins(
  model: Model,
  width: number,
  measure: (text: string) => number,
): { readonly left: number; readonly right: number } {
  if (model.features.length === 0) return { left: AXIS_LEFT, right: 14 };
  const narrow = width < NARROW;
  const widest = Math.max(...model.features.map((feature) => measure(feature.name)));
  const left = Math.max(AXIS_LEFT, Math.min(widest + 14, narrow ? 104 : 128));
  return { left: Math.round(left), right: narrow ? 40 : 48 };
}

// About twenty symbols stand in a line, and below them bars where something is asked; up to four
// lines are seen at once.
function symbolsHeight(model: Model): number {
  if (model.sequence.kind !== "symbols") return 0;
  const line = judgedRuns(model).length ? 56 : 34;
  return Math.min(4, Math.ceil(model.steps / 20)) * line + 6;
}

/** Height that a track asks for on a wide screen, and the least that it can be drawn in. */
export function trackHeight(model: Model): { readonly usual: number; readonly least: number } {
  const lanes = model.sequence.kind === "symbols" ? 0 : judgedRuns(model).length;
  const rows = model.features.length;
  const { main, row, lane } = trackHeights(model, lanes, false, 0);
  const around = TOP + BOTTOM + 18;
  return {
    usual: around + main + rows * row + lanes * lane + symbolsHeight(model),
    least: around + (main ? LEAST_SERIES : 0) + rows * LEAST_ROW + lanes * LEAST_LANE,
  };
}

interface Heights {
  readonly main: number;
  readonly row: number;
  readonly lane: number;
}

// Heights in pixels. What comes below makes the series thinner, on a phone more than elsewhere;
// where a height is given, the series takes what the others leave.
function trackHeights(model: Model, lanes: number, narrow: boolean, height: number): Heights {
  const rows = model.features.length;
  const alone = rows === 0 && lanes === 0;
  const row = rows === 0 ? 0 : Math.min(narrow ? 14 : 20, (narrow ? 56 : 110) / rows);
  const lane = lanes === 0 ? 0 : Math.min(narrow ? 20 : 26, (narrow ? 34 : 60) / lanes);
  const usual = {
    main: narrow ? (alone ? 72 : 56) : alone ? 94 : 78,
    row,
    lane: Math.max(LEAST_LANE, lane),
  };
  const drawn = hasNumbers(seriesOf(model));
  if (height === 0) return { ...usual, main: drawn ? usual.main : 0 };
  const around = drawn ? TOP + 10 : 6;
  const left = height - around - BOTTOM - (rows ? 4 : 0) - (lanes ? 4 : 0);
  const asked = rows * row + lanes * lane;
  const share =
    asked > 0 ? Math.min(1, Math.max(0, (left - (drawn ? LEAST_SERIES : 0)) / asked)) : 1;
  const settled = {
    row: rows === 0 ? 0 : Math.max(LEAST_ROW, row * share),
    lane: lanes === 0 ? 0 : Math.max(LEAST_LANE, lane * share),
  };
  const rest = left - rows * settled.row - lanes * settled.lane;
  return { ...settled, main: drawn ? Math.max(LEAST_SERIES, Math.round(rest)) : 0 };
}

function layoutSeries(model: Model, height: number): SeriesPlot | null {
  if (height === 0) return null;
  const bottom = TOP + height;
  const [low, high] = paddedExtent(seriesOf(model));
  const yAt = (value: number) => bottom - ((value - low) / (high - low)) * height;
  return { top: TOP, bottom, low, high, yAt };
}

function isOnOff(values: Values): boolean {
  return values.every((value) => value === 0 || value === 1 || !Number.isFinite(value));
}

function layoutRow(feature: Feature, top: number, pitch: number): FeatureRow {
  const height = pitch - (pitch > 8 ? 4 : 1);
  const onOff = isOnOff(feature.values);
  const [low, high] = onOff ? [0, 1] : paddedExtent([feature.values]);
  const yAt = (value: number) => top + height * (1 - (value - low) / (high - low));
  const [from, to] = extentOf(feature.values) ?? [0, 0];
  const decimals = onOff ? 0 : Math.min(2, decimalsFor(from, to));
  return { feature, top, height, pitch, onOff, decimals, yAt };
}

/** Lays the track out; `height` 0 gives it what it needs. Where it gets less than the least, its
 * own height is larger than what was given. */
export function layoutTrack(model: Model, axis: TimeAxis, height: number): TrackPlot {
  const narrow = axis.width < NARROW;
  const judged = model.sequence.kind === "symbols" ? [] : judgedRuns(model);
  const heights = trackHeights(model, judged.length, narrow, height);
  const series = layoutSeries(model, heights.main);
  let y = series ? series.bottom + 10 : 6;
  const from = y;
  const rows = model.features.map((feature, k) =>
    layoutRow(feature, from + k * heights.row, heights.row),
  );
  y += rows.length ? rows.length * heights.row + 4 : 0;
  if (judged.length) y += 4;
  const below = y;
  const lanes = judged.map((run, k) => ({
    run,
    top: below + k * heights.lane,
    height: heights.lane - 4,
    values: rightProbabilities(model, run),
  }));
  y += lanes.length * heights.lane;
  const nothing = series === null && rows.length === 0 && lanes.length === 0;
  const bottom = rows.length || lanes.length ? y : (series?.bottom ?? 0);
  return { model, axis, narrow, series, rows, lanes, height: nothing ? 0 : bottom + BOTTOM };
}
