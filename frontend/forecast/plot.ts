// A panel on screen: its figure, and the layers that are drawn again apart from each other.

import { drawInto, svgElement } from "../shared/dom_svg_pen.ts";
import { element, setAttribute, setText } from "../shared/elements.ts";
import { axisName } from "../shared/numbers.ts";
import type { Pen } from "../shared/scene.ts";
import { drawMoving, drawPointer, drawStill, type Scene } from "./panel.ts";
import type { PanelKind } from "./state.ts";

export interface Plot {
  readonly kind: PanelKind;
  readonly figure: HTMLElement;
  /** What pointers are followed on, and what is measured. */
  readonly box: HTMLElement;
  readonly drawing: SVGSVGElement;
  readonly tooltip: HTMLElement;
  /** What stands above it. */
  readonly title: string;
  /** Draws what has changed since the last scene. */
  show(scene: Scene): void;
}

interface Layer {
  readonly group: SVGGElement;
  readonly draw: (pen: Pen, scene: Scene) => void;
  /** What it is drawn from: while that is the same, so is the layer. */
  readonly from: (scene: Scene) => readonly unknown[];
  drawn: readonly unknown[];
}

function layer(draw: Layer["draw"], from: Layer["from"]): Layer {
  return { group: svgElement("g", { "aria-hidden": "true" }), draw, from, drawn: [] };
}

const still = ({ model, state, theme, size, foot }: Scene) =>
  [model, theme, size.width, size.height, foot, state.view, state.hidden, state.ghosts] as const;

function same(first: readonly unknown[], second: readonly unknown[]): boolean {
  return first.length === second.length && first.every((value, k) => value === second[k]);
}

/** Whether a layer is the same in both; tells tests and the page alike what a change draws anew. */
export const layersFrom = {
  still,
  moving: (scene: Scene) => [...still(scene), scene.state.at, scene.state.steps],
  pointer: (scene: Scene) => [...still(scene), scene.state.hover, scene.state.selection],
} as const;

export function createPlot(kind: PanelKind, title: string, note: string): Plot {
  const layers = [
    layer(drawStill, layersFrom.still),
    layer(drawMoving, layersFrom.moving),
    layer(drawPointer, layersFrom.pointer),
  ];
  const groups = layers.map(({ group }) => group);
  const drawing = svgElement("svg", { role: "group", "aria-label": title }, ...groups);
  const tooltip = element("div", { class: "tooltip", "aria-hidden": "true" });
  const box = element(
    "div",
    { class: `plot plot-${kind}`, "data-role": `plot-${kind}` },
    drawing,
    tooltip,
  );
  const valueName = element("span", { class: "value-name" });
  const caption = element(
    "figcaption",
    {},
    element("b", {}, title),
    element("span", { class: "note" }, note),
    valueName,
  );
  return {
    kind,
    title,
    figure: element("figure", {}, caption, box),
    box,
    drawing,
    tooltip,
    show(scene) {
      setAttribute(drawing, "width", scene.size.width);
      setAttribute(drawing, "height", scene.size.height);
      setText(valueName, axisName(scene.model.valueName, scene.model.unit));
      for (const one of layers) {
        const from = one.from(scene);
        if (same(from, one.drawn)) continue;
        one.drawn = from;
        drawInto(one.group, (pen) => one.draw(pen, scene));
      }
    },
  };
}
