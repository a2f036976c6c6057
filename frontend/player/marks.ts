// Dots over time.

import type { Pen } from "../shared/scene.ts";

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
