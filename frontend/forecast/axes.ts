// One time axis and one value axis for both panels, so that they can be read together.

import type { Pen, TextLook } from "../shared/scene.ts";
import type { Theme } from "../shared/theme.ts";
import type { Scene } from "./panel.ts";
import { isInside, MARGIN, timeTicks, valueTicks } from "./scales.ts";

const TICK = 4;

/** The text of an axis and of what stands on it. */
export function axisText(theme: Theme, anchor: TextLook["anchor"] = "start"): TextLook {
  return { colour: theme.muted, size: 12, font: theme.font, anchor };
}

export function drawAxes(pen: Pen, { model, scales, theme, foot }: Scene): void {
  const { rect } = scales;
  for (const { value, label } of valueTicks(scales)) {
    const y = Math.round(scales.yAt(value)) + 0.5;
    pen.line(rect.left, y, rect.right, y, { colour: theme.grid });
    pen.text(label, rect.left - 7, y + 4, axisText(theme, "end"));
  }
  const bottom = rect.bottom + foot;
  pen.line(rect.left, bottom + 0.5, rect.right, bottom + 0.5, { colour: theme.axis });
  const look = axisText(theme, "middle");
  for (const { value, label } of timeTicks(model, scales)) {
    const x = scales.xOf(value);
    const half = pen.measure(label, look) / 2;
    pen.line(x, bottom, x, bottom + TICK, { colour: theme.axis });
    // At the edges a label moves inwards, or it would be cut off.
    const middle = Math.max(half, Math.min(rect.right + MARGIN.right - half, x));
    pen.text(label, middle, bottom + 17, look);
  }
}

/** The range of the training part: what lies beyond it is shaded. */
export function drawTrainingRange(pen: Pen, { model, scales, theme }: Scene): void {
  const { rect, yAt } = scales;
  const [low, high] = model.range.map(
    (value) => Math.round(Math.max(rect.top, Math.min(rect.bottom, yAt(value)))) + 0.5,
  );
  const shade = { fill: theme.faint(0.06), role: "training-range" };
  pen.rect(rect.left, rect.top, rect.right - rect.left, high - rect.top, shade);
  pen.rect(rect.left, low, rect.right - rect.left, rect.bottom - low, shade);
  for (const y of [high, low]) {
    if (y <= rect.top + 1 || y >= rect.bottom - 1) continue;
    pen.line(rect.left, y, rect.right, y, { colour: theme.muted, width: 0.75, dash: [2, 3] });
  }
}

/** Where the test range begins and where the data end; named in the upper panel. */
export function drawEdges(pen: Pen, { kind, model, scales, theme }: Scene): void {
  const { rect } = scales;
  const edges = [
    { index: model.testAt, words: "test range", anchor: "start" },
    { index: model.testAt + model.testCount - 1, words: "data end", anchor: "end" },
  ] as const;
  for (const { index, words, anchor } of edges) {
    const x = scales.xAt(index);
    if (!isInside(scales, x)) continue;
    pen.line(x, rect.top, x, rect.bottom, { colour: theme.axis });
    if (kind === "one") pen.text(words, x, rect.top - 6, axisText(theme, anchor));
  }
}
