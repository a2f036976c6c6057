// The picture of a heatmap: its pixels, and the row of the chosen unit.

import type { Pen } from "../shared/scene.ts";
import type { Theme } from "../shared/theme.ts";
import { type PixelGrid, vectorShades } from "./heat_values.ts";
import type { RecordedVector, Run } from "./types.ts";
import type { Room } from "./view.ts";

/** Height of a heatmap that takes what it needs. */
export function usualHeight(units: number): number {
  return Math.max(24, Math.round(Math.max(1.5, Math.min(16, 176 / units)) * units));
}

/** The pixels of a vector on a canvas of their own, one pixel a value or fewer. */
export function paintVector(
  canvas: HTMLCanvasElement,
  run: Run,
  vector: RecordedVector,
  order: readonly number[],
  grid: PixelGrid,
  theme: Theme,
): void {
  const { across, down } = grid;
  if (canvas.width !== across || canvas.height !== down) {
    canvas.width = across;
    canvas.height = down;
  }
  const context = canvas.getContext("2d");
  if (!context) return;
  const image = context.createImageData(across, down);
  const pixels = new Uint32Array(image.data.buffer);
  const { packed } = theme.scales[vector.scale] ?? theme.scales.state;
  const shades = vectorShades(vector, order, run.steps, grid);
  for (let k = 0; k < shades.length; k += 1) pixels[k] = packed[shades[k]];
  context.putImageData(image, 0, 0);
}

/** The row of the chosen unit in a picture that is saved, with its number beside it. */
export function drawMark(
  pen: Pen,
  place: number,
  unit: number,
  top: number,
  pitch: number,
  { axis, theme }: Room,
): void {
  const middle = top + (place + 0.5) * pitch;
  const tall = Math.max(4, pitch + 1);
  const ring = { stroke: { colour: theme.text, opacity: 0.8 } };
  pen.rect(axis.left - 2, middle - tall / 2, axis.inner + 4, tall, ring, 2);
  pen.text(String(unit), axis.left - 6, middle, {
    colour: theme.text,
    size: 10.5,
    font: theme.font,
    anchor: "end",
    baseline: "middle",
  });
}
