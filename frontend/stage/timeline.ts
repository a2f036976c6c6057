// Replay controls: play, the slider over the recorded epochs, pace, and the way back to live.

import { element, setAttribute, setText } from "../shared/elements.ts";
import { formatTick } from "../shared/numbers.ts";
import { bestDiffers } from "./playhead.ts";

const PACES = [4, 8, 20];

export function createTimeline(actions) {
  const play = element("button", { type: "button", class: "play", "data-role": "play" }, element("i"), element("span"));
  const slider = element("input", { type: "range", min: "0", max: "1", step: "any", value: "0", "aria-label": "epoch", "data-role": "slider" });
  const epoch = element("b", { "data-role": "epoch" }, "0");
  const before = element("span", {}, "epoch ");
  const after = element("span");
  const pace = element("select", { "aria-label": "length of a full replay", "data-role": "pace" });
  const live = element("button", { type: "button", class: "live", "data-role": "live" }, "back to live");
  const onAir = element("span", { class: "on-air" }, element("i", { class: "dot" }), "live");
  const best = element("button", { type: "button", "data-role": "best-epoch", title: "The weights with the lowest validation loss, at the ring on the curve; the results below are theirs." }, "best epoch");
  const last = element("button", { type: "button", "data-role": "last-epoch", title: "The weights at the end of training." }, "last epoch");
  const weights = element("div", { class: "segments weights", role: "group", "aria-label": "Weights shown at the end" }, best, last);
  const element = element("section", { class: "timeline", "data-role": "timeline", "aria-label": "Replay" },
    play,
    element("span", { class: "track" }, slider, element("span", { class: "live-place" }, live, onAir)),
    element("span", { class: "epoch", "data-role": "place" }, before, epoch, after),
    weights,
    element("label", { class: "pace" }, element("span", {}, "full replay in "), pace));
  play.onclick = actions.toggle;
  live.onclick = actions.goLive;
  best.onclick = () => actions.showEnd("best");
  last.onclick = () => actions.showEnd("last");
  slider.oninput = () => actions.scrub(Number(slider.value));
  slider.onchange = () => actions.settle();
  slider.onpointerdown = () => actions.grab();
  slider.onpointerup = () => actions.settle();
  slider.onpointercancel = () => actions.settle();
  pace.onchange = () => actions.setPace(Number(pace.value));
  return { element, play, slider, before, epoch, after, pace, live, onAir, weights, best, last };
}

export function offerPaces(timeline, seconds) {
  const offered = [...new Set([...PACES, seconds])].sort((a, b) => a - b);
  timeline.pace.replaceChildren(...offered.map((pace) => element("option", { value: String(pace) }, `${pace} s`)));
  timeline.pace.value = String(seconds);
}

// Keys anywhere in the stage, except where the focused control has its own use for them.
export function replayKey(event, actions) {
  const control = event.composedPath()[0];
  const tag = control.tagName;
  if (tag === "SELECT" || event.altKey || event.ctrlKey || event.metaKey) return;
  const moves = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -5, PageUp: 5, Home: -Infinity, End: Infinity };
  const vertical = ["ArrowUp", "ArrowDown", "PageUp", "PageDown"].includes(event.key);
  if (event.key === " " && tag !== "BUTTON") actions.toggle();
  else if (event.key in moves && (tag === "INPUT" || !vertical)) actions.step(moves[event.key]);
  else return;
  event.preventDefault();
}

function playWord(head, active, hasPast) {
  if (head.playing) return "Pause";
  if (!head.following) return "Play";
  return active && hasPast ? "Replay so far" : "Replay training";
}

export function paintTimeline(timeline, { head, stops, model, epoch, weights }) {
  const { slider, play } = timeline;
  const last = Math.max(1, stops.length - 1);
  setAttribute(slider, "max", String(last));
  const position = head.following ? last : head.position;
  if (!head.dragging) slider.value = String(position);
  slider.style.setProperty("--filled", `${(position / last) * 100}%`);
  const nothing = model.newest <= 0;
  slider.disabled = nothing;
  play.disabled = nothing;
  const shown = formatTick(Math.floor(epoch + 1e-6), 1);
  setText(timeline.epoch, shown);
  // At the end the networks need not be those of the last epoch: what is shown is chosen beside.
  const choice = bestDiffers(model.runs);
  const ended = choice && head.following;
  setText(timeline.before, ended ? "trained for " : "epoch ");
  setText(timeline.after, ended ? " epochs, shown:" : ` of ${formatTick(model.lastEpoch, 1)}`);
  setAttribute(slider, "aria-valuetext", ended
    ? `trained for ${shown} epochs, the ${weights} epoch is shown`
    : `epoch ${shown} of ${formatTick(model.lastEpoch, 1)}`);
  timeline.element.classList.toggle("with-choice", choice);
  setText(play.lastElementChild, playWord(head, model.active, !nothing));
  play.dataset.state = head.playing ? "playing" : "still";
  timeline.live.classList.toggle("off", !model.active || head.following);
  timeline.onAir.classList.toggle("off", !model.onAir || !head.following);
  timeline.weights.classList.toggle("none", !choice);
  for (const choice of ["best", "last"]) {
    setAttribute(timeline[choice], "aria-pressed", String(head.following && weights === choice));
  }
  timeline.element.dataset.active = String(model.active);
}
