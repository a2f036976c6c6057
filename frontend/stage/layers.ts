// Canvases laid over each other in one box: what changes seldom below, what moves above.

import { type CanvasPen, penOn } from "../shared/canvas_pen.ts";
import { element } from "../shared/elements.ts";
import type { Pen } from "../shared/scene.ts";
import type { Size } from "../shared/sizes.ts";

/** Where within a box something is drawn, in CSS pixels. */
export interface Rect {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface Layers {
  /** The box has a size now; says whether it is another one than before. */
  fit(size: Size): boolean;
  /** An emptied layer; null where the browser draws none. */
  back(): CanvasPen | null;
  front(): CanvasPen | null;
  /** Device pixels in a CSS pixel. */
  ratio(): number;
}

/** Two layers in a box, the front one over the back one. */
export function createLayers(box: HTMLElement): Layers {
  const [back, front] = [0, 1].map(() => element("canvas", { "aria-hidden": "true" }));
  box.append(back, front);
  let [width, height, ratio] = [0, 0, 1];
  return {
    fit(size) {
      const now = Math.min(3, window.devicePixelRatio || 1);
      if (width === size.width && height === size.height && ratio === now) return false;
      [width, height, ratio] = [size.width, size.height, now];
      return true;
    },
    back: () => penOn(back, width, height),
    front: () => penOn(front, width, height),
    ratio: () => ratio,
  };
}

/** Draws inside a rectangle only, with a little room for lines on its edges. */
export function clipped(
  pen: Pen,
  { left, right, top, bottom }: Rect,
  margin: number,
  draw: () => void,
): void {
  pen.clip(left, top - margin, right - left + 2, bottom - top + 2 * margin, draw);
}
