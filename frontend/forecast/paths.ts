// Curves with gaps. A point between two gaps has no neighbour to be joined to: it is drawn as a
// short dash, or it could not be seen.

import { area, line } from "d3-shape";
import { type Path, pathOf } from "../shared/scene.ts";

const HALF_DASH = 3;
const DIGITS = 1;

export type At = (value: number) => number;

interface Point {
  readonly x: number;
  /** Indices of the values; -1 is a gap. */
  readonly at: number;
}

function pointsOf(count: number, there: (k: number) => boolean, xAt: At): Point[] {
  const points: Point[] = [];
  const seen = (k: number) => k >= 0 && k < count && there(k);
  for (let k = 0; k < count; k += 1) {
    const x = xAt(k);
    if (!there(k)) points.push({ x, at: -1 });
    else if (seen(k - 1) || seen(k + 1)) points.push({ x, at: k });
    else points.push({ x: x - HALF_DASH, at: k }, { x: x + HALF_DASH, at: k });
  }
  return points;
}

/** A line through the finite values; `xAt` takes an index, `yAt` a value. */
export function linePath(values: ArrayLike<number>, xAt: At, yAt: At): Path {
  const draw = line<Point>()
    .defined(({ at }) => at >= 0)
    .x(({ x }) => x)
    .y(({ at }) => yAt(values[at]))
    .digits(DIGITS);
  const points = pointsOf(values.length, (k) => Number.isFinite(values[k]), xAt);
  return pathOf(draw(points) ?? "");
}

/** The area between two rows of values, wherever both are finite. */
export function bandPath(low: ArrayLike<number>, high: ArrayLike<number>, xAt: At, yAt: At): Path {
  const draw = area<Point>()
    .defined(({ at }) => at >= 0)
    .x(({ x }) => x)
    .y0(({ at }) => yAt(low[at]))
    .y1(({ at }) => yAt(high[at]))
    .digits(DIGITS);
  const both = (k: number) => Number.isFinite(low[k]) && Number.isFinite(high[k]);
  return pathOf(draw(pointsOf(low.length, both, xAt)) ?? "");
}
