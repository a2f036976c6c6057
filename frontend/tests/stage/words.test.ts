import { describe, expect, test } from "vitest";
import { frameMix, START } from "../../stage/playhead.ts";
import { replayEvent } from "../../stage/timeline.ts";
import {
  frameEpoch,
  illegalText,
  limitText,
  meanAbsoluteError,
  noCurves,
  noNorms,
  percentText,
  placeText,
  playWord,
  replayWords,
  statusText,
  stepWords,
  waitingText,
  zoomWords,
} from "../../stage/words.ts";
import { stageModel, withRun } from "./packets.ts";

const runWith = (more: Readonly<Record<string, unknown>>) => stageModel(withRun(more)).runs[0];

describe("how a run stands", () => {
  test.each([
    [{}, "epoch 2 of 10 \u00b7 2.5 epochs/s \u00b7 3 s left"],
    [{ epochs_per_second: 1.02, note: "" }, "epoch 2 of 10 \u00b7 1.0 epoch/s"],
    [{ epochs_per_second: 123.4, note: "" }, "epoch 2 of 10 \u00b7 123 epochs/s"],
    [{ epochs_per_second: 0, note: "" }, "epoch 2 of 10"],
    [{ status: "paused", note: "" }, "paused at epoch 2 of 10"],
    [{ status: "interrupted", note: "" }, "interrupted at epoch 2 of 10"],
    [{ status: "queued", note: "" }, "waiting for a worker"],
    [{ status: "finished", epoch: 1, note: "took 2 s" }, "finished \u00b7 1 epoch \u00b7 took 2 s"],
    [{ status: "finished", epoch: 12_000, note: "" }, "finished \u00b7 12,000 epochs"],
    [{ status: "diverged", note: "" }, "diverged in epoch 3 of 10"],
    [{ status: "failed", note: "" }, "failed at epoch 2 of 10"],
  ])("%o", (more, words) => {
    expect(statusText(runWith(more))).toBe(words);
  });

  test("before its first epoch", () => {
    const [run] = stageModel(withRun({ epoch: 0, frame_epochs: [] }), {}).runs;
    expect(statusText(run)).toBe("starting");
    expect(waitingText(run)).toBe("starting");
    expect(statusText({ ...run, status: "failed", note: "" })).toBe("failed");
    expect(waitingText({ ...run, status: "stopped" })).toBe("no epoch was recorded");
    expect(waitingText({ ...run, status: "failed", message: "why" })).toBe("");
  });
});

describe("what is shown", () => {
  test("is named by the epoch that is past", () => {
    const [run] = stageModel().runs;
    expect(frameEpoch(run, null, 1)).toBeNull();
    expect(frameEpoch(run, frameMix([0, 2], 1.7, false), 1.7)).toBe(0);
    expect(frameEpoch(run, { from: 0, to: 1, share: 0.5 }, 1.7)).toBe(1);
    expect([null, 0, 7].map((epoch) => placeText(epoch, false))).toEqual([
      "",
      "untrained",
      "epoch 7",
    ]);
    expect(placeText(7, true)).toBe("epoch 7 (best)");
  });

  test("at one step, with the truth where it says something", () => {
    const model = stageModel();
    expect(stepWords(model, 1, 2.5)).toBe("step 11: truth 2.00, forecast 2.50");
    expect(stepWords(model, 1, null)).toBe("step 11: truth 2.00");
    const logarithmic = { ...model, task: { ...model.task, logarithmic: true } };
    expect(stepWords(logarithmic, 1, 0.25)).toBe("step 11: 0.250");
    expect(stepWords(logarithmic, 1, null)).toBe("step 11: no value");
  });

  test("on the slider", () => {
    expect(replayWords(3.9, 10, false, "best")).toEqual({
      before: "epoch ",
      shown: "3",
      after: " of 10",
      aloud: "epoch 3 of 10",
    });
    expect(replayWords(12, 12, true, "best").aloud).toBe(
      "trained for 12 epochs, the best epoch is shown",
    );
    expect(playWord(START, true, true)).toBe("Replay so far");
    expect(playWord(START, false, true)).toBe("Replay training");
    expect(playWord({ ...START, following: false }, true, true)).toBe("Play");
    expect(playWord({ ...START, playing: true }, true, true)).toBe("Pause");
  });

  test("in small cells", () => {
    expect([NaN, 0.004, 0.005, 0.256, 1].map(percentText)).toEqual([
      "\u2013",
      "0",
      "1",
      "26",
      "100",
    ]);
    expect([NaN, 0, 0.0994, 0.0996].map(illegalText)).toEqual(["\u2013", "0.0", "9.9", "10"]);
    expect([-1, 1, 0.5].map(limitText)).toEqual(["\u22121", "1", "0.5"]);
  });

  test("in place of curves", () => {
    const model = stageModel();
    expect(noCurves(model)).toBe("");
    const empty = stageModel(withRun({}), {});
    expect(noCurves(empty)).toBe("The first epoch will appear here.");
    expect(noCurves({ ...empty, active: false })).toBe("No epoch was recorded.");
    expect(noNorms(model.runs)).toBe("");
    expect(noNorms([])).toBe("");
    const [run] = stageModel(withRun({ status: "diverged" }), { "0/epoch": [0] }).runs;
    expect(noNorms([run])).toMatch("no finite norm");
  });

  test("a zoom, to hundredths of an epoch", () => {
    expect(zoomWords([1.204, 3])).toBe("Shows all epochs again; now 1.20 to 3.00");
    expect(zoomWords(null)).toBe("");
  });

  test("the mean distance from the truth leaves out what is no number", () => {
    expect(meanAbsoluteError([1, NaN, 5], [0, 1, 2])).toBe(2);
    expect(meanAbsoluteError([NaN], [1])).toBeNaN();
  });
});

describe("keys", () => {
  test("move the playhead, except where a control has its own use for them", () => {
    expect(replayEvent(" ", "DIV")).toEqual({ kind: "toggle" });
    expect(replayEvent(" ", "BUTTON")).toBeNull();
    expect(replayEvent("ArrowLeft", "BUTTON")).toEqual({ kind: "step", count: -1 });
    expect(replayEvent("ArrowUp", "DIV")).toBeNull();
    expect(replayEvent("PageUp", "INPUT")).toEqual({ kind: "step", count: 5 });
    expect(replayEvent("ArrowLeft", "SELECT")).toBeNull();
    expect(replayEvent("a", "DIV")).toBeNull();
  });
});
