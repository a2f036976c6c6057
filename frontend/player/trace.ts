// One unit over time: its states beside the input that it saw, and its gates below them.

import { element, setAttribute, setText } from "../shared/elements.ts";
import { formatTick } from "../shared/numbers.ts";
import { sizeCanvas } from "./elements.ts";
import { niceStep, niceTicks } from "./format.ts";
import { runTitle } from "./model.ts";
import { createStepAxis } from "./step_axis.ts";
import { pathOf } from "./track_draw.ts";
import { finiteRange } from "./track_layout.ts";

export const TRACE = { left: 36, states: 104, gates: 62, gap: 12 };

function traceLines(run, theme) {
  const lines = run.panels.map((panel) => ({
    name: panel.title,
    symbol: panel.symbol,
    values: panel.values,
    gate: panel.scale !== "state",
    colour: panel.scale === "state" ? theme.text : theme.scaleText(panel.scale) || theme.text,
    wide: panel.source === "hidden",
    dash: { hidden: [], cell_state: [6, 3] }[panel.source] || (panel.scale === "state" ? [2, 3] : []),
  }));
  if (run.inputs === 1) lines.unshift({ name: "input x, normalised", symbol: "x", values: null, colour: theme.truthText, dash: [] });
  return lines;
}

function traceValues(run, line, unit) {
  return Float64Array.from({ length: run.steps }, (_, t) => (line.values ? line.values[t * run.units + unit] : run.input[t]));
}

// States lie around 0, so 0 is always in sight.
function bandRange(traces) {
  const [low, high] = finiteRange(traces);
  return [Math.min(low, -0.1), Math.max(high, 0.1)];
}

function drawBand(context, band, theme) {
  const { traces, lines, top, height, width, low, high, ticks, tickStep, steps } = band;
  const xAt = (t) => TRACE.left + ((t + 0.5) * width) / steps;
  const yAt = (v) => top + height * (1 - (v - low) / (high - low));
  context.font = `10.5px ${theme.font}`;
  context.textBaseline = "middle";
  context.textAlign = "right";
  context.lineWidth = 1;
  for (const tick of ticks) {
    const y = Math.round(yAt(tick));
    context.fillStyle = theme.faint(tick === 0 ? 0.24 : 0.1);
    context.fillRect(TRACE.left, y, width, 1);
    context.fillStyle = theme.muted;
    context.fillText(formatTick(tick, tickStep), TRACE.left - 4, y);
  }
  context.lineJoin = "round";
  lines.forEach((line, k) => {
    context.strokeStyle = line.colour;
    context.lineWidth = line.wide ? 2.2 : 1.4;
    context.setLineDash(line.dash);
    context.stroke(pathOf(traces[k], xAt, yAt, 0));
  });
  context.setLineDash([]);
}

function drawTrace(context, run, lines, unit, width, theme) {
  const band = (chosen) => ({ lines: chosen, traces: chosen.map((line) => traceValues(run, line, unit)), width, steps: run.steps });
  const states = band(lines.filter((line) => !line.gate));
  const [low, high] = bandRange(states.traces);
  drawBand(context, { ...states, top: 6, height: TRACE.states, low, high,
    ticks: niceTicks(low, high, 3), tickStep: niceStep(high - low, 3) }, theme);
  const gates = band(lines.filter((line) => line.gate));
  if (gates.lines.length === 0) return;
  drawBand(context, { ...gates, top: 6 + TRACE.states + TRACE.gap, height: TRACE.gates, low: 0, high: 1,
    ticks: [0, 1], tickStep: 1 }, theme);
}

function traceKey(line) {
  const key = element("span", { class: "key", title: line.name }, line.symbol);
  key.style.color = line.colour;
  if (line.dash.length) key.classList.add(line.dash[0] > 3 ? "dashed" : "dotted");
  if (line.wide) key.classList.add("wide");
  return key;
}

export function createTrace(actions, model, firstRun) {
  let run = firstRun;
  const canvas = element("canvas", { role: "img" });
  const cursor = element("div", { class: "cursor line" });
  const stack = element("div", { class: "stack heat", "data-role": "trace", "data-run": run.index }, canvas, cursor);
  const unitName = element("span");
  const what = element("span", { class: "limit" });
  const keys = element("span", { class: "trace-keys" });
  const axis = createStepAxis(model, run, TRACE.left);
  const root = element("figure", { class: "heatmap trace" },
    element("figcaption", {}, element("h4", {}, unitName, what), keys), stack, axis.root);
  const hasGates = run.panels.some((panel) => panel.scale !== "state");
  const height = TRACE.states + 12 + (hasGates ? TRACE.gap + TRACE.gates : 0);
  let [width, theme, lines, drawn, dragging] = [0, null, [], null, false];

  function stepAt(event) {
    const x = event.clientX - stack.getBoundingClientRect().left - TRACE.left;
    return Math.max(0, Math.min(run.steps - 1, Math.floor((x / width) * run.steps)));
  }
  stack.onpointerdown = (event) => {
    if (event.button !== 0) return;
    dragging = true;
    stack.setPointerCapture(event.pointerId);
    actions.goTo(stepAt(event));
  };
  stack.onpointermove = (event) => { if (dragging) actions.goTo(stepAt(event)); };
  stack.onpointerup = stack.onpointercancel = () => { dragging = false; };
  setText(what, hasGates ? " states above, gates below" : "");

  return {
    root,
    load(nextRun) { run = nextRun; },
    resize(nextWidth, nextTheme) {
      width = nextWidth;
      theme = nextTheme;
      lines = traceLines(run, theme);
      axis.resize(width, theme);
      keys.replaceChildren(...lines.map(traceKey));
      stack.style.width = `${width + TRACE.left}px`;
      stack.style.height = `${height}px`;
      drawn = null;
    },
    show(step, unit) {
      if (drawn !== unit) {
        drawn = unit;
        setText(unitName, `unit ${unit} over time`);
        setAttribute(canvas, "aria-label", `Unit ${unit} of ${runTitle(run)} over time: ${lines.map((line) => line.name).join(", ")}`);
        drawTrace(sizeCanvas(canvas, width + TRACE.left, height), run, lines, unit, width, theme);
      }
      cursor.style.transform = `translateX(${TRACE.left + ((step + 0.5) * width) / run.steps - 0.5}px)`;
    },
  };
}
