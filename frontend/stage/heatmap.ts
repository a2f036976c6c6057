// Hidden states as units x steps: an image of one pixel a value, scaled up without smoothing.

import { element } from "../shared/elements.ts";
import { linearTicks } from "../shared/ticks.ts";
import { drawXAxis } from "./axes.ts";
import { createShown } from "./blend.ts";
import { clearLayer, createLayers, fitLayers } from "./layers.ts";
import { rgb } from "./theme.ts";

export function createHeatmap() {
  const box = element("div", { class: "plot", role: "img" });
  const layers = createLayers(box, 2);
  const empty = element("div", { class: "empty" });
  box.append(empty);
  return {
    box, empty, layers,
    shown: createShown(),
    pixels: document.createElement("canvas"),
    image: null, words: null, key: "", pointed: null,
    rect: { left: 0, right: 0, top: 0, bottom: 0 },
  };
}

function fitPixels(heatmap, steps, units) {
  if (heatmap.image && heatmap.image.width === steps && heatmap.image.height === units) return;
  heatmap.pixels.width = steps;
  heatmap.pixels.height = units;
  heatmap.image = new ImageData(steps, units);
  heatmap.words = new Uint32Array(heatmap.image.data.buffer);
}

// Numbers lie step after step, the image row after row: one row a unit.
function fillPixels(heatmap, { steps, units, scale }, table) {
  const { words } = heatmap;
  const { numbers } = heatmap.shown;
  const factor = 127.5 * scale;
  for (let step = 0; step < steps; step += 1) {
    const start = step * units;
    for (let unit = 0; unit < units; unit += 1) {
      const level = Math.round(numbers[start + unit] * factor + 127.5);
      words[unit * steps + step] = table[level < 0 ? 0 : level > 255 ? 255 : level];
    }
  }
  heatmap.pixels.getContext("2d").putImageData(heatmap.image, 0, 0);
}

function drawHeatAxes(heatmap, { steps, units }, theme) {
  const context = clearLayer(heatmap.layers, 0);
  const { left, right, top, bottom } = heatmap.rect;
  const ticks = linearTicks(0, Math.max(1, steps - 1), Math.max(2, Math.round((right - left) / 80)), 1);
  const cell = (right - left) / Math.max(1, steps);
  drawXAxis(context, heatmap.rect, ticks, (step) => left + (step + 0.5) * cell, "step", theme);
  context.textAlign = "right";
  context.textBaseline = "middle";
  const row = (bottom - top) / Math.max(1, units);
  const marks = units > 1 ? [0, units - 1] : [0];
  for (const unit of marks) context.fillText(String(unit), left - 6, Math.max(top + 6, Math.min(bottom - 5, top + (unit + 0.5) * row)));
  if (bottom - top > 64 && units > 1) context.fillText("unit", left - 6, (top + bottom) / 2);
}

// Where the picture will be: pale rows, so that nothing moves when it comes.
function drawSkeleton(context, { left, right, top, bottom }, theme) {
  const rows = 8;
  const height = (bottom - top) / rows;
  for (let k = 0; k < rows; k += 1) {
    context.fillStyle = rgb(theme.text, k % 2 ? 0.03 : 0.06);
    context.fillRect(left, top + k * height, right - left, height);
  }
}

export function paintHeatmap(heatmap, run, view, size) {
  if (size.width < 60 || size.height < 40) return;
  const { theme } = view;
  const resized = fitLayers(heatmap.layers, size.width, size.height);
  heatmap.rect = { left: 34, right: size.width - 6, top: 4, bottom: size.height - 26 };
  const { hidden } = run.frames;
  const steps = hidden.steps || view.model.truth.y.length || 1;
  const units = hidden.units || run.units || 1;
  const key = `${steps}|${units}|${theme.key}`;
  if (resized || heatmap.key !== key) {
    heatmap.key = key;
    drawHeatAxes(heatmap, { steps, units }, theme);
  }
  const context = clearLayer(heatmap.layers, 1);
  const { left, right, top, bottom } = heatmap.rect;
  if (!heatmap.shown.has) {
    drawSkeleton(context, heatmap.rect, theme);
    return;
  }
  fitPixels(heatmap, steps, units);
  fillPixels(heatmap, hidden, view.scales.state);
  const { ratio } = heatmap.layers;
  context.imageSmoothingEnabled = steps > (right - left) * ratio || units > (bottom - top) * ratio;
  context.drawImage(heatmap.pixels, left, top, right - left, bottom - top);
  if (heatmap.pointed) drawPointedCell(context, heatmap, { steps, units }, theme);
}

function drawPointedCell(context, { rect, pointed }, { steps, units }, theme) {
  const width = (rect.right - rect.left) / steps;
  const height = (rect.bottom - rect.top) / units;
  context.strokeStyle = rgb(theme.text);
  context.lineWidth = 1.5;
  context.strokeRect(rect.left + pointed.step * width, rect.top + pointed.unit * height, width, height);
}

// The cell under a pixel, or null outside the image.
export function cellUnder(heatmap, x, y, { steps, units }) {
  const { left, right, top, bottom } = heatmap.rect;
  if (x < left || x >= right || y < top || y >= bottom || !steps || !units) return null;
  return {
    step: Math.min(steps - 1, Math.floor(((x - left) / (right - left)) * steps)),
    unit: Math.min(units - 1, Math.floor(((y - top) / (bottom - top)) * units)),
  };
}

export function heatValue(heatmap, { units, scale, limit }, { step, unit }) {
  return heatmap.shown.numbers[step * units + unit] * scale * limit;
}
