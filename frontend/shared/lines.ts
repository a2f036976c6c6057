// Lines and bands through many points, as paths for a pen, by d3. A point between two gaps has no
// neighbour to be joined to: it is drawn as a short dash, or it could not be seen.

import { area, line } from "d3-shape";
import type { Path } from "./scene.ts";

/** Pixels of an index. */
export type At = (place: number) => number;

const HALF_DASH = 3;
const DIGITS = 2;

interface Point {
  readonly x: number;
  /** Index of a value; -1 is a gap. */
  readonly at: number;
}

type Shape = (context: Path2D | null) => string | null;

// d3 draws on whatever has moveTo, lineTo and closePath; its types name a canvas.
function asContext(path: Path2D | null): CanvasRenderingContext2D | null {
  return path as unknown as CanvasRenderingContext2D | null;
}

// A line that moves is made anew with every frame: on a canvas it is drawn without a detour over
// text, and the text is made when something asks for it, as a picture that is saved does.
class ShapedPath implements Path {
  private readonly shape: Shape;
  private text: string | null = null;
  private path: Path2D | undefined;

  constructor(shape: Shape) {
    this.shape = shape;
  }

  get d(): string {
    this.text ??= this.shape(null) ?? "";
    return this.text;
  }

  get drawn(): Path2D | undefined {
    if (!this.path && typeof Path2D !== "undefined") {
      this.path = new Path2D();
      this.shape(this.path);
    }
    return this.path;
  }
}

function pointsOf(count: number, xAt: At, there: (place: number) => boolean): Point[] {
  const points: Point[] = [];
  const seen = (place: number) => place >= 0 && place < count && there(place);
  for (let k = 0; k < count; k += 1) {
    const x = xAt(k);
    if (!there(k)) points.push({ x, at: -1 });
    else if (seen(k - 1) || seen(k + 1)) points.push({ x, at: k });
    else points.push({ x: x - HALF_DASH, at: k }, { x: x + HALF_DASH, at: k });
  }
  return points;
}

/** A line through the points (xAt(k), yAt(k)) in pixels; it lifts its pen where y is no number. */
export function linePath(count: number, xAt: At, yAt: At): Path {
  const ys = Float64Array.from({ length: count }, (_, k) => yAt(k));
  const points = pointsOf(count, xAt, (k) => Number.isFinite(ys[k]));
  const shape = line<Point>()
    .defined(({ at }) => at >= 0)
    .x(({ x }) => x)
    .y(({ at }) => ys[at])
    .digits(DIGITS);
  return new ShapedPath((context) => shape.context(asContext(context))(points) as string | null);
}

/** The area between two lines, wherever both have a number. */
export function bandPath(count: number, xAt: At, lowAt: At, highAt: At): Path {
  const both = (k: number) => Number.isFinite(lowAt(k)) && Number.isFinite(highAt(k));
  const points = pointsOf(count, xAt, both);
  const shape = area<Point>()
    .defined(({ at }) => at >= 0)
    .x(({ x }) => x)
    .y0(({ at }) => lowAt(at))
    .y1(({ at }) => highAt(at))
    .digits(DIGITS);
  return new ShapedPath((context) => shape.context(asContext(context))(points) as string | null);
}
