// The handle at the start of the free run, and what a screen reader says of it.

import { setAttribute } from "../shared/elements.ts";
import { type Pen, pathOf, type TextLook } from "../shared/scene.ts";
import { placeName } from "./model.ts";
import type { Scene } from "./panel.ts";
import { startOf } from "./runs.ts";
import { isInside } from "./scales.ts";

const FLAG = { width: 26, height: 18, top: 1, radius: 5 } as const;
const NAME_AWAY = 18;

// It stands where the last true value is: the run begins one step after it.
function handleX({ model, state, scales }: Scene): number {
  return scales.xAt(startOf(model, state) - 1);
}

/** Draws nothing where the start is out of view. */
export function drawHandle(pen: Pen, scene: Scene): void {
  const { model, state, theme, scales } = scene;
  const x = handleX(scene);
  if (!isInside(scales, x, 1)) return;
  const ink = theme.text;
  pen.line(x, NAME_AWAY, x, scales.rect.bottom, { colour: ink, width: 1.5 });
  const left = x - FLAG.width / 2;
  pen.rect(left, FLAG.top, FLAG.width, FLAG.height, { fill: ink, role: "flag" }, FLAG.radius);
  const [before, behind] = [(x - 3.5).toFixed(1), (x + 3.5).toFixed(1)];
  const arrows = pathOf(`M${before} 6l-4 4l4 4M${behind} 6l4 4l-4 4`);
  pen.path(arrows, { stroke: { colour: theme.page, width: 1.75 } });
  const words = `starts at ${placeName(model, startOf(model, state))}`;
  const look: TextLook = { colour: ink, size: 12, font: theme.font };
  const fits = x + NAME_AWAY + pen.measure(words, look) < scales.rect.right;
  if (fits) pen.text(words, x + NAME_AWAY, 14, look);
  else pen.text(words, x - NAME_AWAY, 14, { ...look, anchor: "end" });
}

/** What the slider says. */
export function nameHandle(handle: Element, scene: Scene): void {
  const { model, state, scales } = scene;
  setAttribute(handle, "visibility", isInside(scales, handleX(scene), 1) ? "visible" : "hidden");
  setAttribute(handle, "aria-valuemin", 0);
  setAttribute(handle, "aria-valuemax", model.starts.length - 1);
  setAttribute(handle, "aria-valuenow", state.at);
  setAttribute(handle, "aria-valuetext", placeName(model, startOf(model, state)));
}
