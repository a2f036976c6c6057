// One plot of curves over epochs. Axes lie below; the lines are drawn once into a hidden canvas
// and copied each frame, in full up to the playhead and faintly after it.

import { scaleLinear, scaleLog } from "d3-scale";
import { type CanvasPen, penOn } from "../shared/canvas_pen.ts";
import { type Child, element, setAttribute } from "../shared/elements.ts";
import { linePath } from "../shared/lines.ts";
import type { Size } from "../shared/sizes.ts";
import { type Domain, linearTicks, logTicks } from "../shared/ticks.ts";
import { drawXAxis, drawYAxis } from "./axes.ts";
import type { PanelKind } from "./curves_state.ts";
import { thinIndices, visibleSlice } from "./indices.ts";
import { clipped, createLayers, type Layers } from "./layers.ts";
import { drawMarks, type Frame, type Marks, type Series } from "./panel_marks.ts";

const FUTURE_OPACITY = 0.35;

export interface PanelScene extends Marks {
  readonly domain: PanelDomain;
  /** The same as long as the curves and their looks are. */
  readonly key: string;
}

export interface PanelDomain {
  readonly x: Domain;
  readonly y: Domain;
  readonly log: boolean;
}

/** Where things lie, with the way back from a pixel to an epoch. */
export interface PanelScale extends Frame {
  epochUnder(x: number): number;
}

export interface Panel {
  readonly kind: PanelKind;
  readonly root: HTMLElement;
  readonly caption: HTMLElement;
  readonly help: HTMLElement;
  readonly box: HTMLElement;
  readonly tooltip: HTMLElement;
  readonly empty: HTMLElement;
  /** Of the frame that was painted last. */
  scale: PanelScale;
  readonly layers: Layers;
  readonly lines: HTMLCanvasElement;
  key: string;
}

// A "?" that says more when it is pointed at or read aloud.
function createHelp(words: string): HTMLElement {
  const help = element("span", { class: "help", role: "note" }, "?");
  sayHelp(help, words);
  return help;
}

export function sayHelp(help: HTMLElement, words: string): void {
  setAttribute(help, "title", words);
  setAttribute(help, "aria-label", words);
}

interface PanelParts {
  readonly kind: PanelKind;
  readonly title: string;
  readonly help?: string;
  readonly tools?: readonly Child[];
}

export function createPanel({ kind, title, help = "", tools = [] }: PanelParts): Panel {
  const caption = element("span", { class: "axis-name" });
  const box = element("div", { class: "plot", role: "img" });
  const tooltip = element("div", { class: "tooltip", "aria-hidden": "true" });
  const empty = element("div", { class: "empty" });
  const note = createHelp(help);
  const layers = createLayers(box);
  box.append(empty, tooltip);
  const head = element(
    "figcaption",
    {},
    element("span", { class: "panel-title" }, title),
    caption,
    note,
    element("span", { class: "spacer" }),
    ...tools,
  );
  return {
    kind,
    root: element("figure", { class: `panel panel-${kind}` }, head, box),
    caption,
    help: note,
    box,
    tooltip,
    empty,
    scale: panelScale({ x: [0, 1], y: [0, 1], log: false }, { width: 0, height: 0 }),
    layers,
    lines: element("canvas"),
    key: "",
  };
}

/** The scales of a panel of some size. */
export function panelScale({ x, y, log }: PanelDomain, size: Size): PanelScale {
  const rect = { left: 46, right: size.width - 10, top: 8, bottom: size.height - 26 };
  const across = scaleLinear().domain(x).range([rect.left, rect.right]);
  const upwards = (log ? scaleLog() : scaleLinear()).domain(y).range([rect.bottom, rect.top]);
  return {
    rect,
    xAt: (epoch) => across(epoch),
    // Of 0 and less there is no logarithm and no point.
    yAt: (value) => (log && !(value > 0) ? NaN : upwards(value)),
    epochUnder: (pixel) => {
      const inside = Math.max(rect.left, Math.min(Math.max(rect.left + 1, rect.right), pixel));
      return across.invert(inside);
    },
  };
}

function drawAxes(panel: Panel, { domain, theme }: PanelScene): void {
  const pen = panel.layers.back();
  if (!pen) return;
  const { rect, xAt, yAt } = panel.scale;
  const { x, y, log } = domain;
  const rows = Math.max(2, Math.round((rect.bottom - rect.top) / 38));
  const columns = Math.max(2, Math.round((rect.right - rect.left) / 90));
  const yTicks = log ? logTicks(y[0], y[1], rows) : linearTicks(y[0], y[1], rows);
  drawYAxis(pen, rect, yTicks, yAt, theme);
  drawXAxis(pen, rect, linearTicks(x[0], x[1], columns, true), xAt, "epoch", theme);
}

function drawLine(pen: CanvasPen, line: Series, { rect, xAt, yAt }: Frame, x: Domain): void {
  const [from, to] = visibleSlice(line.epochs, x);
  const kept = thinIndices(line.values, from, to, Math.ceil((rect.right - rect.left) / 1.5));
  const trace = linePath(
    kept.length,
    (k) => xAt(line.epochs[kept[k]]),
    (k) => yAt(line.values[kept[k]]),
  );
  const { colour, width, dash, opacity } = line;
  pen.path(trace, { stroke: { colour, width, dash, opacity } });
}

function drawLines(panel: Panel, { series, domain }: PanelScene, size: Size): void {
  const pen = penOn(panel.lines, size.width, size.height);
  if (!pen) return;
  clipped(pen, panel.scale.rect, 2, () => {
    for (const line of series) drawLine(pen, line, panel.scale, domain.x);
  });
}

function copyLines(
  pen: CanvasPen,
  { lines }: Panel,
  { width, height }: Size,
  [from, to]: Domain,
  opacity: number,
): void {
  if (to <= from) return;
  pen.clip(from, 0, to - from, height, () => pen.copy(lines, { width, height, opacity }));
}

export function paintPanel(panel: Panel, scene: PanelScene, size: Size): void {
  if (size.width < 60 || size.height < 40) return;
  const resized = panel.layers.fit(size);
  const { x, y, log } = scene.domain;
  const key = `${scene.key}|${x}|${y}|${log}|${scene.theme.key}`;
  if (resized || key !== panel.key) {
    panel.key = key;
    panel.scale = panelScale(scene.domain, size);
    drawAxes(panel, scene);
    drawLines(panel, scene, size);
  }
  const pen = panel.layers.front();
  if (!pen) return;
  const split = scene.playhead === null ? size.width : panel.scale.xAt(scene.playhead);
  copyLines(pen, panel, size, [0, Math.min(size.width, split)], 1);
  copyLines(pen, panel, size, [Math.max(0, split), size.width], FUTURE_OPACITY);
  drawMarks(pen, panel.scale, scene);
}
