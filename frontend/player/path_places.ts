// Where the path of a state stands in a box, in two of its principal components or in three that
// are turned. Pure functions.

import { extent } from "d3-array";
import type { StatePath } from "./types.ts";

/** Angles in radians, about the upright axis and over the level one. */
export interface Turn {
  readonly about: number;
  readonly over: number;
}

export interface PathBox {
  readonly width: number;
  readonly height: number;
  readonly margin: number;
}

/** x and y of every step, (step, 2). One scale for both axes: a circle stays a circle. In three
 * dimensions the scale is that of the largest distance from the origin, so that turning keeps it. */
export function placePath(
  { points, size }: StatePath,
  steps: number,
  dimensions: 2 | 3,
  turn: Turn,
  { width, height, margin }: PathBox,
): Float64Array {
  const flat = new Float64Array(2 * steps);
  let reach = 1e-9;
  for (let t = 0; t < steps; t += 1) {
    const at = (axis: number) => (axis < size ? points[t * size + axis] : 0);
    reach = Math.max(reach, Math.hypot(at(0), at(1), dimensions === 3 ? at(2) : 0));
    [flat[2 * t], flat[2 * t + 1]] =
      dimensions === 2 ? [at(0), at(1)] : turned(at(0), at(1), at(2), turn);
  }
  const [xs, ys] = [0, 1].map((axis) => extent(flat.filter((_, k) => k % 2 === axis)));
  const whole = { x: [-reach, reach], y: [-reach, reach] };
  const seen = { x: [xs[0] ?? 0, xs[1] ?? 0], y: [ys[0] ?? 0, ys[1] ?? 0] };
  const { x, y } = dimensions === 2 ? seen : whole;
  const scale = Math.min(
    (width - 2 * margin) / Math.max(x[1] - x[0], 1e-9),
    (height - 2 * margin) / Math.max(y[1] - y[0], 1e-9),
  );
  for (let t = 0; t < steps; t += 1) {
    flat[2 * t] = width / 2 + (flat[2 * t] - (x[0] + x[1]) / 2) * scale;
    flat[2 * t + 1] = height / 2 - (flat[2 * t + 1] - (y[0] + y[1]) / 2) * scale;
  }
  return flat;
}

function turned(x: number, y: number, z: number, { about, over }: Turn): [number, number] {
  const depth = x * Math.sin(about) + z * Math.cos(about);
  return [x * Math.cos(about) - z * Math.sin(about), y * Math.cos(over) + depth * Math.sin(over)];
}

/** The step nearest to a place, within `most` pixels; null where there is none. */
export function nearestStep(
  places: Float64Array,
  x: number,
  y: number,
  most: number,
): number | null {
  let best = most;
  let found: number | null = null;
  for (let t = 0; 2 * t < places.length; t += 1) {
    const distance = Math.hypot(places[2 * t] - x, places[2 * t + 1] - y);
    if (distance >= best) continue;
    best = distance;
    found = t;
  }
  return found;
}
