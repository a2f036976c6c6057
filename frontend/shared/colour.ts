// Colours of values. Hues come from rnnviz/palette.py with the packet; the page shows through
// where a value is 0, so both scales work on a light and on a dark page.

import { color, rgb } from "d3-color";
import { interpolateRgb } from "d3-interpolate";
import type { Palette } from "./packet_types.ts";

export type { Palette };

/** Red, green and blue, 0 to 255. */
export type Rgb = readonly [number, number, number];

export function toRgb(colour: string): Rgb {
  const { r, g, b } = rgb(colour);
  return [Math.round(r), Math.round(g), Math.round(b)];
}

export function cssRgb([red, green, blue]: Rgb): string {
  return rgb(red, green, blue).formatRgb();
}

/** `share` of the second colour in the first. */
export function mix(first: string, second: string, share: number): string {
  return interpolateRgb(first, second)(share);
}

export function withAlpha(colour: string, alpha: number): string {
  return color(colour)?.copy({ opacity: alpha }).formatRgb() ?? colour;
}

/** Relative luminance as WCAG 2 defines it. */
export function luminance(colour: string): number {
  const [red, green, blue] = toRgb(colour).map((value) => {
    const part = value / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Contrast ratio as WCAG 2 defines it, 1 to 21. */
export function contrastRatio(first: string, second: string): number {
  const [low, high] = [luminance(first), luminance(second)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** The colour itself, or its nearest darker or lighter neighbour that can be read as text. */
export function readableOn(colour: string, background: string, ratio = 4.6): string {
  const end = luminance(background) > 0.4 ? "rgb(0, 0, 0)" : "rgb(255, 255, 255)";
  for (let share = 0; share < 1; share += 0.04) {
    const mixed = mix(colour, end, share);
    if (contrastRatio(mixed, background) >= ratio) return mixed;
  }
  return end;
}

/** The colours of one scale: packed for ImageData, and as CSS, both by shade 0 to 255. */
export interface Scale {
  readonly packed: Uint32Array;
  readonly css: readonly string[];
}

/** By the name of a scale: "state" and the gates. */
export type Scales = Readonly<Record<string, Scale>>;

const SHADES = 256;

function buildScale(colourAt: (fraction: number) => readonly [Rgb, number]): Scale {
  const packed = new Uint32Array(SHADES);
  const css: string[] = [];
  for (let k = 0; k < SHADES; k += 1) {
    const [[red, green, blue], opacity] = colourAt(k / (SHADES - 1));
    const alpha = Math.round(opacity * 255);
    // Little-endian RGBA, as ImageData seen through a Uint32Array has it.
    packed[k] = ((alpha << 24) | (blue << 16) | (green << 8) | red) >>> 0;
    css.push(`rgba(${red}, ${green}, ${blue}, ${(alpha / 255).toFixed(3)})`);
  }
  return { packed, css };
}

export function buildScales(palette: Palette): Scales {
  const [negative, positive] = [toRgb(palette.negative), toRgb(palette.positive)];
  const state = buildScale((fraction) => {
    const signed = 2 * fraction - 1;
    // 0 lies between two shades: both are nothing, or zeros get a tint.
    if (Math.abs(signed) < 1.5 / SHADES) return [[0, 0, 0], 0];
    // The root lifts small values: on a dark page they would drown in the background.
    return [signed < 0 ? negative : positive, Math.abs(signed) ** 0.7];
  });
  const gates = Object.entries(palette.gates).map(([gate, hue]) => {
    const colour = toRgb(hue);
    return [gate, buildScale((fraction) => [colour, 0.06 + 0.94 * fraction])] as const;
  });
  return { state, ...Object.fromEntries(gates) };
}

/** Shade 0 to 255 of a value. States lie in -limit..limit, gates in 0..1; what is no number is
 * drawn as nothing. */
export function shadeOf(scale: string, value: number, limit: number): number {
  if (!Number.isFinite(value)) return scale === "state" ? 128 : 0;
  const fraction = scale === "state" ? (value / limit + 1) / 2 : value;
  return Math.max(0, Math.min(255, Math.round(fraction * 255)));
}
