// The cursor of a column: one frame around the step, through everything that stands in it.

import { pixelRatio } from "../shared/canvas_pen.ts";
import { element } from "../shared/elements.ts";
import type { TimeAxis } from "./time_axis.ts";

export interface Cursor {
  readonly root: HTMLElement;
  resize(axis: TimeAxis): void;
  show(step: number): void;
}

const LEAST_WIDTH = 4;

/** Its element is as large as the column, and what moves is its ground: where an element moves, the
 * browser sorts all layers of the page anew, with every step. */
export function createCursor(): Cursor {
  const root = element("div", { class: "cursor", "data-role": "cursor", "aria-hidden": "true" });
  let axis: TimeAxis | null = null;
  let [width, line] = [0, 1];
  return {
    root,
    resize(next) {
      axis = next;
      const ratio = pixelRatio();
      width = Math.round(Math.max(LEAST_WIDTH, axis.pitch + 2) * ratio) / ratio;
      line = Math.floor(1.5 * ratio) / ratio;
      root.style.width = `${axis.width}px`;
      const [upright, level] = [`${line}px 100%`, `${width}px ${line}px`];
      root.style.backgroundSize = [upright, upright, level, level].join(", ");
    },
    show(step) {
      if (!axis) return;
      const ratio = pixelRatio();
      const left = Math.round((axis.xAt(step) - width / 2) * ratio) / ratio;
      const right = left + width - line;
      root.style.backgroundPositionX = `${left}px, ${right}px, ${left}px, ${left}px`;
    },
  };
}
