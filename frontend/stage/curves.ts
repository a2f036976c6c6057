// Learning curves and gradient norm of all runs: one zoom, one legend, one crosshair.

import { element, setAttribute, setText } from "../shared/elements.ts";
import { formatNumber } from "../shared/numbers.ts";
import type { Sizes } from "../shared/sizes.ts";
import type { Theme } from "../shared/theme.ts";
import type { Domain } from "../shared/ticks.ts";
import type { CurvesEvent, CurvesState, PanelKind } from "./curves_state.ts";
import { type Domains, easeDomains, snapEpoch, yDomainOf } from "./domains.ts";
import { type Looks, lookOf } from "./looks.ts";
import type { CurveRun, StageModel, StageRun } from "./model.ts";
import { createPanel, paintPanel, sayHelp } from "./panel.ts";
import type { Baseline, Series } from "./panel_marks.ts";
import { attachPointer } from "./pointer.ts";
import { createLegend, type NamedField, showTooltip } from "./readout.ts";
import { gradientWords, lossWords, noCurves, noNorms } from "./words.ts";
import { createZoomTools } from "./zoom_tools.ts";

interface DrawnField extends NamedField {
  readonly width: number;
  readonly opacity: number;
}

const FIELDS: Readonly<Record<PanelKind, readonly DrawnField[]>> = {
  loss: [
    { name: "train", words: "training", width: 1.25, opacity: 0.75 },
    { name: "validation", words: "validation", width: 2.4, opacity: 1 },
  ],
  gradient: [{ name: "gradient", words: "norm", width: 1.6, opacity: 1 }],
};
const GRADIENT_HELP =
  "The length of the gradient of the loss with respect to all weights, before any clipping: the mean over the epoch's updates.";

/** What the curves are drawn from. */
export interface CurvesScene {
  readonly model: StageModel;
  /** Changes with the model. */
  readonly version: number;
  readonly state: CurvesState;
  readonly theme: Theme;
  readonly looks: Looks;
  readonly epoch: number;
  /** No playhead: the training has ended and all of it is shown. */
  readonly atEnd: boolean;
  readonly elapsedMs: number;
  readonly still: boolean;
}

export interface Curves {
  readonly root: HTMLElement;
  /** The plot that a pointer is over. */
  boxOf(panel: PanelKind): HTMLElement;
  /** Says whether the axes still move. */
  paint(scene: CurvesScene): boolean;
  /** Text alternatives. */
  describe(scene: CurvesScene): void;
}

function shownRuns({ model, state }: CurvesScene): readonly StageRun[] {
  return model.runs.filter((run) => !state.hidden.has(run.id));
}

function seriesOf(runs: readonly StageRun[], kind: PanelKind, looks: Looks): readonly Series[] {
  return FIELDS[kind].flatMap(({ name, width, opacity }) =>
    runs.map((run) => ({
      epochs: run.curve.epoch,
      values: run.curve[name],
      ...lookOf(looks, run.id),
      width,
      opacity,
      best: name === "validation" ? run.bestEpoch : 0,
      divergedIn: run.divergedIn,
    })),
  );
}

function baselineOf({ baseline, palette }: StageModel): Baseline | null {
  if (!baseline) return null;
  const { name, loss } = baseline;
  return { loss, colour: palette.baseline, text: `${name} ${formatNumber(loss)}` };
}

function targetOf(runs: readonly CurveRun[], { model, state }: CurvesScene): Domains {
  const { log, zoom } = state;
  const x: Domain = zoom ?? [0, model.lastEpoch];
  const level = zoom ? null : (model.baseline?.loss ?? null);
  const domain = (kind: PanelKind, include: number | null) =>
    yDomainOf(
      runs,
      FIELDS[kind].map((field) => field.name),
      x,
      log,
      include,
    );
  return { x, loss: domain("loss", level), gradient: domain("gradient", null) };
}

interface Drawn {
  readonly key: string;
  readonly runs: readonly StageRun[];
  readonly series: Readonly<Record<PanelKind, readonly Series[]>>;
  readonly baseline: Baseline | null;
}

// All that stays as it is while the playhead runs, so that a frame is cheap.
function createMemory() {
  let drawn: Drawn | null = null;
  let target: Domains = { x: [0, 1], loss: [0, 1], gradient: [0, 1] };
  let targetKey = "";
  return (scene: CurvesScene): { readonly drawn: Drawn; readonly target: Domains } => {
    const { state, theme, model, looks } = scene;
    const key = `${scene.version}|${[...state.hidden]}|${theme.key}`;
    if (drawn?.key !== key) {
      const runs = shownRuns(scene);
      const series = {
        loss: seriesOf(runs, "loss", looks),
        gradient: seriesOf(runs, "gradient", looks),
      };
      drawn = { key, runs, series, baseline: baselineOf(model) };
    }
    const wanted = `${key}|${state.zoom}|${state.log}`;
    if (wanted !== targetKey) {
      targetKey = wanted;
      target = targetOf(drawn.runs, scene);
    }
    return { drawn, target };
  };
}

function createScaleButtons(dispatch: (event: CurvesEvent) => void) {
  const button = (log: boolean, role: string, words: string) => {
    const made = element("button", { type: "button", "data-role": role }, words);
    made.onclick = () => dispatch({ kind: "scale", log });
    return made;
  };
  const linear = button(false, "scale-linear", "linear");
  const logarithmic = button(true, "scale-log", "log");
  const attributes = { class: "segments", role: "group", "aria-label": "Vertical scale" };
  return {
    root: element("div", attributes, linear, logarithmic),
    show(log: boolean) {
      setAttribute(linear, "aria-pressed", !log);
      setAttribute(logarithmic, "aria-pressed", log);
    },
  };
}

function createKey(): HTMLElement {
  return element(
    "span",
    { class: "key", "aria-hidden": "true" },
    element("i", { class: "thin" }),
    "training",
    element("i", { class: "bold" }),
    "validation",
    element("i", { class: "ring" }),
    "best",
  );
}

export function createCurves(sizes: Sizes, dispatch: (event: CurvesEvent) => void): Curves {
  const zoomTools = createZoomTools(dispatch);
  const loss = createPanel({ kind: "loss", title: "Learning curves", tools: zoomTools.parts });
  const gradient = createPanel({ kind: "gradient", title: "Gradient norm", help: GRADIENT_HELP });
  const panels = { loss, gradient };
  const legend = createLegend(dispatch);
  const scale = createScaleButtons(dispatch);
  const spacer = element("span", { class: "spacer" });
  const root = element(
    "section",
    { class: "card curves", "data-role": "curves", "aria-label": "Learning curves" },
    element("div", { class: "curves-head" }, legend.root, createKey(), spacer, scale.root),
    element("div", { class: "curves-plots" }, loss.root, gradient.root),
  );
  for (const panel of [loss, gradient]) {
    sizes.watch(panel.box);
    attachPointer(panel, dispatch);
  }
  const remembered = createMemory();
  // Where the axes are on their way, and of which runs and scale.
  let eased: { readonly domains: Domains; readonly of: string } | null = null;

  function showWords(scene: CurvesScene, runs: readonly StageRun[]): void {
    const { model, state } = scene;
    setText(loss.caption, model.task.loss_name || "loss");
    sayHelp(loss.help, model.task.loss_help || "");
    scale.show(state.log);
    zoomTools.show(state.zoom);
    const none = noCurves(model);
    setText(loss.empty, none);
    setText(gradient.empty, none ? "\u00a0" : noNorms(runs));
  }

  function paint(scene: CurvesScene): boolean {
    const { model, state, theme, looks } = scene;
    const { drawn, target } = remembered(scene);
    legend.show(model.runs, looks, state);
    showWords(scene, drawn.runs);
    const of = `${model.token}|${state.log}`;
    const from = scene.still || eased?.of !== of ? null : eased.domains;
    const { domains, moving } = easeDomains(from, target, scene.elapsedMs, state.log);
    eased = { domains, of };
    const hover = state.hover ? snapEpoch(drawn.runs, state.hover.epoch) : null;
    for (const panel of [loss, gradient]) {
      const { kind } = panel;
      const size = sizes.of(panel.box);
      const painted = {
        series: drawn.series[kind],
        theme,
        hover,
        baseline: kind === "loss" ? drawn.baseline : null,
        domain: { x: domains.x, y: domains[kind], log: state.log },
        key: drawn.key,
        playhead: scene.atEnd ? null : scene.epoch,
        selection: state.selection,
      };
      paintPanel(panel, painted, size);
      showTooltip(panel, {
        epoch: state.hover?.panel === kind ? hover : null,
        runs: drawn.runs,
        fields: FIELDS[kind],
        looks,
        theme,
        version: drawn.key,
        width: size.width,
      });
    }
    return moving;
  }

  return {
    root,
    boxOf: (panel) => panels[panel].box,
    paint,
    describe(scene) {
      const runs = shownRuns(scene);
      setAttribute(loss.box, "aria-label", lossWords(runs, scene.epoch));
      setAttribute(gradient.box, "aria-label", gradientWords(runs, scene.epoch));
    },
  };
}
