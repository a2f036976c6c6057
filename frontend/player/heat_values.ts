// Many values as few pixels: the one farthest from the middle stands for the others, so that no
// spike is averaged away. Pure functions.

import { shadeOf } from "../shared/colour.ts";
import type { Overview, RecordedVector, Values } from "./types.ts";

/** Pixels of a picture of values: across over steps, down over units. */
export interface PixelGrid {
  readonly across: number;
  readonly down: number;
}

function everyShade(
  values: Values,
  scale: string,
  limit: number,
  order: readonly number[],
  steps: number,
): Uint8Array {
  const units = order.length;
  const shades = new Uint8Array(units * steps);
  for (let row = 0; row < units; row += 1) {
    const unit = order[row];
    for (let t = 0; t < steps; t += 1) {
      shades[row * steps + t] = shadeOf(scale, values[t * units + unit], limit);
    }
  }
  return shades;
}

/** Shades 0 to 255 of a vector, (down, across) from the top left corner on. `order` are the units
 * from the top row down; a grid has no more pixels than values. */
export function vectorShades(
  { values, scale, limit }: RecordedVector,
  order: readonly number[],
  steps: number,
  { across, down }: PixelGrid,
): Uint8Array {
  const units = order.length;
  // Where each value has its own pixel none has to be chosen; epochs are scrubbed at this speed.
  if (across === steps && down === units) return everyShade(values, scale, limit, order, steps);
  const middle = scale === "state" ? 127.5 : 128;
  const shades = new Uint8Array(across * down);
  const farthest = new Float32Array(across * down).fill(-1);
  for (let row = 0; row < units; row += 1) {
    const unit = order[row];
    const line = Math.floor((row * down) / units) * across;
    for (let t = 0; t < steps; t += 1) {
      const place = line + Math.floor((t * across) / steps);
      const shade = shadeOf(scale, values[t * units + unit], limit);
      const distance = Math.abs(shade - middle);
      if (distance <= farthest[place]) continue;
      farthest[place] = distance;
      shades[place] = shade;
    }
  }
  return shades;
}

/** Hidden states of a whole sequence, -127 to 127, (down, stretches): of the lowest and the highest
 * value of a stretch the one farther from 0, and of the units that share a line likewise. */
export function overviewValues(
  { low, high, stretches }: Overview,
  units: number,
  down: number,
): Int8Array {
  const found = new Int8Array(stretches * down);
  for (let unit = 0; unit < units; unit += 1) {
    const line = Math.floor((unit * down) / units) * stretches;
    for (let s = 0; s < stretches; s += 1) {
      const [a, b] = [low[s * units + unit], high[s * units + unit]];
      const value = Math.abs(a) > Math.abs(b) ? a : b;
      if (Math.abs(value) > Math.abs(found[line + s])) found[line + s] = value;
    }
  }
  return found;
}
