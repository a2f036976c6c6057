// Lines through many points, as paths for a pen. On a canvas they are drawn without a detour over
// text: a line that moves is made anew with every frame.

import type { Path } from "./scene.ts";

/** A line through points, and dots for points that stand alone between gaps. */
export interface Trace {
  readonly line: Path;
  readonly dots: Path;
}

interface Sink {
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  arc(x: number, y: number, radius: number, from: number, to: number): void;
}

type Draw = (sink: Sink) => void;

function textOf(draw: Draw): string {
  const out: string[] = [];
  const short = (value: number) => String(Math.round(value * 100) / 100);
  draw({
    moveTo: (x, y) => out.push(`M${short(x)},${short(y)}`),
    lineTo: (x, y) => out.push(`L${short(x)},${short(y)}`),
    // Whole circles only: two halves, for an arc to its own beginning is none.
    arc: (x, y, radius) => {
      const [left, right, size] = [short(x - radius), short(x + radius), short(radius)];
      out.push(`M${right},${short(y)}A${size},${size} 0 1 1 ${left},${short(y)}`);
      out.push(`A${size},${size} 0 1 1 ${right},${short(y)}Z`);
    },
  });
  return out.join("");
}

// The text is made when something asks for it: a picture that is saved.
class DrawnPath implements Path {
  drawn?: Path2D;
  private readonly draw: Draw;
  private text: string | null = null;

  constructor(draw: Draw) {
    this.draw = draw;
    if (typeof Path2D === "undefined") return;
    this.drawn = new Path2D();
    draw(this.drawn);
  }

  get d(): string {
    this.text ??= textOf(this.draw);
    return this.text;
  }
}

/** A line through (xAt(k), yAt(k)) in pixels that lifts its pen where y is no number; a point alone
 * becomes a dot. */
export function tracePath(
  count: number,
  xAt: (k: number) => number,
  yAt: (k: number) => number,
  dotRadius: number,
): Trace {
  const xs = Float64Array.from({ length: count }, (_, k) => xAt(k));
  const ys = Float64Array.from({ length: count }, (_, k) => yAt(k));
  const isPoint = (k: number) => Number.isFinite(ys[k]);
  const line = new DrawnPath((sink) => {
    for (let k = 0; k < count; k += 1) {
      if (!isPoint(k)) continue;
      if (isPoint(k - 1)) sink.lineTo(xs[k], ys[k]);
      else sink.moveTo(xs[k], ys[k]);
    }
  });
  const dots = new DrawnPath((sink) => {
    for (let k = 0; k < count; k += 1) {
      if (!isPoint(k) || isPoint(k - 1) || isPoint(k + 1)) continue;
      sink.moveTo(xs[k] + dotRadius, ys[k]);
      sink.arc(xs[k], ys[k], dotRadius, 0, 2 * Math.PI);
    }
  });
  return { line, dots };
}
