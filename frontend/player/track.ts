// The sequence: symbols as a row of cells, numbers as lines, and the cursor through all of it.

import { element, setAttribute } from "../shared/elements.ts";
import { axisName, decimalsFor, formatData } from "../shared/numbers.ts";
import { sizeCanvas } from "./elements.ts";
import { runTitle } from "./model.ts";
import { createSymbolRow } from "./symbol_row.ts";
import { drawTrackBase, drawTrackMoment, tracePaths } from "./track_draw.ts";
import { drawsValue, finiteRange, layoutTrack } from "./track_layout.ts";
import { createTrackLegend } from "./track_legend.ts";

function describeTrack(model) {
  const { sequence, steps, features } = model;
  const span = `${steps} ${steps === 1 ? "step" : "steps"}`;
  const runs = model.runs.map(runTitle).join(", ");
  const parts = [];
  if (drawsValue(model)) {
    const [low, high] = finiteRange([model.value]);
    const decimals = decimalsFor(low, high);
    parts.push(`${axisName(sequence.value_name, sequence.unit)} over ${span}, between ${formatData(low, decimals)} and ${formatData(high, decimals)}`);
  }
  if (features.length) parts.push(`the inputs ${features.map((feature) => feature.name).join(", ")} over ${span}`);
  if (model.continues) parts.push(`the next value as predicted by ${runs}`);
  else if (sequence.classes.length) parts.push(`the probability of the right answer as given by ${runs}`);
  else parts.push(`${sequence.value_name} as predicted by ${runs}`);
  return parts.join("; ");
}

export function createTrack(actions) {
  const symbols = createSymbolRow(actions);
  const base = element("canvas", { "data-role": "track", role: "img" });
  const over = element("canvas", { "aria-hidden": "true", class: "over" });
  const stack = element("div", { class: "stack track-stack" }, base, over);
  const legend = createTrackLegend();
  const root = element("div", { class: "panel track" }, symbols.root, stack, legend.root);
  let [model, theme, plot, paths, dragging] = [null, null, null, null, false];

  const stepAt = (event) => plot.stepAt(event.clientX - over.getBoundingClientRect().left);
  over.onpointerdown = (event) => {
    if (event.button !== 0) return;
    dragging = true;
    over.setPointerCapture(event.pointerId);
    actions.goTo(stepAt(event));
  };
  over.onpointermove = (event) => { if (dragging) actions.goTo(stepAt(event)); };
  over.onpointerup = over.onpointercancel = () => { dragging = false; };

  // The symbols show the unit pointed at, wherever it is, else that of the run in focus.
  function colouredBy(state) {
    const index = state.hover ? state.hover.run : state.focus;
    return [model.runs[index], state.runs[index].unit];
  }

  function measure(text) {
    const context = base.getContext("2d");
    context.font = `11px ${theme.font}`;
    return context.measureText(text).width;
  }

  return {
    root,
    load(next) {
      model = next;
      symbols.load(model);
      legend.load(model);
      setAttribute(base, "aria-label", describeTrack(model));
    },
    resize(width, nextTheme) {
      theme = nextTheme;
      const inner = Math.max(200, width - 4);
      symbols.resize(inner, theme);
      legend.theme(theme);
      plot = layoutTrack(model, inner, measure);
      stack.hidden = plot.height === 0;
      if (stack.hidden) return;
      paths = plot.series ? tracePaths(plot) : null;
      drawTrackBase(sizeCanvas(base, plot.width, plot.height), plot, paths, theme);
    },
    show(state) {
      const [run, unit] = colouredBy(state);
      symbols.show(state.step, run, unit);
      legend.show(run, unit);
      if (!stack.hidden) drawTrackMoment(sizeCanvas(over, plot.width, plot.height), plot, paths, theme, state.step);
    },
  };
}
