// Replay controls: play, the slider over the recorded epochs, pace, and the way back to live.

import { element, setAttribute, setText } from "../shared/elements.ts";
import type { StageModel } from "./model.ts";
import { bestDiffers, type Weights } from "./playhead.ts";
import type { StageEvent, StageState } from "./state.ts";
import { playWord, replayWords } from "./words.ts";

const PACES = [4, 8, 20];
const BEST_HELP =
  "The weights with the lowest validation loss, at the ring on the curve; the results below are theirs.";
const LAST_HELP = "The weights at the end of training.";

export interface TimelineScene {
  readonly model: StageModel;
  readonly stops: readonly number[];
  readonly state: StageState;
  readonly epoch: number;
}

export interface Timeline {
  readonly root: HTMLElement;
  paint(scene: TimelineScene): void;
}

type Dispatch = (event: StageEvent) => void;

const MOVES: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  PageDown: -5,
  PageUp: 5,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};
const VERTICAL = ["ArrowUp", "ArrowDown", "PageUp", "PageDown"];

/** What a key does anywhere in the stage; null where the focused control, by its tag, has its own
 * use for it. */
export function replayEvent(key: string, tag: string): StageEvent | null {
  if (tag === "SELECT") return null;
  if (key === " " && tag !== "BUTTON") return { kind: "toggle" };
  if (!(key in MOVES) || (tag !== "INPUT" && VERTICAL.includes(key))) return null;
  return { kind: "step", count: MOVES[key] };
}

export function replayKey(event: KeyboardEvent, dispatch: Dispatch): void {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const control = event.composedPath()[0];
  const found = replayEvent(event.key, control instanceof Element ? control.tagName : "");
  if (!found) return;
  dispatch(found);
  event.preventDefault();
}

function createSlider(dispatch: Dispatch): HTMLInputElement {
  const slider = element("input", {
    type: "range",
    min: "0",
    max: "1",
    step: "any",
    value: "0",
    "aria-label": "epoch",
    "data-role": "slider",
  });
  const settle = () => dispatch({ kind: "settle" });
  slider.oninput = () => dispatch({ kind: "scrub", position: Number(slider.value) });
  slider.onchange = settle;
  slider.onpointerdown = () => dispatch({ kind: "grab" });
  slider.onpointerup = settle;
  slider.onpointercancel = settle;
  return slider;
}

function createPlay(dispatch: Dispatch) {
  const word = element("span");
  const attributes = { type: "button", class: "play", "data-role": "play" };
  const button = element("button", attributes, element("i"), word);
  button.onclick = () => dispatch({ kind: "toggle" });
  return { button, word };
}

function createWeights(dispatch: Dispatch) {
  const choice = (weights: Weights, title: string) => {
    const attributes = { type: "button", "data-role": `${weights}-epoch`, title };
    const button = element("button", attributes, `${weights} epoch`);
    button.onclick = () => dispatch({ kind: "showEnd", weights });
    return button;
  };
  const buttons = { best: choice("best", BEST_HELP), last: choice("last", LAST_HELP) };
  const attributes = {
    class: "segments weights",
    role: "group",
    "aria-label": "Weights shown at the end",
  };
  return { root: element("div", attributes, buttons.best, buttons.last), buttons };
}

function createPace(dispatch: Dispatch) {
  const attributes = { "aria-label": "length of a full replay", "data-role": "pace" };
  const select = element("select", attributes);
  select.onchange = () => dispatch({ kind: "pace", seconds: Number(select.value) });
  const root = element("label", { class: "pace" }, element("span", {}, "full replay in "), select);
  let offered = "";
  // What was offered first stays, so that a pace that was chosen does not take another away.
  function show(seconds: number, first: number): void {
    const paces = [...new Set([...PACES, first])].sort((a, b) => a - b);
    if (offered !== String(paces)) {
      offered = String(paces);
      const option = (pace: number) => element("option", { value: String(pace) }, `${pace} s`);
      select.replaceChildren(...paces.map(option));
    }
    if (select.value !== String(seconds)) select.value = String(seconds);
  }
  return { root, show };
}

function createEpoch() {
  const [before, after] = [element("span", {}, "epoch "), element("span")];
  const epoch = element("b", { "data-role": "epoch" }, "0");
  const root = element("span", { class: "epoch", "data-role": "place" }, before, epoch, after);
  return { root, before, epoch, after };
}

export function createTimeline(dispatch: Dispatch): Timeline {
  const play = createPlay(dispatch);
  const slider = createSlider(dispatch);
  const place = createEpoch();
  const weights = createWeights(dispatch);
  const pace = createPace(dispatch);
  const live = element(
    "button",
    { type: "button", class: "live", "data-role": "live" },
    "back to live",
  );
  live.onclick = () => dispatch({ kind: "live" });
  const onAir = element("span", { class: "on-air" }, element("i", { class: "dot" }), "live");
  const livePlace = element("span", { class: "live-place" }, live, onAir);
  const track = element("span", { class: "track" }, slider, livePlace);
  const root = element(
    "section",
    { class: "timeline", "data-role": "timeline", "aria-label": "Replay" },
    play.button,
    track,
    place.root,
    weights.root,
    pace.root,
  );

  function paintSlider({ state, stops, model }: TimelineScene): void {
    const { head } = state;
    const last = Math.max(1, stops.length - 1);
    setAttribute(slider, "max", last);
    const position = head.following ? last : head.position;
    if (!head.dragging) slider.value = String(position);
    slider.style.setProperty("--filled", `${(position / last) * 100}%`);
    slider.disabled = model.newest <= 0;
  }

  function paintPlace({ state, model, epoch }: TimelineScene, choice: boolean): void {
    const ended = choice && state.head.following;
    const words = replayWords(epoch, model.lastEpoch, ended, state.weights);
    setText(place.before, words.before);
    setText(place.epoch, words.shown);
    setText(place.after, words.after);
    setAttribute(slider, "aria-valuetext", words.aloud);
    root.classList.toggle("with-choice", choice);
  }

  function paintButtons({ state, model }: TimelineScene, choice: boolean): void {
    const { head } = state;
    const hasPast = model.newest > 0;
    play.button.disabled = !hasPast;
    setText(play.word, playWord(head, model.active, hasPast));
    play.button.dataset.state = head.playing ? "playing" : "still";
    live.classList.toggle("off", !model.active || head.following);
    onAir.classList.toggle("off", !model.onAir || !head.following);
    weights.root.classList.toggle("none", !choice);
    for (const one of ["best", "last"] as const) {
      const pressed = head.following && state.weights === one;
      setAttribute(weights.buttons[one], "aria-pressed", pressed);
    }
    root.dataset.active = String(model.active);
  }

  return {
    root,
    paint(scene) {
      // At the end the networks need not be those of the last epoch: what is shown is chosen beside.
      const choice = bestDiffers(scene.model.runs);
      paintSlider(scene);
      paintPlace(scene, choice);
      paintButtons(scene, choice);
      pace.show(scene.state.seconds, scene.model.replaySeconds);
    },
  };
}
