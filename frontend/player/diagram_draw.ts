// The wiring diagram of one run, drawn with a pen: what stays, what one step fills in, and the dots
// that run along the wires. All places are those of the plan times a scale.

import { shadeOf } from "../shared/colour.ts";
import { formatScaled, formatSigned } from "../shared/numbers.ts";
import { type Path, type Pen, pathOf, type TextLook } from "../shared/scene.ts";
import type { Theme } from "../shared/theme.ts";
import { type DiagramColumn, type DiagramPlan, STRIP, type VectorBox } from "./diagram_layouts.ts";
import { type Point, pointAlong } from "./equation_layout.ts";
import { shadeFills } from "./strips.ts";
import { drawSymbol } from "./symbol.ts";

export interface DiagramVector {
  readonly box: VectorBox;
  readonly column: DiagramColumn;
}

// In a smaller drawing the words at the ends of the wires have no room.
const ENDS_FROM = 0.75;

interface SceneWire {
  readonly from: string;
  /** Already scaled. */
  readonly points: readonly Point[];
  readonly path: Path;
  readonly head: Path;
}

export interface DiagramScene {
  readonly plan: DiagramPlan;
  readonly scale: number;
  readonly vectors: readonly DiagramVector[];
  readonly wires: readonly SceneWire[];
}

/** The rows of a vector: units in the run's order, inputs in their own. */
export function rowsOf(
  { size, ofUnits }: DiagramColumn,
  order: readonly number[],
): readonly number[] {
  return ofUnits ? order : Array.from({ length: size }, (_, k) => k);
}

/** The number beside a vector; inputs have one only where there is a single one. */
export function vectorText(column: DiagramColumn, step: number, unit: number): string {
  const { values, size, scale, ofUnits } = column;
  if (ofUnits) return formatScaled(values[step * size + unit], scale);
  return size === 1 ? formatSigned(values[step]) : "";
}

// A triangle with its point at the end of a wire.
function arrowHead(points: readonly Point[], scale: number): Path {
  const [[a, b], [x, y]] = points.slice(-2);
  const length = Math.hypot(x - a, y - b) || 1;
  const [dx, dy] = [((x - a) / length) * 9 * scale, ((y - b) / length) * 9 * scale];
  const [left, right] = [
    `${x - dx - dy / 2} ${y - dy + dx / 2}`,
    `${x - dx + dy / 2} ${y - dy - dx / 2}`,
  ];
  return pathOf(`M${x} ${y}L${left}L${right}Z`);
}

export function diagramScene(
  plan: DiagramPlan,
  vectors: readonly DiagramVector[],
  scale: number,
): DiagramScene {
  const wires = plan.wires.map(([from, corners]) => {
    const points = corners.map(([x, y]): Point => [x * scale, y * scale]);
    const path = pathOf(points.map(([x, y], k) => `${k ? "L" : "M"}${x} ${y}`).join(""));
    return { from, points, path, head: arrowHead(points, scale) };
  });
  return { plan, scale, vectors, wires };
}

function drawWires(pen: Pen, { wires, scale }: DiagramScene, theme: Theme): void {
  const stroke = { colour: theme.faint(0.45), width: 1.5 * scale };
  const head = { fill: theme.faint(0.6) };
  for (const wire of wires) {
    pen.path(wire.path, { stroke });
    pen.path(wire.head, head);
  }
}

/** Text gives way less than the drawing: it must still be read. */
export function textSize(scale: number): number {
  return Math.max(11, 13 * scale);
}

function drawSigns(pen: Pen, { plan, scale }: DiagramScene, theme: Theme): void {
  const look = { fill: theme.page, stroke: { colour: theme.faint(0.45), width: 1.2 * scale } };
  const text: TextLook = {
    colour: theme.text,
    size: textSize(scale),
    font: theme.font,
    anchor: "middle",
    baseline: "middle",
  };
  for (const [name, x, y] of plan.pills) {
    const half = Math.max(26, name.length * 4.6 + 5) * scale;
    const tall = 26 * scale;
    pen.rect(x * scale - half, y * scale - tall / 2, 2 * half, tall, look, 6 * scale);
    pen.text(name, x * scale, y * scale, text);
  }
  for (const [sign, x, y] of plan.operators) {
    pen.circle(x * scale, y * scale, 13 * scale, look);
    pen.text(sign, x * scale, y * scale, { ...text, size: 19 * scale });
  }
  if (scale < ENDS_FROM) return;
  const muted: TextLook = { ...text, colour: theme.muted, size: 12 * scale, anchor: "end" };
  for (const [name, x, y] of plan.ends) {
    pen.text(name, x * scale, y * scale, { ...muted, baseline: "alphabetic" });
  }
}

/** What no step changes. */
export function drawDiagramBase(pen: Pen, scene: DiagramScene, theme: Theme): void {
  const { vectors, scale } = scene;
  drawWires(pen, scene, theme);
  drawSigns(pen, scene, theme);
  for (const { box, column } of vectors) {
    const [left, top] = cornerOf(box, scale);
    const [wide, tall] = [STRIP.width * scale, STRIP.height * scale];
    pen.rect(left - 3, top - 3, wide + 6, tall + 6, { fill: theme.panel }, 4);
    drawSymbol(pen, column, (box.x + 18) * scale, top + 11 * scale, {
      size: Math.max(14, 18 * scale),
      colour: theme.text,
      ground: theme.panel,
    });
  }
}

/** Left and top of a vector, scaled. */
export function cornerOf({ x, y }: VectorBox, scale: number): readonly [number, number] {
  return [(x - STRIP.width / 2) * scale, (y - STRIP.height / 2) * scale];
}

/** Where the number beside a vector stands: its left end and base line. */
export function valuePlace({ x, y }: VectorBox, scale: number): readonly [number, number] {
  return [(x + 18) * scale, (y + STRIP.height / 2 - 2) * scale];
}

/** The values of one step, and the row of the chosen unit. */
export function drawDiagramMoment(
  pen: Pen,
  { vectors, scale }: DiagramScene,
  theme: Theme,
  step: number,
  unit: number,
  order: readonly number[],
): void {
  const wide = STRIP.width * scale;
  const stroke = { colour: theme.text, width: 1.6 };
  for (const { box, column } of vectors) {
    const [left, top] = cornerOf(box, scale);
    const rows = rowsOf(column, order);
    const pitch = (STRIP.height * scale) / rows.length;
    const tall = Math.max(0.5, pitch > 3 ? pitch - 0.8 : pitch);
    const fills = shadeFills(theme.scales[column.scale] ?? theme.scales.state);
    for (let row = 0; row < rows.length; row += 1) {
      const value = column.values[step * column.size + rows[row]];
      const look = fills[shadeOf(column.scale, value, column.limit)];
      pen.rect(left, top + row * pitch, wide, tall, look);
    }
    if (!column.ofUnits) continue;
    const y = top + rows.indexOf(unit) * pitch - 0.8;
    pen.rect(left - 2.5, y, wide + 5, Math.max(4, pitch + 1), { stroke }, 2);
  }
}

/** The numbers beside the vectors, for a picture that is saved; on screen they are texts. */
export function drawDiagramValues(
  pen: Pen,
  { vectors, scale }: DiagramScene,
  theme: Theme,
  step: number,
  unit: number,
): void {
  for (const { box, column } of vectors) {
    const [x, y] = valuePlace(box, scale);
    pen.text(vectorText(column, step, unit), x, y, {
      colour: theme.scaleText(column.scale),
      size: textSize(scale),
      font: theme.mono,
      halo: theme.panel,
    });
  }
}

/** The value of the marked unit runs along every wire, in its colour. */
export function drawDiagramFlow(
  pen: Pen,
  { wires, vectors, scale }: DiagramScene,
  theme: Theme,
  step: number,
  unit: number,
  share: number,
): void {
  const stroke = { colour: theme.text, width: 1 };
  for (const { from, points } of wires) {
    const column = vectors.find(({ box }) => box.key === from)?.column;
    if (!column?.ofUnits) continue;
    const { css } = theme.scales[column.scale] ?? theme.scales.state;
    const value = column.values[step * column.size + unit];
    const [x, y] = pointAlong(points, share);
    pen.circle(x, y, 5 * scale, { fill: css[shadeOf(column.scale, value, column.limit)], stroke });
  }
}
