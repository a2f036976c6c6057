// The player: one cursor over the sequence, the equations and the heatmaps of every run.

import { unpackPacket } from "../packet.ts";
import { element, prefersStillness, setText } from "../shared/elements.ts";
import { frameOnlyByKeys } from "../shared/focus.ts";
import { createActions } from "./actions.ts";
import { createClock } from "./clock.ts";
import { createEpochRow } from "./epoch_row.ts";
import { createHeading } from "./heading.ts";
import { createHeatmapGrid } from "./heatmap_grid.ts";
import { createKeyboard } from "./keyboard.ts";
import { buildModel } from "./model.ts";
import { mostActiveUnit } from "./order.ts";
import { createOverview } from "./overview.ts";
import { createRunView } from "./run_view.ts";
import { applyStart, createState, keepWhatFits, momentOf, ordersFor, settleRuns } from "./state.ts";
import { resolveTheme } from "./theme.ts";
import { createTools } from "./tools.ts";
import { createTrack } from "./track.ts";
import { createTrainingControl } from "./training_control.ts";
import { createTransport } from "./transport.ts";
import { createViewChoice } from "./view_choice.ts";

const ANNOUNCE_MS = 400;

export function createPlayer(parentElement) {
  const state = createState();
  const root = element("div", { class: "player", tabindex: "0", role: "group", "aria-label": "Step through the network", "data-role": "player" });
  frameOnlyByKeys(root);
  const player = { send: () => {}, ask: () => {}, find: () => {}, bytes: null, moment: {}, standalone: false };
  let [model, theme, orders, token] = [null, null, [], undefined];
  const wanted = {};
  let [goal, firstShown] = [null, 0];
  let [runViews, width, announceTimer, announced, observer] = [[], 0, null, "", null];

  // What reads from right to left is played that way, unless something beside it does not.
  const playsBackward = () => model.runs.every((run) => run.reverse);
  const lastPlayed = () => (playsBackward() ? 0 : model.steps - 1);

  const clock = createClock((steps) => {
    if (!root.isConnected) {
      state.playing = false;
      clock.stop();
      return;
    }
    change(() => {
      state.step = Math.max(0, Math.min(model.steps - 1, state.step + (playsBackward() ? -steps : steps)));
      if (state.step === lastPlayed()) {
        state.playing = false;
        clock.stop();
      }
    });
  });

  const training = createTrainingControl({
    state, root, change, show, announce, takeRuns, ask, model: () => model,
  });
  const actions = createActions({
    state, player, change, show, layOut, clock, training, ask, lastPlayed, model: () => model,
  });

  // What was asked for before stays asked for: the answer is one packet.
  function ask(more) {
    Object.assign(wanted, more);
    player.ask({ ...wanted, token });
  }

  // A step of the whole sequence, which may lie outside the window that travelled.
  function goToWhole(step) {
    const inside = step - model.first;
    if (inside >= 0 && inside < model.steps) {
      actions.goTo(inside);
      return;
    }
    training.stopTraining();
    clock.stop();
    state.playing = false;
    goal = step;
    show();
    ask({ at: step });
  }

  function takeRuns() {
    const next = model.training.runsAt(state.epoch);
    if (next.every((run, k) => run === model.runs[k])) return;
    model.runs = next;
    for (const run of model.runs) run.mostActive = model.mostActive[run.index];
    keepWhatFits(state, model);
    loadViews();
    layOut();
  }

  const overview = createOverview({ goTo: goToWhole });
  const heading = createHeading();
  const track = createTrack(actions);
  const transport = createTransport(actions);
  const epochs = createEpochRow(actions);
  const views = createViewChoice(actions);
  const equations = element("div", { class: "equations" });
  const grid = createHeatmapGrid(actions);
  const convention = element("p", { class: "convention", "data-role": "convention" });
  const tools = createTools(root, layOut, () => {
    const run = model.runs[state.focus];
    return { run, step: state.step + model.first, unit: state.runs[state.focus].unit };
  });
  root.append(heading.root, track.root, transport.root, epochs.root, overview.root, views.root, equations, grid.root, convention, tools.root);
  parentElement.append(root);
  const keyboard = createKeyboard(root, parentElement.host || parentElement, actions);

  // Python hears of a moment once it rests, never of the frames before.
  function announce() {
    clearTimeout(announceTimer);
    if (state.playing || state.training) return;
    announceTimer = setTimeout(() => {
      const text = JSON.stringify(momentOf(state, model));
      if (text !== announced && !state.playing && !state.training && root.isConnected) {
        announced = text;
        player.send(momentOf(state, model));
      }
    }, ANNOUNCE_MS);
  }

  function change(apply) {
    apply();
    show();
    announce();
  }

  function show() {
    if (!model || width <= 0) return;
    state.motion = !prefersStillness() && (!state.playing || state.speed <= 5);
    settleRuns(state, model, orders);
    heading.show(state);
    track.show(state);
    transport.show(state);
    epochs.show(state);
    views.show(state);
    overview.show(state);
    tools.show();
    for (const view of runViews) view.show(state);
    grid.show(state);
  }

  function layOut() {
    orders = ordersFor(state, model, orders);
    if (width <= 0) return;
    settleRuns(state, model, orders);
    track.resize(width, theme);
    const inner = width - parseFloat(getComputedStyle(equations).getPropertyValue("--inset") || "0") * 2;
    for (const view of runViews) view.resize(inner, theme);
    overview.resize(width, theme);
    grid.resize(width, theme, orders.map((entry) => entry.order));
    show();
  }

  function loadViews() {
    heading.load(model);
    track.load(model);
    transport.load(model);
    epochs.load(model);
    if (runViews.length !== model.runs.length) {
      runViews = model.runs.map(() => createRunView(actions));
      equations.replaceChildren(...runViews.map((view) => view.root));
    }
    runViews.forEach((view, k) => view.load(model, k));
    grid.load(model);
    tools.load(model);
    overview.load(model);
    setText(convention, model.convention);
  }

  player.load = (bytes) => {
    player.bytes = bytes;
    const { header, arrays } = unpackPacket(bytes);
    const before = model ? model.first + state.step : 0;
    model = buildModel(header, arrays);
    if (model.first !== firstShown) state.selection = null;
    firstShown = model.first;
    if (before || goal !== null) state.step = (goal ?? before) - model.first;
    [goal, state.needed] = [null, null];
    Object.assign(model.start, player.moment);
    model.standalone = player.standalone;
    // Where there is no server, what did not travel cannot be asked for.
    if (player.standalone) model.epochs = model.epochs.filter(model.training.has);
    // What the networks are at their best arranges their units, whatever epoch is shown.
    model.references = model.runs;
    model.mostActive = model.runs.map(mostActiveUnit);
    for (const run of model.runs) run.mostActive = model.mostActive[run.index];
    const first = token === undefined;
    const started = first || (model.start.token ?? null) !== token;
    // A new beginning: what was asked for before is no longer wanted.
    if (started) for (const name of Object.keys(wanted)) delete wanted[name];
    if (started) applyStart(state, model);
    token = model.start.token ?? null;
    if (state.epoch !== null && !model.epochs.includes(state.epoch)) state.epoch = null;
    state.fetching = !model.training.has(state.epoch);
    model.runs = model.training.runsAt(state.epoch);
    for (const run of model.runs) run.mostActive = model.mostActive[run.index];
    keepWhatFits(state, model);
    if (started) announced = JSON.stringify(momentOf(state, model));
    else announce();
    if (state.playing) clock.restart();
    loadViews();
    theme = null;
  };

  player.refresh = () => {
    const next = resolveTheme(root, model.palette);
    if (theme && theme.key === next.key) return;
    theme = next;
    model.runs.forEach((run, k) => root.style.setProperty(`--run-${k}`, theme.cellText(run.cell)));
    root.style.setProperty("--exact", theme.exact);
    root.style.setProperty("--muted", theme.muted);
    root.style.setProperty("--panel", theme.panel);
    root.style.setProperty("--faint", theme.faint(0.1));
    width = root.clientWidth;
    layOut();
  };

  player.attach = () => {
    keyboard.attach();
    observer = new ResizeObserver(() => {
      if (root.clientWidth === width) return;
      width = root.clientWidth;
      layOut();
    });
    observer.observe(root);
  };
  player.detach = () => {
    keyboard.detach();
    if (observer) observer.disconnect();
    observer = null;
  };
  return player;
}
