// One run: how it stands, its hidden states taking shape, its forecast against the truth.

import { element, setAttribute, setText } from "../shared/elements.ts";
import { formatNumber, formatTick } from "../shared/numbers.ts";
import { holdShown, showFrame } from "./blend.ts";
import { createForecast, hasGhost, paintForecast, stepUnder } from "./forecast.ts";
import { cellUnder, createHeatmap, heatValue, paintHeatmap } from "./heatmap.ts";
import { curveAt, statusText } from "./model.ts";
import { endEpoch, frameMix } from "./playhead.ts";
import { createRule, paintRule, updateRule } from "./rule.ts";
import { rgb, runColour } from "./theme.ts";

const BLEND_HINT = "Between two recorded epochs the picture is interpolated; at rest it shows recorded numbers.";

// Letters for which a phone has no room beside the key.
const LONG_NAME = 16;

export function createLane(run, sizes, changed) {
  const parts = {
    label: element("span", { class: "chip-label" }),
    sub: element("span", { class: "sub" }),
    status: element("span", { class: "status", "data-role": "status" }),
    score: element("span", { class: "score", "data-role": "score" }),
    bar: element("i"),
    message: element("p", { class: "message", "data-role": "message" }),
    heatTitle: element("span", { class: "panel-title" }),
    heatReadout: element("span", { class: "axis-name", "data-role": "frame" }),
    low: element("span"), high: element("span"),
    valueName: element("span", { class: "axis-name value-name" }),
    nowLabel: element("span", { class: "now-label" }),
    now: element("span"),
    opening: element("span", { class: "opening" }),
    added: element("span"),
    truth: element("span", { class: "key-item" }, element("i", { class: "line truth" }), "truth"),
    ghost: element("span", { class: "key-item ghost" }, element("i", { class: "line dotted" }), "untrained"),
  };
  const heatmap = createHeatmap();
  const forecast = createForecast();
  const scale = element("span", { class: "colourbar", "aria-hidden": "true" }, parts.low, element("i"), parts.high);
  const heatFigure = element("figure", { class: "heat" },
    element("figcaption", { title: BLEND_HINT }, parts.heatTitle, parts.heatReadout, element("span", { class: "spacer" }), scale), heatmap.box);
  const keys = element("span", { class: "keys" }, parts.ghost, parts.truth,
    element("span", { class: "key-item" }, element("i", { class: "line" }), element("span", {}, parts.nowLabel, parts.now)));
  const rule = createRule();
  const forecastFigure = element("figure", { class: "fore" },
    element("figcaption", { title: BLEND_HINT }, parts.valueName, element("span", { class: "spacer" }), keys), forecast.box);
  const element = element("article", { class: "card lane", "data-role": "lane", "data-run": run.id },
    element("header", { class: "lane-head" },
      element("span", { class: "chip" }, element("i", { class: "dot" }), parts.label), parts.sub, parts.status, parts.score),
    element("div", { class: "progress", "aria-hidden": "true" }, parts.bar),
    parts.message,
    element("p", { class: "writes", "data-role": "writes" }, element("span", { class: "writes-label" }, "writes"), element("span", { class: "written" }, parts.opening, parts.added)),
    element("div", { class: "lane-plots" }, heatFigure, rule.element, forecastFigure));
  const lane = { id: run.id, element, heatFigure, forecastFigure, parts, heatmap, rule, forecast, run };
  for (const box of [heatmap.box, forecast.box]) sizes.watch(box);
  attachLanePointer(lane, sizes, changed);
  return lane;
}

function attachLanePointer(lane, sizes, changed) {
  const { heatmap, forecast } = lane;
  const inBox = (event, box) => {
    const rect = box.getBoundingClientRect();
    return [event.clientX - rect.left, event.clientY - rect.top];
  };
  heatmap.box.onpointerdown = heatmap.box.onpointermove = (event) => {
    const [x, y] = inBox(event, heatmap.box);
    heatmap.pointed = heatmap.shown.has ? cellUnder(heatmap, x, y, lane.run.frames.hidden) : null;
    changed();
  };
  forecast.box.onpointerdown = forecast.box.onpointermove = (event) => {
    const [x] = inBox(event, forecast.box);
    forecast.pointed = stepUnder(forecast, lane.model, x, sizes.of(forecast.box).width < 460);
    changed();
  };
  for (const part of [heatmap, forecast]) {
    part.box.onpointerleave = (event) => {
      if (event.pointerType === "touch") return;
      part.pointed = null;
      changed();
    };
  }
}

export function forgetLaneTaps(lane, path) {
  for (const part of [lane.heatmap, lane.forecast]) if (!path.includes(part.box)) part.pointed = null;
}

export function removeLane(lane, sizes) {
  for (const box of [lane.heatmap.box, lane.forecast.box]) sizes.forget(box);
  lane.element.remove();
}

export function holdLane({ heatmap, rule, forecast }) {
  [heatmap.shown, rule.shown, forecast.shown].forEach(holdShown);
}

// Called once a packet. `hold` keeps what is on screen, to glide from it to the new frame.
export function updateLane(lane, run, view, hold) {
  lane.run = run;
  lane.model = view.model;
  if (hold) holdLane(lane);
  const { parts, element } = lane;
  const { task } = view.model;
  element.style.setProperty("--run", rgb(runColour(run, view.theme)));
  element.style.setProperty("--truth", view.model.palette.truth);
  element.style.setProperty("--negative", view.model.palette.negative);
  element.style.setProperty("--positive", view.model.palette.positive);
  element.dataset.status = run.status;
  setText(parts.label, run.label);
  setText(parts.sub, run.sub || "");
  setText(parts.status, statusText(run));
  setText(parts.heatTitle, task.probe_caption || "hidden state");
  setText(parts.low, formatTick(-run.frames.hidden.limit, 0.1).replace(/\.0$/, ""));
  setText(parts.high, formatTick(run.frames.hidden.limit, 0.1).replace(/\.0$/, ""));
  setText(parts.message, run.message || "");
  parts.message.title = run.message || "";
  element.classList.toggle("with-message", Boolean(run.message));
  const done = run.epochs ? Math.min(1, (run.epoch || 0) / run.epochs) : 0;
  parts.bar.style.transform = `scaleX(${run.status === "finished" ? 1 : done})`;
  parts.ghost.classList.toggle("off", !hasGhost(run));
  parts.truth.classList.toggle("none", Boolean(task.logarithmic));
  updateRule(lane.rule, task.rule);
  element.classList.toggle("with-rule", Boolean(task.rule));
  element.classList.toggle("long-name", (task.value_name || "").length > LONG_NAME);
}

function waitingText(run) {
  if (run.frames.hidden.frames) return `the first recorded picture is of epoch ${run.frames.epochs[0]}`;
  if (run.status === "queued") return "waiting for a worker";
  if (run.status === "running") return "starting";
  return run.message ? "" : "no epoch was recorded";
}

export function paintLane(lane, view, sizes) {
  const { run, heatmap, forecast } = lane;
  const { hidden, epochs } = run.frames;
  const at = view.following ? endEpoch(run, view.weights) : view.epoch;
  const mix = frameMix(epochs, at, view.moving && !view.following);
  const glide = view.following ? view.glide : 1;
  showFrame(heatmap.shown, hidden, hidden.steps * hidden.units, mix, glide);
  showFrame(forecast.shown, run.frames.forecast, run.frames.forecast.length, mix, glide);
  showFrame(lane.rule.shown, run.frames.rule, run.frames.rule.length, mix, glide);
  paintRule(lane.rule, view.model.task.rule);
  paintHeatmap(heatmap, run, view, sizes.of(heatmap.box));
  paintForecast(forecast, run, view, sizes.of(forecast.box));
  setText(heatmap.empty, heatmap.shown.has ? "" : waitingText(run));
  writeLaneNumbers(lane, view, mix);
}

function writeLaneNumbers(lane, view, mix) {
  const { parts, run, heatmap, forecast } = lane;
  const { task, truth } = view.model;
  const shownEpoch = mix ? (mix.share > 0 ? Math.floor(view.epoch + 1e-6) : run.frames.epochs[mix.from]) : null;
  const end = endEpoch(run, view.weights);
  const validation = curveAt(run, view.following ? end : view.epoch).validation;
  setText(parts.score, Number.isFinite(validation) ? `validation ${formatNumber(validation)}` : "");
  const isBest = view.following && end === shownEpoch;
  const place = shownEpoch === null ? "" : shownEpoch === 0 ? "untrained" : `epoch ${shownEpoch}${isBest ? " (best)" : ""}`;
  setText(parts.nowLabel, place ? `${run.label}, ` : run.label);
  setText(parts.now, place);
  lane.heatFigure.classList.toggle("pointing", Boolean(heatmap.pointed));
  lane.forecastFigure.classList.toggle("pointing", forecast.pointed !== null);
  if (heatmap.pointed && heatmap.shown.has) {
    const { step, unit } = heatmap.pointed;
    setText(parts.heatReadout, `unit ${unit}, step ${step}: ${formatNumber(heatValue(heatmap, run.frames.hidden, heatmap.pointed))}`);
  } else setText(parts.heatReadout, place);
  // A text cannot be half of one and half of another: that of the frame before stands.
  const [opening = "", added = ""] = (mix && run.frames.texts[mix.share >= 1 ? mix.to : mix.from]) || [];
  setText(parts.opening, opening);
  setText(parts.added, added);
  lane.element.classList.toggle("writing", Boolean(opening));
  const unit = task.unit ? ` (${task.unit})` : "";
  const name = `${task.value_name || "value"}${unit}`;
  if (forecast.pointed !== null && forecast.pointed < truth.x.length) {
    const k = forecast.pointed;
    const answer = forecast.shown.has ? formatNumber(forecast.shown.numbers[k]) : "no value";
    const said = forecast.shown.has ? `, forecast ${answer}` : "";
    setText(parts.valueName, `${task.step_name || "step"} ${formatTick(truth.x[k], 1)}: `
      + (task.logarithmic ? answer : `truth ${formatNumber(truth.y[k])}${said}`));
  } else setText(parts.valueName, name);
}

export function describeLane(lane, view) {
  const { run, heatmap, forecast, parts } = lane;
  const place = parts.nowLabel.textContent + parts.now.textContent;
  const { steps, units } = run.frames.hidden;
  setAttribute(heatmap.box, "aria-label", heatmap.shown.has
    ? `${place}: hidden states of ${units} units over ${steps} steps.`
    : `${run.label}: no hidden states yet.`);
  const error = forecast.shown.has ? meanAbsoluteError(forecast.shown.numbers, view.model.truth.y) : NaN;
  setAttribute(forecast.box, "aria-label", Number.isFinite(error)
    ? describedForecast(place, view.model.task, formatNumber(error))
    : `${run.label}: the truth on the test data, no outputs yet.`);
}

function describedForecast(place, task, error) {
  return task.logarithmic
    ? `${place}: ${task.value_name}, on average ${error}.`
    : `${place}: outputs on the test data, on average ${error} from the truth.`;
}

function meanAbsoluteError(forecast, truth) {
  let sum = 0;
  let count = 0;
  for (let k = 0; k < truth.length; k += 1) {
    const gap = Math.abs(forecast[k] - truth[k]);
    if (!Number.isFinite(gap)) continue;
    sum += gap;
    count += 1;
  }
  return count ? sum / count : NaN;
}
