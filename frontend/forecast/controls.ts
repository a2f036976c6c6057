// What stands below the panels: the number of steps, and the buttons.

import { element, setText } from "../shared/elements.ts";
import type { Model } from "./model.ts";
import type { State } from "./state.ts";

export interface ControlActions {
  /** Called while the slider moves, and with `ended` when it is let go. */
  steps(steps: number, ended: boolean): void;
  wholeRange(): void;
  saveSvg(): void;
  savePng(): void;
}

export interface Controls {
  readonly root: HTMLElement;
  show(model: Model, state: State): void;
}

const HINT =
  "Drag in the free run, or use the arrow keys, to move its start; drag in the upper plot to zoom.";

function button(role: string, words: string, act: () => void): HTMLButtonElement {
  const node = element("button", { type: "button", "data-role": role }, words);
  node.addEventListener("click", act);
  return node;
}

export function createControls(actions: ControlActions): Controls {
  const slider = element("input", {
    type: "range",
    min: 1,
    max: 1,
    "aria-label": "Steps of the free run",
    "data-role": "steps",
  });
  slider.addEventListener("input", () => actions.steps(Number(slider.value), false));
  slider.addEventListener("change", () => actions.steps(Number(slider.value), true));
  const count = element("output", { class: "steps-text" });
  const whole = button("reset-zoom", "whole range", actions.wholeRange);
  const svg = button("save-svg", "SVG", actions.saveSvg);
  const png = button("save-png", "PNG", actions.savePng);
  const label = element("label", { class: "steps" }, element("span", {}, "Steps"), slider, count);
  return {
    root: element(
      "div",
      { class: "controls" },
      label,
      element("span", { class: "hint" }, HINT),
      element("span", { class: "buttons" }, whole, svg, png),
    ),
    show(model, state) {
      slider.max = String(model.horizon);
      slider.value = String(state.steps);
      setText(count, `${state.steps} of ${model.horizon}`);
      whole.disabled = state.view === null;
    },
  };
}
