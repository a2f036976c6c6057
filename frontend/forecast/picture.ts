// The picture as a file: its title, the legend, and both panels below each other.

import { axisName } from "../shared/numbers.ts";
import type { Picture } from "../shared/picture.ts";
import type { Pen, Stroke, TextLook } from "../shared/scene.ts";
import { GHOST_DASH, groupColour, shownGroups } from "./curves.ts";
import { drawPanel, type Scene } from "./panel.ts";

const MARGIN = 10;
const SWATCH = 22;
const ROW = 20;
const LEAST_WIDTH = 320;

interface Entry {
  readonly label: string;
  readonly stroke: Stroke;
}

/** A panel with its name. */
export interface TitledScene {
  readonly scene: Scene;
  readonly title: string;
}

function entriesOf({ model, state, theme }: Scene): Entry[] {
  const width = 2.5;
  const groups = shownGroups(model, state).map((group) => ({
    label: group.label,
    stroke: { colour: groupColour(group, theme), width, dash: group.dash },
  }));
  const ghosts = { label: "untrained", stroke: { colour: theme.muted, width, dash: GHOST_DASH } };
  const truth = { label: "truth", stroke: { colour: model.palette.truth, width } };
  return [truth, ...groups, ...(state.ghosts ? [ghosts] : [])];
}

/** Draws the legend in rows; returns the baseline of the last one. */
function drawEntries(pen: Pen, scene: Scene, width: number, top: number, look: TextLook): number {
  let x = MARGIN;
  let y = top;
  for (const { label, stroke } of entriesOf(scene)) {
    const wide = SWATCH + 5 + pen.measure(label, look) + 14;
    if (x + wide > width && x > MARGIN) {
      x = MARGIN;
      y += ROW;
    }
    pen.line(x, y - 4, x + SWATCH, y - 4, stroke);
    pen.text(label, x + SWATCH + 5, y, look);
    x += wide;
  }
  return y;
}

/** `ruler`: a pen that measures the texts, see `rulerPen`. */
export function pictureOf(panels: readonly TitledScene[], ruler: Pen): Picture | null {
  const [first] = panels;
  if (!first) return null;
  const { model, theme } = first.scene;
  const width = Math.max(...panels.map(({ scene }) => scene.size.width), LEAST_WIDTH);
  const look: TextLook = { colour: theme.text, size: 13, font: theme.font };
  const strong: TextLook = { ...look, weight: 600 };
  const draw = (pen: Pen): number => {
    pen.text(model.title, MARGIN, 22, strong);
    let y = drawEntries(pen, first.scene, width, 44, look);
    for (const { scene, title } of panels) {
      y += 26;
      pen.text(`${title}: ${axisName(model.valueName, model.unit)}`, MARGIN, y, strong);
      y += 4;
      pen.at(0, y, () => drawPanel(pen, scene));
      y += scene.size.height;
    }
    return y + 10;
  };
  return { width, height: draw(ruler), ground: theme.page, draw: (pen) => void draw(pen) };
}
