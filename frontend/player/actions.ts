// What a person can do with the player. Each action changes the state and has it shown; what Python
// is to keep in the address goes through change().

import { settledSelection } from "./selection.ts";
import { epochPlace } from "./training.ts";

export const ASK_MS = 120;

export function createActions({ state, player, model, change, show, layOut, clock, training, ask, lastPlayed }) {
  let needTimer = null;
  const actions = {
    setEpoch(epoch) {
      training.stopTraining();
      training.showEpoch(epoch);
    },
    epochBy(places) {
      training.stopTraining();
      if (model().epochs.length > 1) training.showEpoch(training.epochAway(places));
    },
    toggleTraining() {
      if (state.playing) actions.togglePlay();
      change(() => {
        state.training = !state.training && model().epochs.length > 1;
        if (!state.training) return training.stopTraining();
        if (epochPlace(model(), state.epoch) === model().epochs.length - 1) training.showEpoch(model().epochs[0]);
        return training.start();
      });
    },
    goTo(step) {
      const next = Math.max(0, Math.min(model().steps - 1, step));
      clock.restart();
      if (next !== state.step) change(() => { state.step = next; });
    },
    goBy(steps) {
      if (state.playing) actions.togglePlay();
      actions.goTo(state.step + steps);
    },
    togglePlay() {
      training.stopTraining();
      change(() => {
        state.playing = !state.playing && model().steps > 1;
        if (state.playing && state.step === lastPlayed()) state.step = model().steps - 1 - lastPlayed();
        if (state.playing) clock.start(state.speed);
        else clock.stop();
      });
    },
    setSpeed(speed) {
      change(() => {
        state.speed = speed;
        if (state.playing) clock.start(speed);
      });
    },
    isSelecting: () => state.selecting,
    toggleSelecting() {
      state.selecting = !state.selecting;
      show();
    },
    // Of another vector than before, the usual threshold.
    selectSteps(run, source, a, b) {
      const same = state.selection && state.selection.run === run.index && state.selection.source === source;
      actions.select({ run: run.index, source, from: Math.min(a, b), to: Math.max(a, b), ...(same ? {} : { below: false, threshold: null }) });
    },
    select(range) {
      state.selection = settledSelection({ run: state.focus, ...state.selection, ...range }, model());
      state.focus = state.selection.run;
      show();
    },
    findSelected() {
      const run = model().runs[state.selection.run];
      const { from, to, source, threshold, below } = state.selection;
      player.find({ from: from + model().first, to: to + model().first, source, threshold, below, id: run.id, epoch: run.epoch });
    },
    needProducts(run, unit) {
      if (state.needed === unit) return;
      state.needed = unit;
      clearTimeout(needTimer);
      needTimer = setTimeout(() => ask({ unit }), ASK_MS);
    },
    setView(view) {
      change(() => { state.view = view; });
    },
    setSort(sort) {
      change(() => {
        state.sort = sort;
        layOut();
      });
    },
    hover(run, unit) {
      const next = unit === null ? null : { run: run.index, unit };
      if (next && state.hover && next.run === state.hover.run && next.unit === state.hover.unit) return;
      state.hover = next;
      show();
    },
    // Keys move the unit of the network that has the focus.
    focusRun(run) {
      state.focus = run.index;
    },
    pin(run, unit) {
      change(() => {
        state.focus = run.index;
        state.pins[run.index] = unit;
      });
    },
    togglePin(run, unit) {
      actions.pin(run, state.pins[run.index] === unit ? null : unit);
    },
    moveUnit(rows) {
      const { unit, order } = state.runs[state.focus];
      const row = Math.max(0, Math.min(order.length - 1, order.indexOf(unit) + rows));
      state.hover = null;
      actions.pin(model().runs[state.focus], order[row]);
    },
    hasPin: () => state.pins[state.focus] !== null && state.pins[state.focus] !== undefined,
    hasProducts: () => state.open.some(Boolean),
    closeProducts() {
      state.open = state.open.map(() => null);
      show();
    },
    openProducts(run, key, { close = false } = {}) {
      const same = state.open[run.index] === key;
      state.open[run.index] = close || same ? null : key;
      show();
    },
  };
  return actions;
}
