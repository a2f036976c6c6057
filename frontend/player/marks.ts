// Lines and dots over time.

import { range } from "d3-array";
import { line } from "d3-shape";
import { type Path, type Pen, pathOf } from "../shared/scene.ts";

/** A line through `count` values, broken where there is no number. */
export function linePath(
  count: number,
  valueAt: (place: number) => number,
  xAt: (place: number) => number,
  yAt: (value: number) => number,
): Path {
  const shape = line<number>()
    .digits(2)
    .defined((place) => Number.isFinite(valueAt(place)))
    .x(xAt)
    .y((place) => yAt(valueAt(place)));
  return pathOf(shape(range(count)) ?? "");
}

/** A dot with a ring around it; nothing where there is no number. An empty `fill` leaves the ring. */
export function dot(
  pen: Pen,
  x: number,
  y: number,
  radius: number,
  fill: string,
  ring: string,
): void {
  if (!Number.isFinite(y)) return;
  pen.circle(x, y, radius, {
    fill: fill || undefined,
    stroke: ring ? { colour: ring, width: 1.5 } : undefined,
  });
}
