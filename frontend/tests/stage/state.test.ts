import { describe, expect, test } from "vitest";
import { ALL_CURVES, type CurvesEvent, curvesAfter } from "../../stage/curves_state.ts";
import type { StageModel } from "../../stage/model.ts";
import { stopsOf } from "../../stage/playhead.ts";
import {
  AT_FIRST,
  glideShare,
  type StageEvent,
  type StageState,
  shownEpoch,
  stageAfter,
} from "../../stage/state.ts";
import { stageModel, withRun } from "./packets.ts";

const LIVE = stageModel();
const ENDED = { ...stageModel(withRun({ status: "finished" })), mode: "replay" };

function around(model: StageModel, now = 0, still = false) {
  return { model, stops: stopsOf(model.runs, model.newest), now, still };
}

function stateAfter(state: StageState, events: readonly StageEvent[], model = LIVE, now = 0) {
  return events.reduce((one, event) => stageAfter(one, event, around(model, now)), state);
}

const OPENED = stageAfter(AT_FIRST, { kind: "packet", before: null }, around(LIVE));

describe("a packet", () => {
  test("of a live training is followed", () => {
    expect(OPENED.head).toMatchObject({ following: true, playing: false });
    expect(shownEpoch(OPENED, LIVE.newest, 0, false)).toBe(2);
  });

  test("of a training that is over plays it three times, unless motion is unwanted", () => {
    const event = { kind: "packet", before: null } as const;
    expect(stageAfter(AT_FIRST, event, around(ENDED)).head).toMatchObject({
      playing: true,
      loops: 3,
      epoch: 0,
    });
    expect(stageAfter(AT_FIRST, event, around(ENDED, 0, true)).head.playing).toBe(false);
    // One that was watched live to its end.
    const watched = stageAfter(OPENED, { kind: "packet", before: LIVE }, around(ENDED));
    expect(watched.head).toMatchObject({ playing: true, loops: 3 });
  });

  test("with newer numbers glides on from what is shown", () => {
    const newer = { ...LIVE, newest: 6 };
    const state = stageAfter(OPENED, { kind: "packet", before: LIVE }, around(newer, 1000));
    expect(state.glide).toEqual({ from: 2, start: 1000 });
    expect(shownEpoch(state, 6, 1000, false)).toBe(2);
    // Half of the time is 7/8 of the way.
    expect(shownEpoch(state, 6, 1210, false)).toBeCloseTo(2 + 4 * 0.875, 10);
    expect(shownEpoch(state, 6, 1420, false)).toBe(6);
    expect(shownEpoch(state, 6, 1000, true)).toBe(6);
    // And from the middle of a glide.
    const next = { ...LIVE, newest: 10 };
    const on = stageAfter(state, { kind: "packet", before: newer }, around(next, 1210));
    expect(on.glide.from).toBeCloseTo(5.5, 10);
  });

  test("leaves a playhead that does not follow at its epoch", () => {
    const scrubbed = stateAfter(OPENED, [{ kind: "scrub", position: 1 }]);
    expect(scrubbed.head).toMatchObject({ epoch: 1, position: 1 });
    const run = LIVE.runs[0];
    const more = { ...run, frames: { ...run.frames, epochs: [0, 0.5, 2] } };
    const model = { ...LIVE, runs: [more] };
    const state = stageAfter(scrubbed, { kind: "packet", before: LIVE }, around(model));
    expect(state.head.epoch).toBe(1);
    // Between the stops 0.5 and 2.
    expect(state.head.position).toBeCloseTo(1 + 0.5 / 1.5, 10);
  });

  test("of other runs begins anew, and keeps only the scale", () => {
    const chosen = stateAfter(OPENED, [
      { kind: "curves", event: { kind: "toggleRun", id: "a" } },
      { kind: "curves", event: { kind: "scale", log: false } },
      { kind: "pointAt", pointed: { kind: "step", run: "a", at: 1 } },
      { kind: "showEnd", weights: "last" },
      { kind: "pace", seconds: 20 },
    ]);
    const other = { ...LIVE, token: "b" };
    const state = stageAfter(chosen, { kind: "packet", before: LIVE }, around(other));
    expect(state).toMatchObject({ weights: "best", seconds: 8, pointed: null });
    expect(state.curves).toEqual({ ...ALL_CURVES, log: false });
  });
});

describe("the replay", () => {
  test("starts, is stopped on a recorded epoch, and goes on", () => {
    let state = stateAfter(OPENED, [{ kind: "toggle" }]);
    expect(state.head).toMatchObject({ playing: true, position: 0, loops: 1 });
    state = stateAfter(state, [{ kind: "tick", elapsed: 1000 }]);
    // 2 stops on in 8 s.
    expect(state.head.position).toBeCloseTo(0.25, 10);
    state = stateAfter(state, [{ kind: "toggle" }]);
    expect(state.head).toMatchObject({ playing: false, epoch: 0 });
    expect(stateAfter(state, [{ kind: "toggle" }]).head).toMatchObject({
      playing: true,
      position: 0,
    });
  });

  test("does not start where nothing was recorded", () => {
    const empty = { ...LIVE, newest: 0 };
    expect(stateAfter(OPENED, [{ kind: "toggle" }], empty)).toBe(OPENED);
  });

  test("is dragged freely and settles when it is let go", () => {
    let state = stateAfter(OPENED, [{ kind: "grab" }, { kind: "scrub", position: 0.7 }]);
    expect(state.head).toMatchObject({ dragging: true, following: false, position: 0.7 });
    state = stateAfter(state, [{ kind: "settle" }]);
    expect(state.head).toMatchObject({ dragging: false, epoch: 1 });
  });

  test("comes back to the end by a glide", () => {
    let state = stateAfter(OPENED, [
      { kind: "step", count: -1 },
      { kind: "tick", elapsed: 16 },
    ]);
    expect(state).toMatchObject({ followed: false, head: { epoch: 1 } });
    state = stateAfter(state, [{ kind: "live" }, { kind: "tick", elapsed: 16 }], LIVE, 500);
    expect(state).toMatchObject({ followed: true, glide: { from: 2, start: 500 } });
    expect(glideShare(state, 500, false)).toBe(0);
    expect(glideShare(state, 500, true)).toBe(1);
  });

  test("glides to other weights, and not to the same", () => {
    const tick = { kind: "tick", elapsed: 16 } as const;
    const last = stateAfter(OPENED, [{ kind: "showEnd", weights: "last" }, tick], LIVE, 700);
    expect(last).toMatchObject({ weights: "last", glide: { start: 700 } });
    const same = stateAfter(last, [{ kind: "showEnd", weights: "last" }, tick], LIVE, 900);
    expect(same.glide).toBe(last.glide);
  });
});

describe("choices about curves", () => {
  const drag = (from: number, to: number, dragged = true): readonly CurvesEvent[] => [
    { kind: "press", panel: "loss", epoch: from },
    { kind: "point", panel: "loss", epoch: to },
    { kind: "release", dragged },
  ];
  const done = (events: readonly CurvesEvent[]) => events.reduce(curvesAfter, ALL_CURVES);

  test("a drag zooms to what it passed, in either direction", () => {
    expect(done(drag(2, 8)).zoom).toEqual([2, 8]);
    expect(done(drag(8, 2)).zoom).toEqual([2, 8]);
    expect(done(drag(2, 8)).selection).toBeNull();
    expect(done(drag(2, 8, false)).zoom).toBeNull();
  });

  test("a zoom is an epoch wide at least and begins at 0 at least", () => {
    const [from, to] = done(drag(4, 4.2)).zoom ?? [0, 0];
    expect(from).toBeCloseTo(3.6, 10);
    expect(to).toBeCloseTo(4.6, 10);
    expect(done(drag(0, 0.1)).zoom?.[0]).toBe(0);
  });

  test("are undone", () => {
    expect(done([...drag(2, 8), { kind: "showAll" }]).zoom).toBeNull();
    const hidden = done([{ kind: "toggleRun", id: "a" }]);
    expect([...hidden.hidden]).toEqual(["a"]);
    expect(curvesAfter(hidden, { kind: "toggleRun", id: "a" }).hidden.size).toBe(0);
    expect(ALL_CURVES.hidden.size).toBe(0);
    const half = done(drag(2, 8).slice(0, 2));
    expect(half).toMatchObject({ selection: [2, 8], hover: { epoch: 8 } });
    expect(curvesAfter(half, { kind: "cancel" })).toMatchObject({ selection: null, hover: null });
  });
});
