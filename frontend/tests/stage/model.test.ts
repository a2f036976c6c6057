import { describe, expect, test } from "vitest";
import { curveAt, hasGhost } from "../../stage/model.ts";
import { ARRAYS, RUN, stageHeader, stageModel, withRun } from "./packets.ts";

describe("reading a stage", () => {
  test("a run has its curves, its frames and the hue of its cell", () => {
    const model = stageModel();
    const [run] = model.runs;
    expect([...run.curve.validation]).toEqual([5, 3, 2.5]);
    expect(run.frames.epochs).toEqual([0, 2]);
    expect(run.frames.hidden).toMatchObject({
      frames: 2,
      steps: 3,
      units: 2,
      length: 6,
      limit: 0.5,
    });
    expect(run.frames.forecast).toMatchObject({ frames: 2, length: 3 });
    expect(run.hex).toBe("#0072b2");
    expect(run.newest).toBe(2);
    expect(model).toMatchObject({ active: true, onAir: true, newest: 2, lastEpoch: 10 });
    expect(hasGhost(run)).toBe(true);
  });

  test("a series that is missing or of another length has no numbers", () => {
    const { "0/train": _train, ...others } = ARRAYS;
    const [run] = stageModel(stageHeader(), { ...others, "0/gradient": [1] }).runs;
    expect([...run.curve.train]).toEqual([NaN, NaN, NaN]);
    expect([...run.curve.gradient]).toEqual([NaN, NaN, NaN]);
  });

  test("a forecast of another length than the truth is no forecast", () => {
    const arrays = { ...ARRAYS, "0/forecast": { data: [1, 2, 3, 4], shape: [2, 2] } };
    const [run] = stageModel(stageHeader(), arrays).runs;
    expect(run.frames.forecast.frames).toBe(0);
    expect(run.frames.hidden.frames).toBe(2);
    expect(hasGhost(run)).toBe(false);
  });

  test("frames count only as far as they were sent", () => {
    const [run] = stageModel(withRun({ frame_epochs: [0, 2, 5] })).runs;
    expect(run.frames.epochs).toEqual([0, 2]);
  });

  test("runs of one cell are told apart", () => {
    const again = { ...RUN, id: "b" };
    const other = { ...RUN, id: "c", cell: "gru" };
    const model = stageModel(stageHeader({ runs: [RUN, other, again] }));
    expect(model.runs.map((run) => run.variant)).toEqual([0, 0, 1]);
  });

  test("the axis of epochs ends where the training does", () => {
    expect(stageModel(withRun({ status: "finished" })).lastEpoch).toBe(2);
    expect(stageModel(withRun({ status: "diverged" }))).toMatchObject({
      lastEpoch: 3,
      active: false,
    });
    expect(stageModel(withRun({ status: "diverged" })).runs[0].divergedIn).toBe(3);
    // Nothing was recorded: the axis is that of what was planned.
    expect(stageModel(withRun({ status: "failed", frame_epochs: [] }), {}).lastEpoch).toBe(10);
  });

  test("a paused run is active, but nothing comes in", () => {
    expect(stageModel(withRun({ status: "paused" }))).toMatchObject({ active: true, onAir: false });
  });

  test("at an epoch stands the last value before it", () => {
    const [run] = stageModel().runs;
    expect(curveAt(run, 1.5)).toEqual({ train: 4, validation: 3, gradient: 1 });
    expect(curveAt(run, 0).validation).toBe(5);
    expect(curveAt(run, 0).train).toBeNaN();
    expect(curveAt(run, -1).validation).toBeNaN();
  });
});
