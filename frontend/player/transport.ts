// Play, step, speed and the order of the units.

import { changeIcon, element, iconButton, selectBox, setAttribute } from "../shared/elements.ts";
import { stepLabel } from "./model.ts";

export const SPEEDS = [1, 2, 5, 10, 20, 30, 60];
export const SORTS = [["similarity", "by similarity"], ["gate", "by forget or update gate"], ["activity", "by activity"], ["index", "by index"]];

export function createTransport(actions) {
  const back = iconButton("back", "One step back");
  const play = iconButton("play", "Play");
  const forward = iconButton("forward", "One step forward");
  play.classList.add("play");
  const range = element("input", { type: "range", min: "0", step: "1", "aria-label": "step", "data-role": "scrub" });
  const speed = selectBox("speed", SPEEDS.map((s) => [String(s), `${s} ${s === 1 ? "step" : "steps"}/s`]), "10");
  const sort = selectBox("sort units", SORTS, "similarity");
  const root = element("div", { class: "transport" },
    element("div", { class: "buttons" }, back, play, forward), range,
    element("label", { class: "choice" }, element("span", {}, "speed"), speed),
    element("label", { class: "choice" }, element("span", {}, "sort units"), sort));
  play.dataset.role = "play";
  back.dataset.role = "step-back";
  forward.dataset.role = "step-forward";
  speed.dataset.role = "speed";
  sort.dataset.role = "sort";
  let model = null;

  back.onclick = () => actions.goBy(-1);
  forward.onclick = () => actions.goBy(1);
  play.onclick = () => actions.togglePlay();
  range.oninput = () => actions.goTo(Number(range.value));
  speed.onchange = () => actions.setSpeed(Number(speed.value));
  sort.onchange = () => actions.setSort(sort.value);

  return {
    root,
    load(next) {
      model = next;
      range.max = String(Math.max(0, model.steps - 1));
      range.disabled = model.steps < 2;
      play.disabled = back.disabled = forward.disabled = model.steps < 2;
      sort.querySelector('[value="gate"]').disabled = !model.runs.some((run) => run.retention);
    },
    show(state) {
      const { step, playing } = state;
      if (range.value !== String(step)) range.value = String(step);
      range.style.setProperty("--fill", `${model.steps > 1 ? (100 * step) / (model.steps - 1) : 0}%`);
      const label = stepLabel(model.sequence, step);
      setAttribute(range, "aria-valuetext", `step ${step + model.first} of ${model.whole - 1}${label ? `, ${label}` : ""}`);
      if ((play.dataset.playing === "yes") !== playing) {
        play.dataset.playing = playing ? "yes" : "no";
        changeIcon(play, playing ? "pause" : "play", playing ? "Pause" : "Play");
      }
      if (speed.value !== String(state.speed)) speed.value = String(state.speed);
      if (sort.value !== state.sort) sort.value = state.sort;
    },
  };
}
