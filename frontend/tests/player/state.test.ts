import { describe, expect, it } from "vitest";
import { buildModel } from "../../player/model.ts";
import {
  applyStart,
  createState,
  keepWhatFits,
  momentOf,
  ordersFor,
  settleRuns,
  takeModel,
} from "../../player/state.ts";
import type { Start, State } from "../../player/types.ts";
import { recordArrays } from "./networks.ts";
import { modelOf, named, packetOf, runHeader } from "./recordings.ts";

const two = (start: Start = {}, first = 0) =>
  buildModel(
    packetOf({
      runs: [
        runHeader("lstm", { id: "a", snapshots: [0, 8], moments: { 0: { parity: 0 } } }),
        runHeader("gru", { id: "b" }, { units: 4 }),
      ],
      sequence: { first, whole: 100 },
      header: { start },
      arrays: {
        ...named(recordArrays("lstm")),
        ...named({ hidden: recordArrays("lstm", { seed: 9 }).hidden }, 0, 0),
        ...named(recordArrays("gru", { units: 4 }), 1),
      },
    }),
  );

const opened = (start: Start, first = 0): State => {
  const state = createState();
  const model = two(start, first);
  applyStart(state, model);
  keepWhatFits(state, model);
  return state;
};

describe("the start", () => {
  it("is taken over", () => {
    const start = {
      step: 33,
      unit: 2,
      run: 1,
      epoch: 0,
      view: "diagram",
      sort: "index",
      speed: 30,
    };
    expect(opened(start, 30)).toMatchObject({
      step: 3,
      focus: 1,
      epoch: 0,
      view: "diagram",
      sort: "index",
      speed: 30,
      pins: [null, 2],
    });
  });

  it("is nothing where an address says nonsense", () => {
    const wrong = {
      step: "x",
      unit: "1",
      run: 7,
      epoch: 3,
      view: "map",
      sort: "size",
      speed: 11,
      pins: "no",
    } as unknown as Start;
    expect(opened(wrong)).toMatchObject({
      step: 0,
      focus: 0,
      epoch: null,
      view: "equation",
      sort: "similarity",
      speed: 10,
      pins: [null, null],
    });
  });

  it("pins a unit of every network, and drops those that a network does not have", () => {
    expect(opened({ pins: [2, 3] }).pins).toEqual([2, 3]);
    expect(opened({ pins: [3, 4] }).pins).toEqual([null, null]);
    expect(opened({ pins: [0, -1], unit: 1 }).pins).toEqual([1, null]);
  });
});

describe("what fits", () => {
  const model = two();
  const kept = (change: Partial<State>) => {
    const state = Object.assign(createState(), change);
    keepWhatFits(state, model);
    return state;
  };

  it("is a step of the sequence", () => {
    expect([kept({ step: -4 }).step, kept({ step: 99 }).step, kept({ step: 3.6 }).step]).toEqual([
      0, 8, 4,
    ]);
  });

  it("is a list of products that the run has", () => {
    expect(kept({ open: ["forget", "forget"] }).open).toEqual(["forget", null]);
    expect(kept({ open: ["cell_squashed", "update"] }).open).toEqual([null, "update"]);
    expect(kept({ open: ["prediction", null] }).open).toEqual([null, null]);
  });

  it("is a selection of steps and a run that are there", () => {
    const selection = { run: 1, source: "forget", from: 2, to: 8, threshold: 0.5, below: true };
    expect(kept({ selection }).selection).toEqual({ ...selection, source: "hidden" });
    expect(kept({ selection: { ...selection, to: 9 } }).selection).toBeNull();
    expect(kept({ selection: { ...selection, run: 2 } }).selection).toBeNull();
  });

  it("is the order by gate, where any network has one that keeps the old state", () => {
    expect(kept({ sort: "gate" }).sort).toBe("gate");
    const state = Object.assign(createState(), { sort: "gate" });
    keepWhatFits(state, modelOf("rnn_tanh"));
    expect(state.sort).toBe("similarity");
  });
});

describe("a new packet", () => {
  it("keeps the step of the whole sequence", () => {
    const state = createState();
    const before = takeModel(state, two({ step: 35 }, 30), null, true);
    expect(state.step).toBe(5);
    takeModel(state, two({ step: 0 }, 33), before, false);
    expect(state.step).toBe(2);
  });

  it("shows the step that was asked for, and drops a selection of other steps", () => {
    const state = createState();
    const before = takeModel(state, two(), null, true);
    state.selection = { run: 0, source: "hidden", from: 0, to: 1, threshold: 0.3, below: false };
    state.goal = 64;
    takeModel(state, two({}, 60), before, false);
    expect(state).toMatchObject({ step: 4, goal: null, selection: null });
  });

  it("opens anew where that is said", () => {
    const state = createState();
    const before = takeModel(state, two(), null, true);
    Object.assign(state, { step: 7, epoch: 0 });
    const after = takeModel(state, two({ step: 1, unit: 2 }), before, true);
    expect(state).toMatchObject({ step: 1, epoch: null, pins: [2, null] });
    expect(after.runs.map((run) => run.epoch)).toEqual([8, 8]);
  });

  it("keeps the epoch, where it is one still", () => {
    const state = createState();
    const before = takeModel(state, two({ epoch: 0 }), null, true);
    const after = takeModel(state, two(), before, false);
    expect([state.epoch, after.runs[0].epoch]).toEqual([0, 0]);
    takeModel(state, modelOf("gru"), after, false);
    expect(state.epoch).toBeNull();
  });
});

describe("the units on screen", () => {
  const model = two();
  const settled = (change: Partial<State>) => {
    const state = Object.assign(createState(), change);
    settleRuns(state, model, ordersFor(state, model, []));
    return state.runs;
  };

  it("are the one pointed at, else the pinned one, else the most active", () => {
    const [first, second] = model.runs.map((run) => run.mostActive);
    expect(settled({}).map(({ unit, pinned }) => [unit, pinned])).toEqual([
      [first, false],
      [second, false],
    ]);
    expect(settled({ pins: [null, 3] })[1]).toMatchObject({ unit: 3, pinned: true });
    const pointed = settled({ pins: [null, 3], hover: { run: 1, unit: 0 } });
    expect(pointed[1]).toMatchObject({ unit: 0, pinned: false });
    expect(pointed[0].unit).toBe(first);
  });

  it("stay in their order while the training is scrubbed", () => {
    const state = createState();
    const orders = ordersFor(state, model, []);
    const untrained = { ...model, runs: model.training.runsAt(0) };
    expect(ordersFor(state, untrained, orders)).toEqual(orders);
    expect(ordersFor(state, untrained, [])[0].order).toEqual(orders[0].order);
    state.sort = "index";
    expect(ordersFor(state, model, orders)[1].order).toEqual([0, 1, 2, 3]);
  });
});

describe("the moment that is told", () => {
  it("opens the player where it was", () => {
    const model = two({}, 30);
    const state = createState();
    keepWhatFits(state, model);
    Object.assign(state, { step: 4, focus: 1, pins: [null, 2], sort: "index", view: "diagram" });
    expect(momentOf(state, model)).toEqual({
      step: 34,
      unit: 2,
      run: 1,
      epoch: null,
      view: "diagram",
      sort: "index",
      pins: null,
    });
    const again = opened(momentOf(state, model), 30);
    expect(again).toMatchObject({ step: 4, focus: 1, pins: [null, 2], sort: "index" });
  });

  it("tells the pins of all networks where another one has one", () => {
    const model = two();
    const state = Object.assign(createState(), { pins: [1, 2] });
    expect(momentOf(state, model)).toMatchObject({ unit: 1, run: 0, pins: [1, 2] });
  });
});
