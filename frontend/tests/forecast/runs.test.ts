import { describe, expect, test } from "vitest";
import {
  freeRunOf,
  leavesAt,
  medianRmse,
  oneStepOf,
  outsideOf,
  rmseOf,
  spanOf,
  stateLeavesAt,
  stepsShown,
  truthLeavesAt,
} from "../../forecast/runs.ts";
import { fromEveryStart, smallModel } from "./small.ts";

const rows = (...lists: number[][]) => lists.map((list) => Float32Array.from(list));

describe("several forecasts", () => {
  test("have the middle one as their median, and the outer ones as their band", () => {
    const span = spanOf(rows([1, 9], [5, 7], [3, 8]));
    expect([...(span?.middle ?? [])]).toEqual([3, 8]);
    expect([...(span?.band?.low ?? [])]).toEqual([1, 7]);
    expect([...(span?.band?.high ?? [])]).toEqual([5, 9]);
  });

  test("of an even number have the mean of the middle two", () => {
    expect([...(spanOf(rows([1], [2], [4], [9]))?.middle ?? [])]).toEqual([3]);
  });

  test("that are no numbers are left out, and a step without any is a gap", () => {
    const span = spanOf(rows([1, Number.NaN], [3, Number.NaN], [Number.NaN, Number.NaN]));
    expect([...(span?.middle ?? [])]).toEqual([2, Number.NaN]);
    expect([...(span?.band?.high ?? [])]).toEqual([3, Number.NaN]);
  });

  test("of one network have no band, and of none there are none", () => {
    expect(spanOf(rows([1, 2]))?.band).toBeNull();
    expect(spanOf([])).toBeNull();
  });

  test("exist before training only where they travelled", () => {
    const model = smallModel();
    expect(oneStepOf(model.networks[0], true)?.rows.length).toBe(1);
    expect(oneStepOf(model.networks[1], true)).toBeNull();
    expect(freeRunOf(model, model.networks[1], { at: 0, steps: 4 }, true)).toBeNull();
  });
});

describe("a free run", () => {
  test("is the one from its start, cut where the axis ends", () => {
    const free = Float32Array.from({ length: 24 }, (_, k) => k);
    const model = smallModel({}, { "2/free": free });
    const shown = (at: number, steps: number) => [
      ...(freeRunOf(model, model.networks[1], { at, steps }, false)?.middle ?? []),
    ];
    expect(shown(2, 3)).toEqual([8, 9, 10]);
    // From place 9 on, the axis has 3 places.
    expect(stepsShown(model, { at: 5, steps: 4 })).toBe(3);
    expect(shown(5, 4)).toEqual([20, 21, 22]);
  });

  test("has an error over the steps whose truth is known", () => {
    const model = smallModel();
    const [gru] = model.networks[1].members;
    // 1, 2, 3, 2 against 1, 2, 4, 2.
    expect(rmseOf(model, gru, { at: 0, steps: 4 })).toBeCloseTo(Math.sqrt(1 / 4), 6);
    // From place 9: 1 against 2, then nothing is known.
    expect(rmseOf(model, gru, { at: 5, steps: 4 })).toBe(1);
    const blind = smallModel({}, { truth: new Float32Array(12).fill(Number.NaN) });
    expect(rmseOf(blind, blind.networks[1].members[0], { at: 0, steps: 4 })).toBeNaN();
  });

  test("of an even number of networks has the mean of the middle two errors", () => {
    const model = smallModel({}, { "1/free": Float32Array.from(fromEveryStart(4, 5, 7, 5)) });
    const chosen = { at: 0, steps: 4 };
    // Truth 1, 2, 4, 2: 2, 2, 2, 2 errs by 1, 0, 2, 0 and 4, 5, 7, 5 by 3 throughout.
    const expected = (Math.sqrt(5 / 4) + 3) / 2;
    expect(medianRmse(model, model.networks[0], chosen)).toBeCloseTo(expected, 6);
  });
});

describe("leaving what was seen in training", () => {
  test("is the first step outside the range, whose edges belong to it", () => {
    const model = smallModel();
    expect(leavesAt(model, Float32Array.of(1, 3, 2))).toBe(0);
    expect(leavesAt(model, Float32Array.of(1, 3, 3.1, 0))).toBe(3);
    expect(leavesAt(model, Float32Array.of(2, Number.NaN))).toBe(2);
  });

  test("of the truth does not count what is not known", () => {
    const model = smallModel();
    // From place 4 on: 1, 2, 4, 2; from place 9 on: 2 and then nothing.
    expect(truthLeavesAt(model, { at: 0, steps: 4 })).toBe(3);
    expect(truthLeavesAt(model, { at: 0, steps: 2 })).toBe(0);
    expect(truthLeavesAt(model, { at: 5, steps: 4 })).toBe(0);
    const gap = [0, 0, 0, 0, 2, Number.NaN, 4, 2, 1, 2, 1, 1];
    const gapped = smallModel({}, { truth: Float32Array.from(gap) });
    expect(truthLeavesAt(gapped, { at: 0, steps: 4 })).toBe(3);
  });

  test("of the state begins where a quarter of the units is outside", () => {
    const model = smallModel();
    const [first, second] = model.networks[0].members;
    // 31 of 127 shades are less than a quarter, 32 are what a quarter is rounded to.
    expect(stateLeavesAt(model, first, { at: 1, steps: 4 })).toBe(3);
    expect(stateLeavesAt(model, first, { at: 1, steps: 2 })).toBe(0);
    expect(stateLeavesAt(model, second, { at: 1, steps: 4 })).toBe(0);
    expect(stateLeavesAt(model, model.networks[1].members[0], { at: 1, steps: 4 })).toBe(0);
  });

  test("of several networks is told by their median share", () => {
    const model = smallModel();
    const shares = outsideOf(model, model.networks[0], { at: 0, steps: 4 });
    expect([...(shares ?? [])].map((share) => share * 127)).toEqual(
      [0, 15.5, 16, 63.5].map((shade) => expect.closeTo(shade, 4)),
    );
    expect(outsideOf(model, model.networks[1], { at: 0, steps: 4 })).toBeNull();
  });
});
