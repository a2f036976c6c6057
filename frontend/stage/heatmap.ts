// Hidden states as units x steps: an image of one pixel a value, scaled up without smoothing.

import type { CanvasPen } from "../shared/canvas_pen.ts";
import { element } from "../shared/elements.ts";
import type { Pen } from "../shared/scene.ts";
import type { Size } from "../shared/sizes.ts";
import type { Theme } from "../shared/theme.ts";
import { linearTicks } from "../shared/ticks.ts";
import { axisText, drawXAxis } from "./axes.ts";
import type { Shown } from "./blend.ts";
import { createLayers, type Rect } from "./layers.ts";
import type { HiddenFrames } from "./model.ts";

/** Steps across and units down. */
export interface Grid {
  readonly steps: number;
  readonly units: number;
}

export interface Cell {
  readonly step: number;
  readonly unit: number;
}

export interface HeatmapScene {
  readonly hidden: HiddenFrames;
  /** What the axes say; where nothing is shown yet, what will be. */
  readonly grid: Grid;
  readonly shown: Shown;
  readonly pointed: Cell | null;
  readonly theme: Theme;
}

export interface Heatmap {
  readonly box: HTMLElement;
  readonly empty: HTMLElement;
  paint(scene: HeatmapScene, size: Size): void;
  /** The cell under a place in the box; null outside the image. */
  cellUnder(x: number, y: number, grid: Grid): Cell | null;
}

const SKELETON_ROWS = 8;

function imageOf(size: Size): Rect {
  return { left: 34, right: size.width - 6, top: 4, bottom: size.height - 26 };
}

// One pixel a value, kept as long as the picture has the same number of them.
function createPixels() {
  const canvas = element("canvas");
  let image: ImageData | null = null;
  let words = new Uint32Array(0);
  return (numbers: Float32Array, { steps, units, scale }: HiddenFrames, table: Uint32Array) => {
    if (image?.width !== steps || image.height !== units) {
      canvas.width = steps;
      canvas.height = units;
      image = new ImageData(steps, units);
      words = new Uint32Array(image.data.buffer);
    }
    fillWords(words, numbers, { steps, units }, scale, table);
    canvas.getContext("2d")?.putImageData(image, 0, 0);
    return canvas;
  };
}

/** Numbers lie step after step, the image row after row: one row a unit. `scale` times a number is
 * its share of the full colour, -1 to 1; `table` has the colours of 256 shades. */
export function fillWords(
  words: Uint32Array,
  numbers: Float32Array,
  { steps, units }: Grid,
  scale: number,
  table: Uint32Array,
): void {
  const factor = 127.5 * scale;
  for (let step = 0; step < steps; step += 1) {
    const start = step * units;
    for (let unit = 0; unit < units; unit += 1) {
      const shade = Math.round(numbers[start + unit] * factor + 127.5);
      words[unit * steps + step] = table[Math.max(0, Math.min(255, shade))];
    }
  }
}

function drawAxes(pen: Pen, rect: Rect, { steps, units }: Grid, theme: Theme): void {
  const { left, right, top, bottom } = rect;
  const columns = Math.max(2, Math.round((right - left) / 80));
  const ticks = linearTicks(0, Math.max(1, steps - 1), columns, true);
  const cell = (right - left) / Math.max(1, steps);
  drawXAxis(pen, rect, ticks, (step) => left + (step + 0.5) * cell, "step", theme);
  const look = axisText(theme, { anchor: "end", baseline: "middle" });
  const row = (bottom - top) / Math.max(1, units);
  for (const unit of units > 1 ? [0, units - 1] : [0]) {
    const y = Math.max(top + 6, Math.min(bottom - 5, top + (unit + 0.5) * row));
    pen.text(String(unit), left - 6, y, look);
  }
  if (bottom - top > 64 && units > 1) pen.text("unit", left - 6, (top + bottom) / 2, look);
}

// Where the picture will be: pale rows, so that nothing moves when it comes.
function drawSkeleton(pen: Pen, { left, right, top, bottom }: Rect, theme: Theme): void {
  const height = (bottom - top) / SKELETON_ROWS;
  for (let k = 0; k < SKELETON_ROWS; k += 1) {
    const look = { fill: theme.text, opacity: k % 2 ? 0.03 : 0.06 };
    pen.rect(left, top + k * height, right - left, height, look);
  }
}

function drawPointed(pen: Pen, rect: Rect, cell: Cell, { steps, units }: Grid, theme: Theme): void {
  const width = (rect.right - rect.left) / steps;
  const height = (rect.bottom - rect.top) / units;
  const stroke = { colour: theme.text, width: 1.5 };
  pen.rect(rect.left + cell.step * width, rect.top + cell.unit * height, width, height, { stroke });
}

/** The cell under a place in a box of some size; null outside the image. */
export function cellAt(size: Size, x: number, y: number, { steps, units }: Grid): Cell | null {
  const { left, right, top, bottom } = imageOf(size);
  if (x < left || x >= right || y < top || y >= bottom || !steps || !units) return null;
  return {
    step: Math.min(steps - 1, Math.floor(((x - left) / (right - left)) * steps)),
    unit: Math.min(units - 1, Math.floor(((y - top) / (bottom - top)) * units)),
  };
}

export function createHeatmap(): Heatmap {
  const box = element("div", { class: "plot", role: "img" });
  const layers = createLayers(box);
  const empty = element("div", { class: "empty" });
  box.append(empty);
  const pixelsOf = createPixels();
  let painted: Size = { width: 0, height: 0 };
  let key = "";

  function drawStates(pen: CanvasPen, rect: Rect, { hidden, shown, theme }: HeatmapScene): void {
    const image = pixelsOf(shown.numbers, hidden, theme.scales.state.packed);
    const [width, height] = [rect.right - rect.left, rect.bottom - rect.top];
    const ratio = layers.ratio();
    // More values than the screen has pixels are averaged, or some would be left out.
    const crowded = hidden.steps > width * ratio || hidden.units > height * ratio;
    if (crowded) pen.copy(image, { x: rect.left, y: rect.top, width, height });
    else pen.pixels(image, rect.left, rect.top, width, height);
  }

  return {
    box,
    empty,
    cellUnder: (x, y, grid) => cellAt(painted, x, y, grid),
    paint(scene, size) {
      if (size.width < 60 || size.height < 40) return;
      painted = size;
      const { grid, theme } = scene;
      const resized = layers.fit(size);
      const rect = imageOf(size);
      const wanted = `${grid.steps}|${grid.units}|${theme.key}`;
      if (resized || key !== wanted) {
        key = wanted;
        const back = layers.back();
        if (back) drawAxes(back, rect, grid, theme);
      }
      const pen = layers.front();
      if (!pen) return;
      if (!scene.shown.has) {
        drawSkeleton(pen, rect, theme);
        return;
      }
      drawStates(pen, rect, scene);
      if (scene.pointed) drawPointed(pen, rect, scene.pointed, grid, theme);
    },
  };
}
