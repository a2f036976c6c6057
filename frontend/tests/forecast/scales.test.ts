import { describe, expect, test } from "vitest";
import { isInside, openingView, scalesOf, timeTicks, valueTicks } from "../../forecast/scales.ts";
import { longModel, smallModel, TRUTH } from "./small.ts";

const SIZE = { width: 662, height: 290 };
const labels = (ticks: readonly { label: string }[]) => ticks.map(({ label }) => label);

describe("the opening view", () => {
  const at = { at: 0, steps: 10 };

  test("of a short series is all of it, from shortly before the test on where it is narrow", () => {
    expect(openingView(smallModel({ horizon: 6 }), at, false)).toBeNull();
    // A horizon of 6: 1.8 steps, that is 2, before the test range at 4; the axis ends at 11.
    expect(openingView(smallModel({ horizon: 6 }), at, true)).toEqual([2, 11]);
  });

  test("of a long one is what a free run can be seen in", () => {
    // A horizon of 10: 3 places before the start, 25 or 17 behind it.
    expect(openingView(longModel(), at, false)).toEqual([17, 45]);
    expect(openingView(longModel(), at, true)).toEqual([17, 37]);
    expect(openingView(longModel(), { at: 40, steps: 10 }, false)).toEqual([57, 85]);
  });

  test("does not begin so late that it would end beyond the axis", () => {
    expect(openingView(longModel(), { at: 79, steps: 10 }, false)).toEqual([72, 99]);
  });
});

describe("scales", () => {
  const model = smallModel();
  const scales = scalesOf(model, null, SIZE, 0);

  test("put the first and the last step at the edges, and back", () => {
    expect(scales.rect).toEqual({ left: 52, right: 652, top: 22, bottom: 266 });
    expect(scales.xAt(0)).toBe(52);
    expect(scales.xAt(11)).toBe(652);
    expect(scales.valueUnder(scales.xAt(7))).toBeCloseTo(7, 9);
    expect(scalesOf(model, [2, 4], SIZE, 0).xAt(3)).toBe(352);
  });

  test("keep a wild value one panel away", () => {
    expect(scales.yAt(model.domain[0])).toBeCloseTo(266, 6);
    expect(scales.yAt(1e30)).toBe(22 - 244);
    expect(scales.yAt(-1e30)).toBe(266 + 244);
    expect(scales.yAt(Number.NaN)).toBeNaN();
  });

  test("leave room for a foot", () => {
    expect(scalesOf(model, null, SIZE, 26).rect.bottom).toBe(240);
  });

  test("say what is in the panel", () => {
    expect([51.5, 52, 652, 653].map((x) => isInside(scales, x))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(isInside(scales, 51.5, 1)).toBe(true);
    expect(isInside(scales, Number.NaN)).toBe(false);
  });
});

describe("ticks", () => {
  test("of the time are whole where the steps are, and the last says what is counted", () => {
    const model = smallModel();
    // 600 pixels have room for 7.
    expect(labels(timeTicks(model, scalesOf(model, null, SIZE, 0)))).toEqual([
      "0",
      "2",
      "4",
      "6",
      "8",
      "x 10",
    ]);
    const near = timeTicks(model, scalesOf(model, [3, 5], SIZE, 0));
    expect(labels(near)).toEqual(["3", "4", "x 5"]);
  });

  test("of quarters may lie between whole numbers", () => {
    const model = smallModel({}, { x: Float32Array.from(TRUTH, (_, k) => 1960 + k / 4) });
    const near = timeTicks(model, scalesOf(model, [1960, 1961], SIZE, 0));
    expect(labels(near).slice(0, 2)).toEqual(["1960.0", "1960.2"]);
  });

  test("have the names of the steps where there are some, and none beyond them", () => {
    const names = Array.from({ length: 10 }, (_, k) => `day ${k}`);
    const model = smallModel({ labels: names });
    // 600 pixels have room for 5 of 120: every second.
    const found = labels(timeTicks(model, scalesOf(model, null, SIZE, 0)));
    expect(found).toEqual(["day 0", "day 2", "day 4", "day 6", "day 8"]);
  });

  test("of the values lie in the domain", () => {
    const scales = scalesOf(smallModel(), null, SIZE, 0);
    // 0.85 to 4.9, and 244 pixels have room for 6 rows: steps of a half come nearest to 4.05 / 6.
    const halves = ["1.0", "1.5", "2.0", "2.5", "3.0", "3.5", "4.0", "4.5"];
    expect(labels(valueTicks(scales))).toEqual(halves);
  });
});
