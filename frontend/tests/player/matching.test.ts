import { describe, expect, it } from "vitest";
import { describeUnits, settledSelection, unitsOn, usualThreshold } from "../../player/matching.ts";
import type { Model, Run } from "../../player/types.ts";
import { modelOf } from "./recordings.ts";

const plain = modelOf("lstm", { sizes: { steps: 3 } });
// (step, unit): unit 0 is on throughout, unit 1 only at the steps 0 and 1, unit 2 never.
const values = Float32Array.of(0.9, 0.8, 0.1, 0.85, 0.95, 0.2, 0.8, 0.5, 0.1);
const run: Run = {
  ...plain.runs[0],
  vectors: plain.runs[0].vectors.map((vector) =>
    vector.source === "forget" ? { ...vector, values } : vector,
  ),
};
const model: Model = { ...plain, runs: [run] };
const selected = { run: 0, source: "forget", from: 0, to: 2, threshold: 0.8, below: false };

describe("the units that are on", () => {
  it("are so at every step of the range", () => {
    // 0.8 as float32 lies above 0.8: the threshold itself counts.
    expect(unitsOn(run, selected)).toEqual([0]);
    expect(unitsOn(run, { ...selected, to: 1 })).toEqual([0, 1]);
    expect(unitsOn(run, { ...selected, from: 2, threshold: 0.5 })).toEqual([0, 1]);
  });

  it("are those below where that is asked", () => {
    expect(unitsOn(run, { ...selected, below: true, threshold: 0.2 })).toEqual([]);
    expect(unitsOn(run, { ...selected, below: true, threshold: 0.25 })).toEqual([2]);
  });

  it("are told in a sentence", () => {
    expect(describeUnits(run, selected, 1).text).toBe("On throughout: 1 of 3 units: 0.");
    const off = { ...selected, below: true, threshold: 0.25 };
    expect(describeUnits(run, off, 2)).toEqual({
      units: [2],
      text: "Off throughout: 1 of 3 units of LSTM: 2.",
    });
    expect(describeUnits(run, { ...selected, threshold: 0.99 }, 1).text).toBe(
      "No unit has f at least 0.99 throughout; try fewer steps or a lower threshold.",
    );
    expect(describeUnits(run, { ...off, threshold: 0 }, 1).text).toBe(
      "No unit has f at most 0 throughout; try fewer steps or a higher threshold.",
    );
  });

  it("are listed up to 24", () => {
    const many = modelOf("gru", { sizes: { units: 30, steps: 2 } }).runs[0];
    const all = { run: 0, source: "hidden", from: 0, to: 1, threshold: -1, below: false };
    expect(describeUnits(many, all, 1).text).toMatch(
      /^On throughout: 30 of 30 units: 0, 1, .*, 23 and 6 more\.$/,
    );
  });
});

describe("a selection", () => {
  it("gets the usual threshold of its vector", () => {
    const settled = (source: string, below: boolean) =>
      settledSelection({ source, from: 1, to: 2, below }, model).threshold;
    expect([settled("hidden", false), settled("hidden", true)]).toEqual([0.3, -0.3]);
    expect([settled("forget", false), settled("forget", true)]).toEqual([0.8, 0.2]);
    expect(usualThreshold(run.vectors[0], false)).toBe(0.3);
  });

  it("keeps a threshold that was told, 0 too", () => {
    expect(settledSelection({ source: "forget", threshold: 0 }, model).threshold).toBe(0);
    expect(settledSelection({ source: "forget", threshold: Number.NaN }, model).threshold).toBe(
      0.8,
    );
  });

  it("is of the first vector where the run has no such one", () => {
    expect(settledSelection({ source: "update", from: 1, to: 2 }, model)).toEqual({
      run: 0,
      source: "hidden",
      from: 1,
      to: 2,
      threshold: 0.3,
      below: false,
    });
  });
});
