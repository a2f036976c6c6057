// Axes of a panel: ticks, a quiet grid, and the name of the horizontal axis in its last label.

import type { Pen, TextLook } from "../shared/scene.ts";
import type { Theme } from "../shared/theme.ts";
import type { Tick } from "../shared/ticks.ts";
import type { Rect } from "./layers.ts";

const AXIS_FONT_PX = 12;

/** The look of an axis' texts. */
export function axisText(theme: Theme, more: Partial<TextLook> = {}): TextLook {
  return { colour: theme.muted, size: AXIS_FONT_PX, font: theme.font, ...more };
}

interface PlacedLabel {
  readonly text: string;
  /** Its middle. */
  readonly x: number;
}

/** Labels that do not touch, from the right. The last tick carries the axis' name ("epoch 60"),
 * which costs no row of its own. */
export function placeXLabels(
  { left, right }: Pick<Rect, "left" | "right">,
  ticks: readonly Tick[],
  xAt: (value: number) => number,
  name: string,
  widthOf: (text: string) => number,
): readonly PlacedLabel[] {
  const placed: PlacedLabel[] = [];
  let limit = right + 6;
  for (const tick of [...ticks].reverse()) {
    const at = xAt(tick.value);
    if (at <= left - 1 || at >= right + 1) continue;
    const text = placed.length > 0 ? tick.label : `${name} ${tick.label}`;
    const half = widthOf(text) / 2;
    if (placed.length > 0 && at + half > limit) continue;
    const x = Math.max(half, Math.min(at, limit - half));
    placed.push({ text, x });
    limit = x - half - 10;
  }
  return placed;
}

export function drawXAxis(
  pen: Pen,
  rect: Rect,
  ticks: readonly Tick[],
  xAt: (value: number) => number,
  name: string,
  theme: Theme,
): void {
  const { left, right, bottom } = rect;
  const look = axisText(theme, { anchor: "middle", baseline: "top" });
  const widthOf = (text: string) => pen.measure(text, look);
  for (const { text, x } of placeXLabels(rect, ticks, xAt, name, widthOf)) {
    pen.text(text, x, bottom + 7, look);
  }
  const stroke = { colour: theme.axis };
  for (const tick of ticks) {
    const x = Math.round(xAt(tick.value)) + 0.5;
    if (x >= left - 1 && x <= right + 1) pen.line(x, bottom, x, bottom + 4, stroke);
  }
  pen.line(left, bottom + 0.5, right, bottom + 0.5, stroke);
}

export function drawYAxis(
  pen: Pen,
  { left, right, top, bottom }: Rect,
  ticks: readonly Tick[],
  yAt: (value: number) => number,
  theme: Theme,
): void {
  const look = axisText(theme, { anchor: "end", baseline: "middle" });
  for (const tick of ticks) {
    const y = yAt(tick.value);
    if (!(y >= top - 1 && y <= bottom + 1)) continue;
    const crisp = Math.round(y) + 0.5;
    pen.line(left, crisp, right, crisp, { colour: theme.grid });
    pen.text(tick.label, left - 6, y, look);
  }
}
