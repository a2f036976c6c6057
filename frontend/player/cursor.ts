// The cursor of a column: one line at the step, through everything that stands in it.

import { element } from "../shared/elements.ts";
import type { TimeAxis } from "./time_axis.ts";

export interface Cursor {
  readonly root: HTMLElement;
  resize(axis: TimeAxis): void;
  show(step: number): void;
}

const LEAST_WIDTH = 4;

export function createCursor(): Cursor {
  const root = element("div", { class: "cursor", "data-role": "cursor", "aria-hidden": "true" });
  let axis: TimeAxis | null = null;
  let width = 0;
  return {
    root,
    resize(next) {
      axis = next;
      width = Math.max(LEAST_WIDTH, axis.pitch + 2);
      root.style.width = `${width}px`;
    },
    show(step) {
      if (axis) root.style.transform = `translateX(${axis.xAt(step) - width / 2}px)`;
    },
  };
}
