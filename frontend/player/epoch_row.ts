// The training epoch: scrubbed, played and jumped to like the step.

import { changeIcon, element, iconButton, setAttribute, setText } from "../shared/elements.ts";
import { epochInWords, epochPlace } from "./training.ts";
import type { Actions, Model, Run } from "./types.ts";
import type { View } from "./view.ts";

const JUMPS = [
  ["before training", "epoch-first"],
  ["best", "epoch-best"],
  ["last", "epoch-last"],
] as const;

// A thumb of 18 pixels stops half its width before the ends.
function markAt(place: number, places: number, run: Run): HTMLElement {
  const share = places > 1 ? place / (places - 1) : 0;
  const mark = element("span", { class: "epoch-mark" });
  mark.style.left = `calc(9px + ${share} * (100% - 18px))`;
  mark.style.setProperty("--cell", `var(--run-${run.index})`);
  return mark;
}

export function createEpochRow(actions: Actions): View {
  const back = iconButton("back", "One epoch back");
  const play = iconButton("play", "Play the training");
  const forward = iconButton("forward", "One epoch forward");
  const range = element("input", {
    type: "range",
    min: 0,
    step: 1,
    "aria-label": "training epoch",
    "data-role": "epoch-scrub",
  });
  const marks = element("div", { class: "epoch-marks", "aria-hidden": "true" });
  const words = element("span", { class: "epoch-words", "data-role": "epoch" });
  const [first, best, last] = JUMPS.map(([text, role]) =>
    element("button", { type: "button", class: "quiet jump", "data-role": role }, text),
  );
  const root = element(
    "div",
    {
      class: "transport epochs",
      role: "group",
      "aria-label": "Training epoch",
      "data-role": "epochs",
    },
    element("div", { class: "buttons" }, back, play, forward),
    element("div", { class: "range-box epoch-range" }, range, marks),
    element("div", { class: "jumps" }, first, best, last),
    words,
  );
  play.dataset.role = "epoch-play";
  back.dataset.role = "epoch-back";
  forward.dataset.role = "epoch-forward";
  best.title = "Where the validation loss was lowest";
  let model: Model;

  const lastEpoch = () => model.epochs[model.epochs.length - 1];
  back.onclick = () => actions.epochBy(-1);
  forward.onclick = () => actions.epochBy(1);
  play.onclick = () => actions.toggleTraining();
  range.oninput = () => actions.setEpoch(model.epochs[Number(range.value)]);
  first.onclick = () => actions.setEpoch(model.epochs[0]);
  best.onclick = () => actions.setEpoch(null);
  last.onclick = () => actions.setEpoch(lastEpoch());

  return {
    root,
    load(next) {
      model = next;
      root.hidden = model.epochs.length < 2;
      range.max = String(model.epochs.length - 1);
      const places = model.epochs.length;
      marks.replaceChildren(
        ...model.runs.map((run) => markAt(epochPlace(model, run.best), places, run)),
      );
    },
    resize() {},
    show(state) {
      if (root.hidden) return;
      const place = epochPlace(model, state.epoch);
      if (range.value !== String(place)) range.value = String(place);
      range.style.setProperty("--fill", `${(100 * place) / (model.epochs.length - 1)}%`);
      const text = epochInWords(model, state.epoch);
      setAttribute(range, "aria-valuetext", text);
      setText(words, state.fetching ? `${text} … fetching` : text);
      setAttribute(first, "aria-pressed", state.epoch === model.epochs[0]);
      setAttribute(best, "aria-pressed", state.epoch === null);
      setAttribute(last, "aria-pressed", state.epoch === lastEpoch());
      if ((play.dataset.playing === "yes") !== state.training) {
        play.dataset.playing = state.training ? "yes" : "no";
        const label = state.training ? "Pause the training" : "Play the training";
        changeIcon(play, state.training ? "pause" : "play", label);
      }
    },
  };
}
