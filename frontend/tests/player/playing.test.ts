import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createActions } from "../../player/actions.ts";
import { createClock } from "../../player/clock.ts";
import { actionOf } from "../../player/keyboard.ts";
import { buildModel } from "../../player/model.ts";
import { firstPlayed, lastPlayed, playedOn } from "../../player/playing.ts";
import { createState, keepWhatFits, ordersFor, settleRuns } from "../../player/state.ts";
import { createTrainingControl } from "../../player/training_control.ts";
import type { Model } from "../../player/types.ts";
import { recordArrays } from "./networks.ts";
import { named, packetOf, runHeader } from "./recordings.ts";

// Frames that are drawn when the test says so.
function frames() {
  let [time, draw]: [number, ((now: number) => void) | null] = [1000, null];
  return {
    now: () => time,
    request(next: (now: number) => void) {
      draw = next;
      return 1;
    },
    cancel() {
      draw = null;
    },
    pass(milliseconds: number) {
      time += milliseconds;
      draw?.(time);
    },
    get running() {
      return draw !== null;
    },
  };
}

describe("the clock", () => {
  it("tells the steps that are due, however many frames were drawn", () => {
    const page = frames();
    const told: number[] = [];
    const clock = createClock((steps) => told.push(steps), page);
    clock.start(10);
    page.pass(50);
    expect(told).toEqual([]);
    page.pass(60);
    page.pass(400);
    expect(told).toEqual([1, 4]);
  });

  it("counts anew after a restart, and stops", () => {
    const page = frames();
    const told: number[] = [];
    const clock = createClock((steps) => told.push(steps), page);
    clock.start(10);
    page.pass(90);
    clock.restart();
    page.pass(90);
    expect(told).toEqual([]);
    clock.stop();
    expect(page.running).toBe(false);
    clock.start(2);
    page.pass(1001);
    expect(told).toEqual([2]);
  });
});

const trained = {
  snapshots: [0, 2, 4],
  epoch: 4,
  best: 4,
  epochs: 4,
  moments: { 0: { parity: 0 } },
};
const model = buildModel(
  packetOf({
    runs: [runHeader("lstm", trained), runHeader("gru", { id: "two" })],
    sequence: { first: 20, whole: 60 },
    arrays: {
      ...named(recordArrays("lstm")),
      ...named({ hidden: recordArrays("lstm", { seed: 5 }).hidden }, 0, 0),
      ...named(recordArrays("gru"), 1),
    },
  }),
);

// The player as its actions see it.
function player(of: Model = model) {
  const state = createState();
  keepWhatFits(state, of);
  settleRuns(state, of, ordersFor(state, of, []));
  const page = frames();
  const calls = {
    show: vi.fn(),
    announce: vi.fn(),
    ask: vi.fn(),
    find: vi.fn(),
    takeRuns: vi.fn(),
    layOut: vi.fn(),
  };
  const around = { state, model: () => of, isShown: () => true, ...calls };
  const training = createTrainingControl(around, (onSteps) => createClock(onSteps, page));
  const clock = createClock(() => undefined, frames());
  return { state, page, ...calls, actions: createActions({ ...around, clock, training }) };
}

describe("which way a sequence is played", () => {
  const backward = { ...model, runs: model.runs.map((run) => ({ ...run, reverse: true })) };
  const mixed = { ...model, runs: [model.runs[0], { ...model.runs[1], reverse: true }] };

  it("is from left to right, unless all read the other way", () => {
    expect([firstPlayed(model), lastPlayed(model), playedOn(model, 3, 2)]).toEqual([0, 8, 5]);
    expect([firstPlayed(backward), lastPlayed(backward), playedOn(backward, 3, 2)]).toEqual([
      8, 0, 1,
    ]);
    expect([lastPlayed(mixed), playedOn(model, 7, 5), playedOn(backward, 2, 5)]).toEqual([8, 8, 0]);
  });

  it("begins again at its end", () => {
    const { state, actions } = player();
    actions.goTo(Infinity);
    expect(state.step).toBe(8);
    actions.togglePlay();
    expect(state).toMatchObject({ step: 0, playing: true });
    actions.goBy(1);
    expect(state).toMatchObject({ step: 1, playing: false });
  });
});

describe("a step of the whole sequence", () => {
  it("is gone to where it travelled, and asked for where it did not", () => {
    const { state, actions, ask } = player();
    actions.goToWhole(25);
    expect(state).toMatchObject({ step: 5, goal: null });
    expect(ask).not.toHaveBeenCalled();
    actions.goToWhole(40);
    expect(state).toMatchObject({ step: 5, goal: 40 });
    expect(ask).toHaveBeenCalledWith({ at: 40 });
  });
});

describe("the training", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("moves along the epochs, and asks for one that did not travel", () => {
    const { state, actions, ask, takeRuns } = player();
    actions.epochBy(-Infinity);
    expect(state).toMatchObject({ epoch: 0, fetching: false });
    expect(takeRuns).toHaveBeenCalledTimes(1);
    actions.epochBy(1);
    expect(state).toMatchObject({ epoch: 2, fetching: true });
    vi.advanceTimersByTime(200);
    expect(ask).toHaveBeenCalledExactlyOnceWith({ epoch: 2 });
  });

  it("plays from the first epoch on, and waits for what is not there", () => {
    const { state, actions, page } = player();
    actions.setEpoch(8);
    actions.toggleTraining();
    expect(state).toMatchObject({ training: true, epoch: 0 });
    page.pass(260);
    expect(state).toMatchObject({ epoch: 2, fetching: true });
    page.pass(260);
    expect(state.epoch).toBe(2);
    state.fetching = false;
    page.pass(260);
    expect(state.epoch).toBe(4);
    page.pass(1);
    page.pass(520);
    expect(state).toMatchObject({ epoch: 8, training: false });
    expect(page.running).toBe(false);
  });

  it("stops when the sequence is played", () => {
    const { state, actions } = player();
    actions.toggleTraining();
    actions.togglePlay();
    expect(state).toMatchObject({ training: false, playing: true });
  });

  it("is asked for a unit's weights once", () => {
    const { actions, ask } = player();
    for (const unit of [1, 1, 2]) actions.needProducts(model.runs[0], unit);
    vi.advanceTimersByTime(200);
    expect(ask).toHaveBeenCalledExactlyOnceWith({ unit: 2 });
  });
});

describe("the units", () => {
  it("are moved along the order on screen, from the one that is shown", () => {
    const { state, actions } = player();
    const { order, unit } = state.runs[0];
    actions.pin(model.runs[0], order[0]);
    settleRuns(state, model, ordersFor(state, model, []));
    actions.moveUnit(1);
    expect(state.pins).toEqual([order[1], null]);
    actions.moveUnit(-5);
    expect(state.pins[0]).toBe(order[0]);
    actions.togglePin(model.runs[0], order[0]);
    expect(state.pins[0]).toBeNull();
    expect(order).toContain(unit);
  });

  it("are pointed at once", () => {
    const { state, actions, show } = player();
    actions.hover(model.runs[1], 2);
    actions.hover(model.runs[1], 2);
    expect(show).toHaveBeenCalledTimes(1);
    expect(state.hover).toEqual({ run: 1, unit: 2 });
    actions.hover(model.runs[1], null);
    actions.hover(model.runs[1], null);
    expect([state.hover, show.mock.calls.length]).toEqual([null, 2]);
  });

  it("have one list of products, opened and closed by the same press", () => {
    const { state, actions } = player();
    actions.openProducts(model.runs[0], "forget");
    expect([state.open, actions.hasProducts()]).toEqual([["forget", null], true]);
    actions.openProducts(model.runs[0], "output");
    expect(state.open[0]).toBe("output");
    actions.openProducts(model.runs[0], "output");
    expect(actions.hasProducts()).toBe(false);
    actions.openProducts(model.runs[0], "output", { close: true });
    expect(state.open).toEqual([null, null]);
  });
});

describe("a selection", () => {
  it("takes the usual threshold of another vector, and keeps its own for another range", () => {
    const { state, actions, find } = player();
    actions.selectSteps(model.runs[0], "forget", 6, 2);
    expect(state.selection).toEqual({
      run: 0,
      source: "forget",
      from: 2,
      to: 6,
      threshold: 0.8,
      below: false,
    });
    actions.select({ threshold: 0.6 });
    actions.selectSteps(model.runs[0], "forget", 1, 3);
    expect(state.selection).toMatchObject({ from: 1, to: 3, threshold: 0.6 });
    actions.selectSteps(model.runs[1], "hidden", 1, 3);
    expect(state).toMatchObject({ focus: 1, selection: { run: 1, threshold: 0.3 } });
    actions.findSelected();
    expect(find).toHaveBeenCalledWith({
      from: 21,
      to: 23,
      source: "hidden",
      threshold: 0.3,
      below: false,
      id: "two",
      epoch: 8,
    });
  });
});

describe("the keys", () => {
  it("move along steps, and along epochs with the shift key", () => {
    const { state, actions } = player();
    actionOf("ArrowRight", false)?.(actions);
    expect(state).toMatchObject({ step: 1, epoch: null });
    actionOf("Home", true)?.(actions);
    expect(state).toMatchObject({ step: 1, epoch: 0 });
    expect(actionOf("x", false)).toBeUndefined();
    expect(actionOf(" ", true)).toBe(actionOf(" ", false));
  });
});
