// The columns of an equation: one strip a unit, the row pointed at, and the wires that carry a
// state to the next step.

import type { CanvasPen } from "../shared/canvas_pen.ts";
import type { Scale } from "../shared/colour.ts";
import { type Look, type Path, type Pen, pathOf, type TextLook } from "../shared/scene.ts";
import type { Theme } from "../shared/theme.ts";
import {
  type EquationLayout,
  type Point,
  pointAlong,
  rowEdges,
  wirePath,
} from "./equation_layout.ts";

/** What is drawn of one layout, with all that a step does not change made beforehand. */
export interface StripsScene {
  readonly layout: EquationLayout;
  /** (row,): top and height of the strips. */
  readonly tops: Float64Array;
  readonly heights: Float64Array;
  readonly wires: readonly { readonly points: readonly Point[]; readonly path: Path }[];
}

// A line through corners that are rounded off.
function roundedPath(points: readonly Point[], radius: number): Path {
  const toward = ([x, y]: Point, [a, b]: Point): Point => {
    const share = Math.min(1, radius / (Math.hypot(a - x, b - y) || 1));
    return [x + (a - x) * share, y + (b - y) * share];
  };
  const parts = points.map((point, k) => {
    if (k === 0) return `M${point}`;
    if (k === points.length - 1) return `L${point}`;
    return `L${toward(point, points[k - 1])}Q${point} ${toward(point, points[k + 1])}`;
  });
  return pathOf(parts.join(""));
}

/** `ratio`: device pixels a CSS pixel. */
export function stripsScene(layout: EquationLayout, ratio: number): StripsScene {
  const { units } = layout.run;
  const tops = new Float64Array(units);
  const heights = new Float64Array(units);
  for (let row = 0; row < units; row += 1) {
    [tops[row], heights[row]] = rowEdges(layout, ratio, row);
  }
  const wires = layout.wires.map((wire) => {
    const points = wirePath(layout, wire);
    return { points, path: roundedPath(points, 5) };
  });
  return { layout, tops, heights, wires };
}

/** What changes from frame to frame. `shades`: (column, unit), 0 to 255; `order`: units from the top
 * row down; `ratio`: device pixels a CSS pixel. */
export interface StripsMoment {
  readonly theme: Theme;
  readonly order: readonly number[];
  readonly shades: Float32Array;
  readonly ratio: number;
}

const fills = new WeakMap<Scale, readonly Look[]>();

/** How a cell of every shade is drawn; made once for a scale. */
export function shadeFills(scale: Scale): readonly Look[] {
  const known = fills.get(scale);
  if (known) return known;
  const made = scale.css.map((fill) => ({ fill }));
  fills.set(scale, made);
  return made;
}

/** `shades`: (column, unit), 0 to 255; `order`: units from the top row down. */
export function drawStrips(
  pen: Pen,
  { layout, tops, heights }: StripsScene,
  theme: Theme,
  order: readonly number[],
  shades: Float32Array,
): void {
  const { columns, run } = layout;
  const ground = { fill: theme.faint(0.045) };
  for (let c = 0; c < columns.length; c += 1) {
    const { x, width, part } = columns[c];
    const looks = shadeFills(theme.scales[part.scale] ?? theme.scales.state);
    pen.rect(x, layout.top, width, layout.height, ground);
    for (let row = 0; row < order.length; row += 1) {
      const shade = Math.round(shades[c * run.units + order[row]]);
      pen.rect(x, tops[row], width, heights[row], looks[shade]);
    }
  }
}

/** The strips as pixels: a column of one pixel each, in rows as high as on the screen. */
export interface StripCells {
  readonly canvas: HTMLCanvasElement;
  readonly image: ImageData;
  /** The same bytes, one number a pixel. */
  readonly pixels: Uint32Array;
  /** (row, 2): first pixel of a row of cells, and the one behind its last. */
  readonly rows: Int32Array;
}

/** `ratio`: that of the scene. */
export function stripCells({ layout, tops, heights }: StripsScene, ratio: number): StripCells {
  const top = Math.round(layout.top * ratio);
  const rows = new Int32Array(2 * layout.run.units);
  tops.forEach((y, row) => {
    rows[2 * row] = Math.round(y * ratio) - top;
    rows[2 * row + 1] = Math.round((y + heights[row]) * ratio) - top;
  });
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, layout.columns.length);
  canvas.height = Math.max(1, Math.round((layout.top + layout.height) * ratio) - top);
  const image = new ImageData(canvas.width, canvas.height);
  return { canvas, image, pixels: new Uint32Array(image.data.buffer), rows };
}

/** What `drawStrips` draws, as one small image: thousands of rectangles a step would cost a frame. */
export function paintStrips(
  pen: CanvasPen,
  { layout, tops }: StripsScene,
  { canvas, image, pixels, rows }: StripCells,
  { theme, order, shades, ratio }: StripsMoment,
): void {
  const { columns, run } = layout;
  const across = canvas.width;
  columns.forEach(({ part }, c) => {
    const { packed } = theme.scales[part.scale] ?? theme.scales.state;
    for (let row = 0; row < order.length; row += 1) {
      const colour = packed[Math.round(shades[c * run.units + order[row]])];
      const end = rows[2 * row + 1] * across;
      for (let k = rows[2 * row] * across + c; k < end; k += across) pixels[k] = colour;
    }
  });
  canvas.getContext("2d")?.putImageData(image, 0, 0);
  const ground = { fill: theme.faint(0.045) };
  columns.forEach(({ x, width }, c) => {
    pen.rect(x, layout.top, width, layout.height, ground);
    pen.column(canvas, c, x, tops[0], width, canvas.height / ratio);
  });
}

/** Numbers of the units, as many as there is room for; that of the chosen one always. */
export function drawUnitLabels(
  pen: Pen,
  { layout }: StripsScene,
  theme: Theme,
  order: readonly number[],
  chosen: number,
): void {
  const every = Math.max(1, Math.ceil(11 / layout.pitch));
  const chosenRow = order.indexOf(chosen);
  const look: TextLook = {
    colour: theme.muted,
    size: layout.narrow ? 9 : 10.5,
    font: theme.font,
    anchor: "end",
    baseline: "middle",
  };
  const strong: TextLook = { ...look, colour: theme.text, size: look.size + 1, weight: 600 };
  order.forEach((unit, row) => {
    const near = Math.abs(row - chosenRow) * layout.pitch < 11;
    if (row !== chosenRow && (row % every !== 0 || near)) return;
    const y = layout.top + (row + 0.46) * layout.pitch;
    pen.text(String(unit), layout.gutter - 7, y, row === chosenRow ? strong : look);
  });
}

export function drawRowMark(
  pen: Pen,
  { layout }: StripsScene,
  theme: Theme,
  row: number,
  pinned: boolean,
): void {
  if (row < 0) return;
  const height = Math.max(6, layout.pitch + 1.5);
  const y = layout.top + (row + 0.44) * layout.pitch - height / 2;
  const stroke = { colour: theme.text, width: pinned ? 2 : 1.2 };
  const width = layout.right - layout.gutter + 6;
  pen.rect(layout.gutter - 4, y, width, height, { stroke }, 3);
}

// On the wire where it is long enough, else left of its end.
function drawWireLabel(
  pen: Pen,
  theme: Theme,
  text: string,
  from: Point,
  to: Point,
  size: number,
): void {
  const look: TextLook = {
    colour: theme.muted,
    size,
    font: theme.font,
    anchor: "middle",
    baseline: "middle",
  };
  const half = pen.measure(text, look) / 2 + 6;
  const fits = from[0] - to[0] > 2 * half + 16;
  const middle = fits ? (from[0] + to[0]) / 2 : to[0] - half - 6;
  pen.rect(middle - half, from[1] - 5, 2 * half, 10, { fill: theme.panel });
  pen.text(text, middle, from[1], look);
}

/** The wires say where the left columns come from. */
export function drawWires(pen: Pen, { layout, wires }: StripsScene, theme: Theme): void {
  const colour = theme.faint(0.42);
  const { narrow, run } = layout;
  const place = run.reverse ? "to the step on the left" : "to the next step";
  const text = narrow ? place : `carried ${place}`;
  for (const { points, path } of wires) {
    pen.path(path, { stroke: { colour, width: 1.2 } });
    const [x, y] = points[points.length - 1];
    const head = pathOf(`M${x} ${y - 3}L${x - 3.5} ${y + 3}L${x + 3.5} ${y + 3}Z`);
    pen.path(head, { fill: colour });
    drawWireLabel(pen, theme, text, points[1], points[2], narrow ? 10 : 11);
  }
}

/** Dots that run along the wires when time moves on; `share` of the way is done. */
export function drawPulses(pen: Pen, { wires }: StripsScene, theme: Theme, share: number): void {
  for (const { points } of wires) {
    const [x, y] = pointAlong(points, share);
    pen.circle(x, y, 3.5, { fill: theme.text });
  }
}
