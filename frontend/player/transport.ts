// Play, step and speed.

import { changeIcon, element, iconButton, selectBox, setAttribute } from "../shared/elements.ts";
import { SPEEDS } from "./choices.ts";
import { stepLabel } from "./model.ts";
import type { Actions, Model } from "./types.ts";
import type { View } from "./view.ts";

export function createTransport(actions: Actions): View {
  const back = iconButton("back", "One step back");
  const play = iconButton("play", "Play");
  const forward = iconButton("forward", "One step forward");
  play.classList.add("play");
  const range = element("input", {
    type: "range",
    min: 0,
    step: 1,
    "aria-label": "step",
    "data-role": "scrub",
  });
  const speeds = SPEEDS.map(
    (each) => [String(each), `${each} ${each === 1 ? "step" : "steps"}/s`] as const,
  );
  const speed = selectBox("speed", speeds, "10");
  const root = element(
    "div",
    { class: "transport" },
    element("div", { class: "buttons" }, back, play, forward),
    element("div", { class: "range-box" }, range),
    element("label", { class: "choice" }, element("span", {}, "speed"), speed),
  );
  play.dataset.role = "play";
  back.dataset.role = "step-back";
  forward.dataset.role = "step-forward";
  speed.dataset.role = "speed";
  let model: Model;

  back.onclick = () => actions.goBy(-1);
  forward.onclick = () => actions.goBy(1);
  play.onclick = () => actions.togglePlay();
  range.oninput = () => actions.goTo(Number(range.value));
  speed.onchange = () => actions.setSpeed(Number(speed.value));

  return {
    root,
    load(next) {
      model = next;
      range.max = String(Math.max(0, model.steps - 1));
      const single = model.steps < 2;
      for (const control of [range, play, back, forward]) control.disabled = single;
    },
    resize() {},
    show({ step, playing, speed: shown }) {
      if (range.value !== String(step)) range.value = String(step);
      const filled = model.steps > 1 ? (100 * step) / (model.steps - 1) : 0;
      range.style.setProperty("--fill", `${filled}%`);
      const label = stepLabel(model.sequence, step);
      const text = `step ${step + model.first} of ${model.whole - 1}${label ? `, ${label}` : ""}`;
      setAttribute(range, "aria-valuetext", text);
      if ((play.dataset.playing === "yes") !== playing) {
        play.dataset.playing = playing ? "yes" : "no";
        changeIcon(play, playing ? "pause" : "play", playing ? "Pause" : "Play");
      }
      if (speed.value !== String(shown)) speed.value = String(shown);
    },
  };
}
