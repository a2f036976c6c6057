// How to zoom, said once, and in the same place the way back while a part is shown.

import { element, setAttribute } from "../shared/elements.ts";
import type { Domain } from "../shared/ticks.ts";
import type { CurvesEvent } from "./curves_state.ts";
import { zoomWords } from "./words.ts";

export interface ZoomTools {
  readonly parts: readonly HTMLElement[];
  show(zoom: Domain | null): void;
}

export function createZoomTools(dispatch: (event: CurvesEvent) => void): ZoomTools {
  const hint = element("span", { class: "zoom-hint" }, "drag to zoom, double-click to see all");
  const attributes = { type: "button", class: "reset", "data-role": "reset-zoom" };
  const reset = element("button", attributes, "reset zoom");
  reset.onclick = () => dispatch({ kind: "showAll" });
  return {
    parts: [hint, reset],
    show(zoom) {
      reset.classList.toggle("none", !zoom);
      hint.classList.toggle("none", zoom !== null);
      setAttribute(reset, "title", zoomWords(zoom));
    },
  };
}
