import { describe, expect, it } from "vitest";
import {
  answerAt,
  judgedRuns,
  mostProbable,
  probabilityOf,
  rightProbabilities,
} from "../../player/answers.ts";
import { floats, modelOf } from "./recordings.ts";

const classes = ["(", ")", "a"];
const shares = [0.2, 0.5, 0.3, 0.4, 0.4, 0.2, 0.1, 0.1, 0.8];
const model = modelOf("lstm", {
  sizes: { steps: 3 },
  sequence: { classes, answers: [")", "", "z"] },
  arrays: { "0/probabilities": floats(shares, [3, 3]) },
});
const [run] = model.runs;

describe("the right answer after a step", () => {
  it("is a class, or nothing is asked, or it is none of the classes", () => {
    expect(answerAt(model.sequence, 0)).toEqual({ name: ")", asked: true, index: 1 });
    expect(answerAt(model.sequence, 1)).toEqual({ name: "", asked: false, index: -1 });
    expect(answerAt(model.sequence, 2)).toEqual({ name: "z", asked: true, index: -1 });
    expect(answerAt(model.sequence, 9).asked).toBe(false);
  });

  it("has a probability where it is asked", () => {
    expect([...rightProbabilities(model, run)]).toEqual([0.5, Number.NaN, Number.NaN]);
  });
});

describe("the probabilities of a step", () => {
  it("rank the classes, equals by their place", () => {
    expect(mostProbable(run, 0, 3)).toEqual([1, 2, 0]);
    expect(mostProbable(run, 1, 2)).toEqual([0, 1]);
    expect(mostProbable(run, 2, 1)).toEqual([2]);
  });

  it("are unknown of a class that does not exist, and of a run that does not classify", () => {
    expect(probabilityOf(run, 0, 2)).toBeCloseTo(0.3, 6);
    expect(probabilityOf(run, 0, 3)).toBeNaN();
    expect(probabilityOf(run, 0, -1)).toBeNaN();
    expect(probabilityOf(modelOf("lstm").runs[0], 0, 0)).toBeNaN();
  });
});

describe("the runs that are judged", () => {
  it("are those that classify, where anything is asked", () => {
    expect(judgedRuns(model)).toEqual([run]);
    const silent = { ...model.sequence, answers: ["", "", ""] };
    expect(judgedRuns({ ...model, sequence: silent })).toEqual([]);
    expect(judgedRuns({ ...model, runs: [{ ...run, probabilities: null }] })).toEqual([]);
  });
});
