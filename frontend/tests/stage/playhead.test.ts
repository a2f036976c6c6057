import { describe, expect, test } from "vitest";
import {
  advance,
  bestDiffers,
  endEpoch,
  followNewest,
  frameMix,
  moveTo,
  type Playhead,
  playFromStart,
  positionOf,
  START,
  settle,
  stepBy,
  stopsOf,
} from "../../stage/playhead.ts";
import { stageModel, withRun } from "./packets.ts";

const STOPS = [0, 10, 30];

function at(position: number, more: Partial<Playhead> = {}): Playhead {
  return { ...moveTo(START, STOPS, position), ...more };
}

describe("stops", () => {
  test("are the epochs of frames, and points of curves while there are next to none", () => {
    const [run] = stageModel().runs;
    expect(stopsOf([run], 2)).toEqual([0, 1, 2]);
    const many = { ...run, frames: { ...run.frames, epochs: [0, 2, 5, 9] } };
    expect(stopsOf([many], 9)).toEqual([0, 2, 5, 9]);
    // A frame ahead of what is known as the newest is no stop yet.
    expect(stopsOf([many], 5)).toEqual([0, 2, 5]);
  });

  test("are two at least", () => {
    expect(stopsOf([], 0)).toEqual([0, 1]);
  });

  test("an epoch has a position between two of them", () => {
    expect([-1, 0, 5, 10, 25, 99].map((epoch) => positionOf(STOPS, epoch))).toEqual([
      0, 0, 0.5, 1, 1.75, 2,
    ]);
  });
});

describe("the playhead", () => {
  test("is scrubbed between stops and follows at the last", () => {
    expect(moveTo(START, STOPS, 1.5)).toMatchObject({ position: 1.5, epoch: 20, following: false });
    expect(moveTo(START, STOPS, 2)).toMatchObject({ epoch: 30, following: true });
    expect(moveTo(START, STOPS, -3)).toMatchObject({ epoch: 0, following: false });
  });

  test("settles on a recorded epoch", () => {
    expect(settle(at(0.6, { playing: true, dragging: true }), STOPS)).toMatchObject({
      epoch: 10,
      playing: false,
      dragging: false,
    });
    expect(settle(at(1.4), STOPS).epoch).toBe(10);
    expect(settle(at(1.6), STOPS)).toMatchObject({ epoch: 30, following: true });
  });

  test("steps to the neighbour, from between two stops to the near one", () => {
    expect(stepBy(at(1), STOPS, 1).epoch).toBe(30);
    expect(stepBy(at(1), STOPS, -1).epoch).toBe(0);
    expect(stepBy(at(0.5), STOPS, 1).epoch).toBe(10);
    expect(stepBy(at(0.5), STOPS, -1).epoch).toBe(0);
    expect(stepBy(START, STOPS, -1).epoch).toBe(10);
    expect(stepBy(at(1), STOPS, Number.NEGATIVE_INFINITY).epoch).toBe(0);
    expect(stepBy(at(0), STOPS, Number.POSITIVE_INFINITY).following).toBe(true);
  });

  test("takes its pace from the length of a full replay", () => {
    const tick = { elapsed: 1000, now: 0 };
    expect(advance(playFromStart(START, 1), STOPS, 8, tick).position).toBeCloseTo(0.25, 12);
    expect(advance(playFromStart(START, 1), STOPS, 4, tick).position).toBeCloseTo(0.5, 12);
    expect(advance(START, STOPS, 4, tick)).toBe(START);
  });

  test("holds at the end of a round, then begins the next, and follows after the last", () => {
    let head = advance(playFromStart(START, 2), STOPS, 1, { elapsed: 5000, now: 100 });
    expect(head).toMatchObject({ position: 2, playing: true, holdUntil: 1600, following: false });
    expect(advance(head, STOPS, 1, { elapsed: 16, now: 1599 })).toBe(head);
    head = advance(head, STOPS, 1, { elapsed: 16, now: 1600 });
    expect(head).toMatchObject({ position: 0, playing: true, holdUntil: 0, loops: 1 });
    head = advance(head, STOPS, 1, { elapsed: 5000, now: 9000 });
    expect(head).toMatchObject({ playing: false, following: true });
    expect(followNewest(at(1, { playing: true }))).toMatchObject({
      following: true,
      playing: false,
    });
  });
});

describe("frames at an epoch", () => {
  test("are the last one at rest, and two on the way", () => {
    const epochs = [0, 4, 8];
    expect(frameMix(epochs, 5, false)).toEqual({ from: 1, to: 1, share: 0 });
    expect(frameMix(epochs, 5, true)).toEqual({ from: 1, to: 2, share: 0.25 });
    expect(frameMix(epochs, 8, true)).toEqual({ from: 2, to: 2, share: 0 });
    expect(frameMix([3, 4, 5], 2, true)).toBeNull();
  });

  test("of a run with only two are never blended", () => {
    expect(frameMix([0, 8], 4, true)).toEqual({ from: 0, to: 0, share: 0 });
  });
});

describe("the end of a training", () => {
  const ended = (best: number) =>
    stageModel(withRun({ status: "finished", best_epoch: best })).runs[0];

  test("is the best epoch where its picture was kept, or else the newest", () => {
    expect(endEpoch(ended(2), "best")).toBe(2);
    expect(endEpoch(ended(1), "best")).toBe(Number.POSITIVE_INFINITY);
    expect(endEpoch(ended(2), "last")).toBe(Number.POSITIVE_INFINITY);
    expect(endEpoch(stageModel(withRun({ best_epoch: 2 })).runs[0], "best")).toBe(
      Number.POSITIVE_INFINITY,
    );
  });

  test("is a choice only where the best epoch is not the last", () => {
    expect(bestDiffers([ended(2)])).toBe(false);
    const run = ended(2);
    expect(bestDiffers([{ ...run, frames: { ...run.frames, epochs: [0, 2, 6] } }])).toBe(true);
  });
});
