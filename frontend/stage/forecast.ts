// Forecast against truth on the test range, the end of the training part before it, and the
// untrained network's forecast as a ghost.

import { element } from "../shared/elements.ts";
import { linePath } from "../shared/lines.ts";
import type { Pen } from "../shared/scene.ts";
import type { Size } from "../shared/sizes.ts";
import type { Theme } from "../shared/theme.ts";
import { type Domain, linearTicks, logTicks } from "../shared/ticks.ts";
import { drawXAxis, drawYAxis } from "./axes.ts";
import type { Shown } from "./blend.ts";
import {
  contextStart,
  type ForecastScale,
  forecastDomain,
  forecastScale,
  stepUnder,
} from "./forecast_scale.ts";
import { clipped, createLayers } from "./layers.ts";
import { hasGhost, type StageModel, type StageRun } from "./model.ts";

export interface ForecastScene {
  readonly model: StageModel;
  readonly run: StageRun;
  /** Changes with the model. */
  readonly version: number;
  readonly shown: Shown;
  /** Index of the test step under the pointer. */
  readonly pointed: number | null;
  readonly theme: Theme;
  readonly colour: string;
}

export interface Forecast {
  readonly box: HTMLElement;
  paint(scene: ForecastScene, size: Size): void;
  /** Index of the test step under an x in the box; null left of the test range. */
  stepUnder(x: number): number | null;
}

function traceOf(values: ArrayLike<number>, { truth }: StageModel, { xAt, yAt }: ForecastScale) {
  const { x } = truth;
  return linePath(
    x.length,
    (k) => xAt(x[k]),
    (k) => yAt(values[k]),
  );
}

function drawAxes(pen: Pen, scale: ForecastScale, { model, theme }: ForecastScene): void {
  const { rect, x, y, xAt, yAt } = scale;
  const { logarithmic, step_name: stepName } = model.task;
  const rows = Math.max(3, Math.round((rect.bottom - rect.top) / (logarithmic ? 18 : 36)));
  const yTicks = (logarithmic ? logTicks : linearTicks)(y[0], y[1], rows);
  drawYAxis(pen, rect, yTicks, yAt, theme);
  const columns = Math.max(2, Math.round((rect.right - rect.left) / 90));
  drawXAxis(pen, rect, linearTicks(x[0], x[1], columns, true), xAt, stepName || "step", theme);
}

// The end of the training part, on a ground of its own.
function drawContext(pen: Pen, scale: ForecastScale, { model, theme }: ForecastScene): void {
  const { rect, from, xAt, yAt } = scale;
  const { truth, context, palette } = model;
  if (from >= context.x.length || truth.x.length === 0) return;
  const edge = Math.round((xAt(context.x[context.x.length - 1]) + xAt(truth.x[0])) / 2);
  const ground = { fill: theme.text, opacity: 0.045 };
  pen.rect(rect.left, rect.top - 1, edge - rect.left, rect.bottom - rect.top + 1, ground);
  const trace = linePath(
    context.x.length - from,
    (k) => xAt(context.x[from + k]),
    (k) => yAt(context.y[from + k]),
  );
  pen.path(trace, { stroke: { colour: palette.truth, width: 1.25, opacity: 0.55 } });
  const look = { colour: theme.muted, size: 11, font: theme.font } as const;
  if (edge - rect.left < pen.measure("before", look) + 14) return;
  pen.text("before", edge - 6, rect.top + 2, { ...look, anchor: "end", baseline: "top" });
}

function drawBack(pen: Pen, scale: ForecastScale, scene: ForecastScene): void {
  const { model, run, colour } = scene;
  drawAxes(pen, scale, scene);
  clipped(pen, scale.rect, 1, () => {
    drawContext(pen, scale, scene);
    const truth = linePath(
      model.truth.x.length,
      (k) => scale.xAt(model.truth.x[k]),
      (k) => scale.yAt(model.truth.y[k]),
    );
    pen.path(truth, { stroke: { colour: model.palette.truth, width: 1.75 } });
    if (!hasGhost(run)) return;
    const ghost = traceOf(run.frames.forecast.data, model, scale);
    pen.path(ghost, { stroke: { colour, width: 1.5, dash: [2, 3], opacity: 0.7 } });
  });
}

function drawPointed(pen: Pen, scale: ForecastScale, scene: ForecastScene, at: number): void {
  const { rect, xAt, yAt } = scale;
  const { truth, palette } = scene.model;
  const x = xAt(truth.x[at]);
  const crisp = Math.round(x) + 0.5;
  pen.line(crisp, rect.top, crisp, rect.bottom, { colour: scene.theme.muted, dash: [3, 3] });
  const dot = (value: number, fill: string) => {
    const y = yAt(value);
    if (!Number.isFinite(y)) return;
    pen.circle(x, Math.max(rect.top, Math.min(rect.bottom, y)), 3.5, { fill });
  };
  dot(truth.y[at], palette.truth);
  if (scene.shown.has) dot(scene.shown.numbers[at], scene.colour);
}

export function createForecast(): Forecast {
  const box = element("div", { class: "plot", role: "img" });
  const layers = createLayers(box);
  let painted: { readonly scale: ForecastScale; readonly model: StageModel } | null = null;
  let domain: Domain | null = null;
  let version = -1;
  let key = "";

  // Anew with every packet or size: nothing of it changes while the playhead runs.
  function drawnBack(scene: ForecastScene, size: Size): ForecastScale {
    const { model, run, theme } = scene;
    const resized = layers.fit(size);
    const wanted = `${scene.version}|${theme.key}`;
    if (painted && !resized && key === wanted) return painted.scale;
    key = wanted;
    if (version !== scene.version || !domain) {
      domain = forecastDomain(model, run, contextStart(model, size.width), domain);
      version = scene.version;
    }
    const scale = forecastScale(model, domain, size);
    painted = { scale, model };
    const pen = layers.back();
    if (pen) drawBack(pen, scale, scene);
    return scale;
  }

  return {
    box,
    stepUnder: (x) => painted && stepUnder(painted.scale, painted.model, x),
    paint(scene, size) {
      if (size.width < 60 || size.height < 40) return;
      const scale = drawnBack(scene, size);
      const pen = layers.front();
      if (!pen) return;
      const { shown, pointed, colour, model } = scene;
      if (shown.has) {
        const trace = traceOf(shown.numbers, model, scale);
        clipped(pen, scale.rect, 1, () => pen.path(trace, { stroke: { colour, width: 2.2 } }));
      }
      if (pointed !== null) drawPointed(pen, scale, scene, pointed);
    },
  };
}
