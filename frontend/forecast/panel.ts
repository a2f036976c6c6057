// The two panels, drawn with any pen. What stays while the start moves and what follows it are
// drawn apart, so that a drag draws only the latter; a picture that is saved has all of it.

import type { Pen } from "../shared/scene.ts";
import type { Size } from "../shared/sizes.ts";
import type { Theme } from "../shared/theme.ts";
import { drawAxes, drawEdges, drawTrainingRange } from "./axes.ts";
import { drawForecasts, drawTruth } from "./curves.ts";
import { drawHandle } from "./handle.ts";
import { drawLeaving, drawStrips, footOf } from "./marks.ts";
import type { Model } from "./model.ts";
import { type Scales, scalesOf } from "./scales.ts";
import type { PanelKind, State } from "./state.ts";

/** What one panel is drawn from. */
export interface Scene {
  readonly kind: PanelKind;
  readonly model: Model;
  readonly state: State;
  readonly theme: Theme;
  readonly size: Size;
  readonly scales: Scales;
  /** Room for the strips below the curves. */
  readonly foot: number;
}

export function sceneOf(
  kind: PanelKind,
  model: Model,
  state: State,
  theme: Theme,
  size: Size,
): Scene {
  const foot = kind === "free" ? footOf(model, state) : 0;
  const view = state.view === "unknown" ? null : state.view;
  return { kind, model, state, theme, size, foot, scales: scalesOf(model, view, size, foot) };
}

// A line along the edge is drawn in its full width.
const SLACK = 2;

function withinCurves(pen: Pen, { scales: { rect } }: Scene, draw: () => void): void {
  const height = rect.bottom - rect.top + 2 * SLACK;
  pen.clip(rect.left, rect.top - SLACK, rect.right - rect.left, height, draw);
}

/** What stays while the start moves. */
export function drawStill(pen: Pen, scene: Scene): void {
  drawTrainingRange(pen, scene);
  drawAxes(pen, scene);
  drawEdges(pen, scene);
  withinCurves(pen, scene, () => {
    drawTruth(pen, scene);
    if (scene.kind === "one") drawForecasts(pen, scene);
  });
}

/** What follows the start. */
export function drawMoving(pen: Pen, scene: Scene): void {
  if (scene.kind === "one") return;
  withinCurves(pen, scene, () => drawForecasts(pen, scene));
  drawStrips(pen, scene);
  drawLeaving(pen, scene);
}

/** What follows the pointer. */
export function drawPointer(pen: Pen, { kind, model, state, theme, scales }: Scene): void {
  const { rect, xOf } = scales;
  const inside = (x: number) => Math.max(rect.left, Math.min(rect.right, x));
  if (state.hover) {
    const x = xOf(model.x[state.hover.index]);
    if (Math.abs(inside(x) - x) <= 1) {
      pen.line(x, rect.top, x, rect.bottom, { colour: theme.muted });
    }
  }
  if (kind === "free" || !state.selection) return;
  const [left, right] = state.selection.map((value) => inside(xOf(value))).sort((a, b) => a - b);
  const fill = theme.faint(0.12);
  pen.rect(left, rect.top, right - left, rect.bottom - rect.top, { fill });
}

/** All of a panel, for a picture that is saved. */
export function drawPanel(pen: Pen, scene: Scene): void {
  drawStill(pen, scene);
  drawMoving(pen, scene);
  if (scene.kind === "free") drawHandle(pen, scene);
}
