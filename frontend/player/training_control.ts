// The cursor on the training: plays along its epochs, and waits for those that did not travel.

import { ASK_MS } from "./actions.ts";
import { createClock } from "./clock.ts";
import { epochPlace } from "./training.ts";

const EPOCHS_PER_SECOND = 4;

export function createTrainingControl({ state, root, change, show, announce, takeRuns, ask, model }) {
  let askTimer = null;
  const trainingClock = createClock((epochs) => {
    // What has not travelled yet is waited for: no epoch is left out.
    if (state.fetching) return;
    showEpoch(root.isConnected ? epochAway(epochs) : state.epoch);
    if (!root.isConnected || epochPlace(model(), state.epoch) === model().epochs.length - 1) change(stopTraining);
  });

  function stopTraining() {
    state.training = false;
    trainingClock.stop();
  }

  function epochAway(places) {
    const place = epochPlace(model(), state.epoch) + places;
    return model().epochs[Math.max(0, Math.min(model().epochs.length - 1, place))];
  }

  // An epoch that did not travel is asked for; until it is there the picture stays as it is.
  function showEpoch(epoch) {
    state.epoch = epoch;
    state.fetching = !model().training.has(epoch);
    clearTimeout(askTimer);
    if (state.fetching) askTimer = setTimeout(() => ask({ epoch: state.epoch }), ASK_MS);
    else takeRuns();
    show();
    announce();
  }

  return { epochAway, showEpoch, stopTraining, start: () => trainingClock.start(EPOCHS_PER_SECOND) };
}
