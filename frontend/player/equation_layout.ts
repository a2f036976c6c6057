// Where the parts of an equation stand: a strip of cells for every column, operators between them,
// and the wires that carry a state to the next step. Pure functions; all lengths are CSS pixels.

import { shadeOf } from "../shared/colour.ts";
import { functionOf, isColumn } from "./columns.ts";
import type { Column, Part, Run } from "./types.ts";

export const STRIPS = { columnWidth: 72, wire: 24 } as const;
const TOP = 4;
const MARGIN = 6;
const LEAST_PITCH = 4.5;
const FEW_UNITS = 6;

export interface PartBox<Kind extends Part = Part> {
  readonly part: Kind;
  readonly x: number;
  readonly width: number;
  readonly middle: number;
}

/** From the middle of one column to the middle of another. */
export interface Wire {
  readonly from: number;
  readonly to: number;
}

export type Point = readonly [number, number];

export interface EquationLayout {
  readonly run: Run;
  readonly narrow: boolean;
  /** Width of the unit numbers on the left. */
  readonly gutter: number;
  readonly parts: readonly PartBox[];
  readonly columns: readonly PartBox<Column>[];
  /** Height of a unit's row, and of all rows. */
  readonly pitch: number;
  readonly height: number;
  /** Width of a column. */
  readonly size: number;
  /** Right end of the last part. */
  readonly right: number;
  /** Above the first row, and below the last one for the wires. */
  readonly top: number;
  readonly foot: number;
  /** top + height + foot. */
  readonly total: number;
  readonly wires: readonly Wire[];
}

function weightOf(part: Part, narrow: boolean): number {
  if (isColumn(part)) return 1;
  if (!functionOf(part.operator)) return 0.6;
  return narrow ? 0.95 : 1.05;
}

function placeParts(run: Run, narrow: boolean, from: number, most: number) {
  const weights = run.parts.map((part) => weightOf(part, narrow));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const size = Math.min(STRIPS.columnWidth, most / total);
  let x = from;
  const parts = run.parts.map((part, k): PartBox => {
    const width = size * weights[k];
    x += width;
    return { part, x: x - width, width, middle: x - width / 2 };
  });
  return { parts, size, right: x };
}

/** The picture of an equation in a room, rows and wires included; where its rows would become
 * lower than 4.5 px it is taller than the room. */
export function equationLayout(run: Run, width: number, height: number): EquationLayout {
  const narrow = width < 560;
  const gutter = narrow ? 24 : 44;
  const { parts, size, right } = placeParts(run, narrow, gutter, width - gutter - 4);
  const columns = parts.filter((box): box is PartBox<Column> => isColumn(box.part));
  const wires = findWires(columns);
  const foot = wires.length > 0 ? STRIPS.wire : MARGIN;
  const most = run.units <= FEW_UNITS ? 24 : 17;
  const pitch = Math.max(LEAST_PITCH, Math.min(most, (height - TOP - foot) / run.units));
  const rows = pitch * run.units;
  return {
    run,
    narrow,
    gutter,
    parts,
    columns,
    pitch,
    height: rows,
    size,
    right,
    top: TOP,
    foot,
    total: TOP + rows + foot,
    wires,
  };
}

// The recorded vector whose value of the step before a column shows.
function fedBy({ transform, source, affine }: Column): string {
  if (transform === "previous") return source;
  return affine === "hidden" ? "hidden" : "";
}

/** A column "previous" is fed by the column of the same source, one step later. */
export function findWires(columns: readonly PartBox<Column>[]): Wire[] {
  return columns.flatMap((to) => {
    const source = fedBy(to.part);
    const from = columns.find(
      ({ part }) => source !== "" && part.source === source && !part.transform,
    );
    return from ? [{ from: from.middle, to: to.middle }] : [];
  });
}

/** Shades 0 to 255 (column, unit) of a step, written into `into` where that is given. */
export function shadesAt(
  run: Run,
  step: number,
  into: Float32Array<ArrayBuffer> = new Float32Array(run.columns.length * run.units),
): Float32Array<ArrayBuffer> {
  run.columns.forEach(({ scale, values, limit }, c) => {
    for (let u = 0; u < run.units; u += 1) {
      into[c * run.units + u] = shadeOf(scale, values[step * run.units + u], limit);
    }
  });
  return into;
}

/** Top and height of a row. Edges on whole device pixels keep thin strips even; the gap between
 * rows goes when there is no room for it. */
export function rowEdges(
  { top, pitch }: Pick<EquationLayout, "top" | "pitch">,
  ratio: number,
  row: number,
): [number, number] {
  const from = Math.round((top + row * pitch) * ratio);
  const to = Math.round((top + (row + 1) * pitch) * ratio);
  const gap = to - from >= 3 ? Math.max(1, Math.round(pitch * ratio * 0.14)) : 0;
  return [from / ratio, (to - from - gap) / ratio];
}

/** The corners of a wire below the strips. */
export function wirePath(
  { top, height }: Pick<EquationLayout, "top" | "height">,
  { from, to }: Wire,
): Point[] {
  const start = top + height + 3;
  const low = start + 11;
  return [
    [from, start],
    [from, low],
    [to, low],
    [to, start + 2],
  ];
}

/** The point after a share of the way along a path of upright and level lines. */
export function pointAlong(points: readonly Point[], share: number): Point {
  const lengths = points
    .slice(1)
    .map(([x, y], k) => Math.abs(x - points[k][0]) + Math.abs(y - points[k][1]));
  let left = share * lengths.reduce((sum, length) => sum + length, 0);
  for (let k = 0; k < lengths.length; k += 1) {
    if (left <= lengths[k] && lengths[k] > 0) {
      const part = left / lengths[k];
      const [[x1, y1], [x2, y2]] = [points[k], points[k + 1]];
      return [x1 + (x2 - x1) * part, y1 + (y2 - y1) * part];
    }
    left -= lengths[k];
  }
  return points[points.length - 1];
}
