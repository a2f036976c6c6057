import { describe, expect, it } from "vitest";
import { rankClasses } from "../../player/class_ranking.ts";
import { modelOf } from "./recordings.ts";

const model = modelOf("gru");
const sequence = {
  ...model.sequence,
  classes: ["a", "b", "c", "d"],
  answers: ["c", "", "d"],
};
// (step, class)
const probabilities = Float32Array.of(0.125, 0.5, 0.25, 0.125, 0.25, 0.25, 0.25, 0.25, 0, 0, 1, 0);
const run = { ...model.runs[0], probabilities, classes: 4, steps: 3 };

describe("the most probable classes", () => {
  it("stand in the order of their probabilities, with the right one marked", () => {
    const { classes, unasked } = rankClasses(run, sequence, 0, 3);
    expect(classes).toEqual([
      { name: "b", probability: 0.5, right: false },
      { name: "c", probability: 0.25, right: true },
      { name: "a", probability: 0.125, right: false },
    ]);
    expect(unasked).toBe(false);
  });

  it("keep their own order where they are as probable", () => {
    expect(rankClasses(run, sequence, 1, 3).classes.map(({ name }) => name)).toEqual([
      "a",
      "b",
      "c",
    ]);
  });

  it("have no right one where nothing is asked, or where it is not among them", () => {
    const nothing = rankClasses(run, sequence, 1, 4);
    expect(nothing.unasked).toBe(true);
    expect(nothing.classes.some(({ right }) => right)).toBe(false);
    expect(rankClasses(run, sequence, 2, 2).classes.map(({ right }) => right)).toEqual([
      false,
      false,
    ]);
  });

  it("are asked for at every step of what a person typed", () => {
    expect(rankClasses(run, { ...sequence, typed: true }, 1, 3).unasked).toBe(false);
  });

  it("are no more than there are", () => {
    expect(rankClasses(run, sequence, 0, 9).classes).toHaveLength(4);
  });
});
