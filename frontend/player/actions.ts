// What a person can do with the player. Each action changes the state and has it shown; what Python
// is to keep in the address goes through change().

import type { Clock } from "./clock.ts";
import { settledSelection } from "./matching.ts";
import { firstPlayed, lastPlayed } from "./playing.ts";
import { epochAway, isLastEpoch } from "./training.ts";
import { ASK_MS, type TrainingControl, type Wanted } from "./training_control.ts";
import type { Actions, Model, Run, Selection, State } from "./types.ts";

/** A selection as Python looks for similar places: steps are those of the whole sequence. */
export type Sought = Omit<Selection, "run"> & { readonly id: string; readonly epoch: number };

/** The player around the actions. */
export interface ActionSurroundings {
  readonly state: State;
  readonly clock: Clock;
  readonly training: TrainingControl;
  model(): Model;
  show(): void;
  /** Has the moment told to Python once it rests. */
  announce(): void;
  /** New orders and sizes: everything is drawn anew. */
  layOut(): void;
  ask(wanted: Wanted): void;
  find(sought: Sought): void;
}

type Changed = ActionSurroundings & { change(apply: () => void): void };

type Playing = Pick<Actions, "goTo" | "goToWhole" | "goBy" | "togglePlay" | "setSpeed">;
type Epochs = Pick<Actions, "setEpoch" | "epochBy" | "toggleTraining">;
type Looking = Pick<Actions, "setView" | "setSort">;
type Units = Pick<Actions, "hover" | "focusRun" | "pin" | "togglePin" | "moveUnit" | "hasPin">;
type Products = Pick<Actions, "hasProducts" | "closeProducts" | "openProducts" | "needProducts">;
type Matching = Pick<
  Actions,
  "isSelecting" | "toggleSelecting" | "selectSteps" | "select" | "findSelected"
>;

function pause({ state, clock }: Changed): void {
  state.playing = false;
  clock.stop();
}

function playingActions(around: Changed): Playing {
  const { state, clock, training, model, change } = around;
  const actions: Playing = {
    goTo(step) {
      const next = Math.max(0, Math.min(model().steps - 1, step));
      clock.restart();
      if (next === state.step) return;
      change(() => {
        state.step = next;
      });
    },
    goToWhole(step) {
      const inside = step - model().first;
      if (inside >= 0 && inside < model().steps) {
        actions.goTo(inside);
        return;
      }
      training.stopTraining();
      pause(around);
      state.goal = step;
      around.show();
      around.ask({ at: step });
    },
    goBy(steps) {
      if (state.playing) actions.togglePlay();
      actions.goTo(state.step + steps);
    },
    togglePlay() {
      training.stopTraining();
      change(() => {
        if (state.playing || model().steps < 2) {
          pause(around);
          return;
        }
        state.playing = true;
        if (state.step === lastPlayed(model())) state.step = firstPlayed(model());
        clock.start(state.speed);
      });
    },
    setSpeed(speed) {
      change(() => {
        state.speed = speed;
        if (state.playing) clock.start(speed);
      });
    },
  };
  return actions;
}

function epochActions(around: Changed): Epochs {
  const { state, training, model, change } = around;
  return {
    setEpoch(epoch) {
      training.stopTraining();
      training.showEpoch(epoch);
    },
    epochBy(places) {
      training.stopTraining();
      if (model().epochs.length < 2) return;
      training.showEpoch(epochAway(model(), state.epoch, places));
    },
    toggleTraining() {
      if (state.playing) change(() => pause(around));
      change(() => {
        const plays = !state.training && model().epochs.length > 1;
        if (!plays) {
          training.stopTraining();
          return;
        }
        state.training = true;
        if (isLastEpoch(model(), state.epoch)) training.showEpoch(model().epochs[0]);
        training.startTraining();
      });
    },
  };
}

function lookingActions({ state, change, layOut }: Changed): Looking {
  return {
    setView(view) {
      change(() => {
        state.view = view;
      });
    },
    setSort(sort) {
      change(() => {
        state.sort = sort;
        layOut();
      });
    },
  };
}

function unitActions({ state, model, change, show }: Changed): Units {
  function pin(run: Run, unit: number | null): void {
    change(() => {
      state.focus = run.index;
      state.pins[run.index] = unit;
    });
  }
  return {
    hover(run, unit) {
      const next = unit === null ? null : { run: run.index, unit };
      const { hover } = state;
      if (next?.run === hover?.run && next?.unit === hover?.unit) return;
      state.hover = next;
      show();
    },
    // Keys move the unit of the network that has the focus.
    focusRun(run) {
      state.focus = run.index;
    },
    pin,
    togglePin(run, unit) {
      pin(run, state.pins[run.index] === unit ? null : unit);
    },
    moveUnit(rows) {
      const { unit, order } = state.runs[state.focus];
      const row = Math.max(0, Math.min(order.length - 1, order.indexOf(unit) + rows));
      state.hover = null;
      pin(model().runs[state.focus], order[row]);
    },
    hasPin: () => (state.pins[state.focus] ?? null) !== null,
  };
}

function productActions({ state, show, ask }: Changed): Products {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    hasProducts: () => state.open.some((key) => key !== null),
    closeProducts() {
      state.open = state.open.map(() => null);
      show();
    },
    openProducts(run, key, { close = false } = {}) {
      const same = state.open[run.index] === key;
      state.open[run.index] = close || same ? null : key;
      show();
    },
    needProducts(_run, unit) {
      if (state.needed === unit) return;
      state.needed = unit;
      clearTimeout(timer);
      timer = setTimeout(() => ask({ unit }), ASK_MS);
    },
  };
}

function matchingActions({ state, model, show, find }: Changed): Matching {
  const actions: Matching = {
    isSelecting: () => state.selecting,
    toggleSelecting() {
      state.selecting = !state.selecting;
      show();
    },
    // Of another vector than before, the usual threshold.
    selectSteps({ index }, source, a, b) {
      const { selection } = state;
      const same = selection?.run === index && selection.source === source;
      const usual = same ? {} : { below: false, threshold: null };
      actions.select({ run: index, source, from: Math.min(a, b), to: Math.max(a, b), ...usual });
    },
    select(range) {
      state.selection = settledSelection(
        { run: state.focus, ...state.selection, ...range },
        model(),
      );
      state.focus = state.selection.run;
      show();
    },
    findSelected() {
      if (!state.selection) return;
      const { run, from, to, source, threshold, below } = state.selection;
      const { id, epoch } = model().runs[run];
      const { first } = model();
      find({ from: from + first, to: to + first, source, threshold, below, id, epoch });
    },
  };
  return actions;
}

export function createActions(around: ActionSurroundings): Actions {
  const changed: Changed = {
    ...around,
    change(apply) {
      apply();
      around.show();
      around.announce();
    },
  };
  return {
    ...playingActions(changed),
    ...epochActions(changed),
    ...lookingActions(changed),
    ...unitActions(changed),
    ...productActions(changed),
    ...matchingActions(changed),
  };
}
