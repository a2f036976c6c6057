// One run: how it stands, its hidden states taking shape, its forecast against the truth.

import { setAttribute, setText } from "../shared/elements.ts";
import { formatNumber } from "../shared/numbers.ts";
import type { Sizes } from "../shared/sizes.ts";
import type { Theme } from "../shared/theme.ts";
import { createShown, holdShown, type Shown, showFrame } from "./blend.ts";
import { createLaneParts, type LaneParts } from "./lane_parts.ts";
import { curveAt, hasGhost, type StageModel, type StageRun } from "./model.ts";
import { endEpoch, type FrameMix, frameMix, type Weights } from "./playhead.ts";
import { placeIn } from "./pointer.ts";
import type { Pointed } from "./state.ts";
import {
  forecastWords,
  frameEpoch,
  limitText,
  meanAbsoluteError,
  placeText,
  statusText,
  stepWords,
  valueName,
  waitingText,
} from "./words.ts";

// Letters for which a phone has no room beside the key.
const LONG_NAME = 16;

/** What a lane is drawn from. */
export interface LaneScene {
  readonly model: StageModel;
  readonly version: number;
  readonly theme: Theme;
  readonly epoch: number;
  readonly following: boolean;
  readonly weights: Weights;
  /** Whether frames are blended: the playhead runs or is dragged. */
  readonly moving: boolean;
  /** Share of the way from the held picture, 1 when arrived. */
  readonly glide: number;
  readonly pointed: Pointed | null;
}

export interface Lane {
  readonly root: HTMLElement;
  /** The plot that shows what is pointed at. */
  boxOf(pointed: Pointed): HTMLElement;
  /** A new packet or theme. */
  update(run: StageRun, model: StageModel, colour: string): void;
  /** Keeps what is on screen, to glide from it to what comes. */
  hold(): void;
  paint(scene: LaneScene): void;
  /** Text alternatives, of what was painted last. */
  describe(model: StageModel): void;
  remove(): void;
}

function showRun(parts: LaneParts, run: StageRun, model: StageModel, colour: string): void {
  const { root, message } = parts;
  const { task, palette } = model;
  root.style.setProperty("--run", colour);
  root.style.setProperty("--truth", palette.truth);
  root.style.setProperty("--negative", palette.negative);
  root.style.setProperty("--positive", palette.positive);
  root.dataset.status = run.status;
  setText(parts.label, run.label);
  setText(parts.sub, run.sub);
  setText(parts.status, statusText(run));
  setText(parts.heatTitle, task.probe_caption || "hidden state");
  setText(parts.low, limitText(-run.frames.hidden.limit));
  setText(parts.high, limitText(run.frames.hidden.limit));
  setText(message, run.message);
  setAttribute(message, "title", run.message);
  const done = run.epochs ? Math.min(1, run.epoch / run.epochs) : 0;
  parts.bar.style.transform = `scaleX(${run.status === "finished" ? 1 : done})`;
  parts.ghost.classList.toggle("off", !hasGhost(run));
  parts.truth.classList.toggle("none", Boolean(task.logarithmic));
  parts.rule.update(task.rule ?? null);
  root.classList.toggle("with-message", run.message !== "");
  root.classList.toggle("with-rule", Boolean(task.rule));
  root.classList.toggle("long-name", (task.value_name ?? "").length > LONG_NAME);
}

function attachPointer(
  parts: LaneParts,
  id: string,
  current: () => StageRun | null,
  has: () => boolean,
  pointAt: (pointed: Pointed | null) => void,
): void {
  const { heatmap, forecast } = parts;
  const overHeatmap = (event: PointerEvent) => {
    const run = current();
    const [x, y] = placeIn(heatmap.box, event);
    const cell = run && has() ? heatmap.cellUnder(x, y, run.frames.hidden) : null;
    pointAt(cell && { kind: "cell", run: id, ...cell });
  };
  const overForecast = (event: PointerEvent) => {
    const at = forecast.stepUnder(placeIn(forecast.box, event)[0]);
    pointAt(at === null ? null : { kind: "step", run: id, at });
  };
  heatmap.box.onpointerdown = heatmap.box.onpointermove = overHeatmap;
  forecast.box.onpointerdown = forecast.box.onpointermove = overForecast;
  for (const box of [heatmap.box, forecast.box]) {
    box.onpointerleave = (event) => {
      if (event.pointerType !== "touch") pointAt(null);
    };
  }
}

// One value of the hidden states, in their own unit.
function heatValue(shown: Shown, { frames }: StageRun, step: number, unit: number): number {
  const { units, scale, limit } = frames.hidden;
  return shown.numbers[step * units + unit] * scale * limit;
}

export function createLane(
  id: string,
  sizes: Sizes,
  pointAt: (pointed: Pointed | null) => void,
): Lane {
  const parts = createLaneParts(id);
  const { root, heatmap, forecast, rule } = parts;
  const shown = { hidden: createShown(), rule: createShown(), forecast: createShown() };
  let run: StageRun | null = null;
  let colour = "";
  for (const box of [heatmap.box, forecast.box]) sizes.watch(box);
  attachPointer(
    parts,
    id,
    () => run,
    () => shown.hidden.has,
    pointAt,
  );

  function showFrames({ frames }: StageRun, mix: FrameMix | null, glide: number): void {
    showFrame(shown.hidden, frames.hidden, mix, glide);
    showFrame(shown.forecast, frames.forecast, mix, glide);
    showFrame(shown.rule, frames.rule, mix, glide);
  }

  function paintPlots(own: StageRun, scene: LaneScene, pointed: Pointed | null): void {
    const { model, theme, version } = scene;
    const { hidden } = own.frames;
    const steps = hidden.steps || model.truth.y.length || 1;
    const grid = { steps, units: hidden.units || own.units || 1 };
    const cell = pointed?.kind === "cell" ? pointed : null;
    const step = pointed?.kind === "step" ? pointed.at : null;
    rule.paint(shown.rule);
    heatmap.paint(
      { hidden, grid, shown: shown.hidden, pointed: cell, theme },
      sizes.of(heatmap.box),
    );
    forecast.paint(
      { model, run: own, version, shown: shown.forecast, pointed: step, theme, colour },
      sizes.of(forecast.box),
    );
    setText(heatmap.empty, shown.hidden.has ? "" : waitingText(own));
  }

  function showPlace(own: StageRun, scene: LaneScene, mix: FrameMix | null): string {
    const end = endEpoch(own, scene.weights);
    const { validation } = curveAt(own, scene.following ? end : scene.epoch);
    setText(
      parts.score,
      Number.isFinite(validation) ? `validation ${formatNumber(validation)}` : "",
    );
    const epoch = frameEpoch(own, mix, scene.epoch);
    const place = placeText(epoch, scene.following && end === epoch);
    setText(parts.nowLabel, place ? `${own.label}, ` : own.label);
    setText(parts.now, place);
    return place;
  }

  function showPointed(
    own: StageRun,
    { model }: LaneScene,
    pointed: Pointed | null,
    place: string,
  ) {
    const { heat, fore, heatReadout } = parts;
    const cell = pointed?.kind === "cell" && shown.hidden.has ? pointed : null;
    const at = pointed?.kind === "step" && pointed.at < model.truth.x.length ? pointed.at : null;
    heat.classList.toggle("pointing", pointed?.kind === "cell");
    fore.classList.toggle("pointing", pointed?.kind === "step");
    if (cell) {
      const value = formatNumber(heatValue(shown.hidden, own, cell.step, cell.unit));
      setText(heatReadout, `unit ${cell.unit}, step ${cell.step}: ${value}`);
    } else setText(heatReadout, place);
    if (at === null) setText(parts.valueName, valueName(model.task));
    else {
      const answer = shown.forecast.has ? shown.forecast.numbers[at] : null;
      setText(parts.valueName, stepWords(model, at, answer));
    }
  }

  // A text cannot be half of one and half of another: that of the frame before stands.
  function showWritten({ frames }: StageRun, mix: FrameMix | null): void {
    const text = mix ? frames.texts[mix.share >= 1 ? mix.to : mix.from] : undefined;
    const [opening = "", added = ""] = text ?? [];
    setText(parts.opening, opening);
    setText(parts.added, added);
    root.classList.toggle("writing", opening !== "");
  }

  return {
    root,
    boxOf: ({ kind }) => (kind === "cell" ? heatmap.box : forecast.box),
    update(next, model, ownColour) {
      run = next;
      colour = ownColour;
      showRun(parts, next, model, colour);
    },
    hold() {
      for (const one of Object.values(shown)) holdShown(one);
    },
    paint(scene) {
      if (!run) return;
      const { following, weights, moving, glide } = scene;
      const at = following ? endEpoch(run, weights) : scene.epoch;
      const mix = frameMix(run.frames.epochs, at, moving && !following);
      const pointed = scene.pointed?.run === id ? scene.pointed : null;
      showFrames(run, mix, following ? glide : 1);
      paintPlots(run, scene, pointed);
      const place = showPlace(run, scene, mix);
      showPointed(run, scene, pointed, place);
      showWritten(run, mix);
    },
    describe({ task, truth }) {
      if (!run) return;
      const place = `${parts.nowLabel.textContent}${parts.now.textContent}`;
      const { steps, units } = run.frames.hidden;
      const states = `${place}: hidden states of ${units} units over ${steps} steps.`;
      const none = `${run.label}: no hidden states yet.`;
      setAttribute(heatmap.box, "aria-label", shown.hidden.has ? states : none);
      const error = shown.forecast.has ? meanAbsoluteError(shown.forecast.numbers, truth.y) : NaN;
      const words = Number.isFinite(error)
        ? forecastWords(place, task, error)
        : `${run.label}: the truth on the test data, no outputs yet.`;
      setAttribute(forecast.box, "aria-label", words);
    },
    remove() {
      for (const box of [heatmap.box, forecast.box]) sizes.forget(box);
      root.remove();
    },
  };
}
