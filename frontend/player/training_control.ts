// The cursor on the training: plays along its epochs, and waits for those that did not travel.

import { type Clock, createClock } from "./clock.ts";
import { epochAway, isLastEpoch } from "./training.ts";
import type { Model, State } from "./types.ts";

const EPOCHS_PER_SECOND = 4;

/** While something is dragged only what it rests on is asked for. */
export const ASK_MS = 120;

/** What is asked of Python: an epoch, the weights of a unit, or a step of the whole sequence. */
export interface Wanted {
  readonly epoch?: number | null;
  readonly unit?: number;
  readonly at?: number;
}

/** The player around the control. */
export interface TrainingSurroundings {
  readonly state: State;
  model(): Model;
  /** Whether the player is on a page: epochs are played on no other. */
  isShown(): boolean;
  /** Has the runs after the epoch of the state loaded. */
  takeRuns(): void;
  show(): void;
  /** Has the moment told to Python once it rests. */
  announce(): void;
  ask(wanted: Wanted): void;
}

export interface TrainingControl {
  showEpoch(epoch: number | null): void;
  startTraining(): void;
  stopTraining(): void;
}

export function createTrainingControl(
  around: TrainingSurroundings,
  makeClock: (onSteps: (epochs: number) => void) => Clock = createClock,
): TrainingControl {
  const { state, model } = around;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const clock = makeClock((epochs) => {
    // What has not travelled yet is waited for: no epoch is left out.
    if (state.fetching) return;
    if (around.isShown()) showEpoch(epochAway(model(), state.epoch, epochs));
    if (around.isShown() && !isLastEpoch(model(), state.epoch)) return;
    stopTraining();
    around.show();
    around.announce();
  });

  function stopTraining(): void {
    state.training = false;
    clock.stop();
  }

  // An epoch that did not travel is asked for; until it is there the picture stays as it is.
  function showEpoch(epoch: number | null): void {
    state.epoch = epoch;
    state.fetching = !model().training.has(epoch);
    clearTimeout(timer);
    if (state.fetching) timer = setTimeout(() => around.ask({ epoch: state.epoch }), ASK_MS);
    else around.takeRuns();
    around.show();
    around.announce();
  }

  return { showEpoch, startTraining: () => clock.start(EPOCHS_PER_SECOND), stopTraining };
}
