// Validation losses of any runs in one plot, with the gestures and the looks of the stage's curves.

import type { Palette } from "../shared/colour.ts";
import { element, prefersStillness, setAttribute, setText } from "../shared/elements.ts";
import type { Home, Mounted } from "../shared/homes.ts";
import { formatNumber } from "../shared/numbers.ts";
import { readPacket, sameBytes } from "../shared/packet.ts";
import type { ComparisonHeader } from "../shared/packet_types.ts";
import { createSizes } from "../shared/sizes.ts";
import { readTheme, type Theme } from "../shared/theme.ts";
import { type ComparisonModel, nearestRuns, readComparison } from "./comparison_model.ts";
import { ALL_CURVES, type CurvesEvent, curvesAfter } from "./curves_state.ts";
import { type Domains, easeDomains, snapEpoch, yDomainOf } from "./domains.ts";
import { createFrames } from "./frames.ts";
import type { Looks } from "./looks.ts";
import { lastOf } from "./model.ts";
import { createPanel, paintPanel, sayHelp } from "./panel.ts";
import type { Series } from "./panel_marks.ts";
import { attachPointer, placeIn } from "./pointer.ts";
import { type NamedField, showTooltip } from "./readout.ts";
import { createZoomTools } from "./zoom_tools.ts";

const FIELDS: readonly NamedField[] = [{ name: "validation", words: "validation loss" }];
// Rows of the box beside the crosshair: those nearest to the pointer.
const MOST_TOLD = 6;
// Runs bring their own colours; the theme needs none of them.
const NO_HUES: Palette = {
  negative: "#000000",
  positive: "#000000",
  truth: "#000000",
  baseline: "#000000",
  gates: {},
  cells: {},
};

interface Held {
  readonly model: ComparisonModel;
  readonly version: number;
  readonly looks: Looks;
  readonly series: readonly Series[];
}

function seriesOf({ runs, faint }: ComparisonModel): readonly Series[] {
  return runs.map(({ curve, hex, dash }) => ({
    epochs: curve.epoch,
    values: curve.validation,
    colour: hex,
    dash,
    width: faint ? 1.4 : 2.2,
    opacity: faint ? 0.75 : 1,
    best: 0,
    divergedIn: 0,
  }));
}

export function mountComparison(home: Home): Mounted {
  let state = ALL_CURVES;
  let held: Held | null = null;
  let theme: Theme | null = null;
  let bytes: Uint8Array | null = null;
  let eased: { readonly domains: Domains; readonly log: boolean } | null = null;
  let pointerY = 0;

  const frames = createFrames(paint);
  const sizes = createSizes(frames.request);
  const zoomTools = createZoomTools(dispatch);
  const panel = createPanel({ kind: "loss", title: "", tools: zoomTools.parts });
  const card = element("section", { class: "card curves" }, panel.root);
  const root = element("div", { class: "stage comparison", "data-role": "comparison" }, card);
  const notice = (event: PointerEvent) => {
    pointerY = placeIn(panel.box, event)[1];
  };
  panel.box.addEventListener("pointermove", notice, { capture: true });
  attachPointer(panel, dispatch);
  sizes.watch(panel.box);
  home.parent.append(root);
  document.fonts?.ready.then(() => {
    theme = null;
    frames.request();
  });

  function dispatch(event: CurvesEvent): void {
    state = curvesAfter(state, event);
    frames.request();
  }

  function receive(given: Uint8Array): void {
    const model = readComparison(readPacket<ComparisonHeader>(given, "comparison"));
    bytes = given;
    const looks = new Map(
      model.runs.map(({ id, hex, dash }) => [id, { colour: hex, dash, variant: 0 }] as const),
    );
    held = { model, version: (held?.version ?? 0) + 1, looks, series: seriesOf(model) };
    dispatch({ kind: "scale", log: model.log });
    setText(panel.caption, model.lossName);
    sayHelp(panel.help, model.lossHelp);
    const ends = model.runs.map(
      ({ label, curve }) => `${label}: ${formatNumber(lastOf(curve.validation))}`,
    );
    const words = `Validation loss over epochs, at the end: ${ends.join("; ")}`;
    setAttribute(panel.box, "aria-label", words);
    setAttribute(root, "aria-label", `Validation loss of ${model.runs.length} runs`);
  }

  function easedDomains({ model }: Held, elapsedMs: number) {
    const { log, zoom } = state;
    const x = zoom ?? ([0, model.lastEpoch] as const);
    const loss = yDomainOf(model.runs, ["validation"], x, log);
    const from = prefersStillness() || eased?.log !== log ? null : eased.domains;
    const found = easeDomains(from, { x, loss, gradient: loss }, elapsedMs, log);
    eased = { domains: found.domains, log };
    return found;
  }

  function paint(_now: number, elapsedMs: number): boolean {
    if (!held) return false;
    const { model, version, looks, series } = held;
    theme ??= readTheme(root, NO_HUES);
    const { domains, moving } = easedDomains(held, elapsedMs);
    const hover = state.hover ? snapEpoch(model.runs, state.hover.epoch) : null;
    const size = sizes.of(panel.box);
    const painted = {
      series,
      theme,
      hover,
      baseline: null,
      playhead: null,
      domain: { x: domains.x, y: domains.loss, log: state.log },
      key: String(version),
      selection: state.selection,
    };
    paintPanel(panel, painted, size);
    const runs =
      hover === null ? [] : nearestRuns(model.runs, hover, pointerY, panel.scale.yAt, MOST_TOLD);
    const told = { epoch: hover, runs, fields: FIELDS, looks, theme };
    showTooltip(panel, { ...told, version: String(version), width: size.width });
    zoomTools.show(state.zoom);
    return moving;
  }

  return {
    show(given) {
      frames.wake();
      sizes.watchAll();
      if (!sameBytes(bytes, given)) receive(given);
      theme = null;
      frames.request();
    },
    rest() {
      frames.rest();
      sizes.pause();
    },
  };
}
