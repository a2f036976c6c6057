// Where steps and values of a forecast lie: the test range, some of what came before it, and an
// axis that stands still. Pure.

import { scaleLinear, scaleLog } from "d3-scale";
import type { Size } from "../shared/sizes.ts";
import { type Domain, extentOf, unite } from "../shared/ticks.ts";
import { indexAfter, nearestIndex } from "./indices.ts";
import type { Rect } from "./layers.ts";
import type { StageModel, StageRun } from "./model.ts";

// Share of the test range's width that earlier values may take, so the test stays the picture.
const CONTEXT_SHARE = { wide: 0.4, narrow: 0.22 };
const NARROW = 460;
// How far beyond the data a wild forecast may stretch the axis, in parts of the data's range.
const STRETCH = 0.3;

export interface ForecastScale {
  readonly rect: Rect;
  readonly x: Domain;
  readonly y: Domain;
  /** The first of the earlier values that is shown. */
  readonly from: number;
  readonly xAt: (step: number) => number;
  readonly yAt: (value: number) => number;
  readonly stepAt: (x: number) => number;
}

type Data = Pick<StageModel, "task" | "truth" | "context">;

/** Index of the first earlier value for which a plot of some width has room. */
export function contextStart({ context, truth }: Data, width: number): number {
  if (truth.x.length === 0 || context.x.length === 0) return context.x.length;
  const span = truth.x[truth.x.length - 1] - truth.x[0];
  const share = width < NARROW ? CONTEXT_SHARE.narrow : CONTEXT_SHARE.wide;
  return indexAfter(context.x, truth.x[0] - span * share);
}

/** The range of values: it only ever widens while the same runs are shown. */
export function forecastDomain(
  data: Data,
  { frames }: Pick<StageRun, "frames">,
  from: number,
  before: Domain | null,
): Domain {
  const { task, truth, context } = data;
  // Probabilities live on 0..1 whatever has been seen of them.
  if (task.value_range) {
    const [low, high] = task.value_range;
    return [low, task.logarithmic ? high * 1.15 : high + (high - low) * 0.04];
  }
  const seen = unite(extentOf(truth.y), extentOf(context.y, from)) ?? [0, 1];
  const span = seen[1] - seen[0] || Math.abs(seen[1]) || 1;
  const { forecast } = frames;
  const drawn = extentOf(forecast.data, 0, forecast.frames * forecast.length) ?? seen;
  const wanted: Domain = [
    Math.max(seen[0] - span * STRETCH, Math.min(seen[0], drawn[0])) - span * 0.05,
    Math.min(seen[1] + span * STRETCH, Math.max(seen[1], drawn[1])) + span * 0.05,
  ];
  return unite(before, wanted) ?? wanted;
}

export function forecastScale(data: Data, y: Domain, size: Size): ForecastScale {
  const { task, truth, context } = data;
  const rect = { left: 44, right: size.width - 6, top: 6, bottom: size.height - 26 };
  const from = contextStart(data, size.width);
  const first = from < context.x.length ? context.x[from] : truth.x[0] || 0;
  const last = truth.x.length > 0 ? truth.x[truth.x.length - 1] : 1;
  const x: Domain = [first, last > first ? last : first + 1];
  const across = scaleLinear().domain(x).range([rect.left, rect.right]);
  const log = Boolean(task.logarithmic);
  const upwards = (log ? scaleLog() : scaleLinear()).domain(y).range([rect.bottom, rect.top]);
  const yAt = (value: number) => {
    if (!log) return upwards(value);
    // Of the truth, which is 0 where shares should vanish, there is no logarithm and no line.
    return value > 0 ? upwards(Math.max(value, y[0])) : NaN;
  };
  return { rect, x, y, from, xAt: (step) => across(step), yAt, stepAt: (at) => across.invert(at) };
}

/** Index of the test step nearest to a pixel; null left of the test range. */
export function stepUnder(scale: ForecastScale, { truth }: Data, pixel: number): number | null {
  if (truth.x.length === 0) return null;
  const step = scale.stepAt(pixel);
  return step < truth.x[0] - 1 ? null : nearestIndex(truth.x, step);
}
