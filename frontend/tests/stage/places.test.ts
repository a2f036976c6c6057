import { describe, expect, test } from "vitest";
import { placeXLabels } from "../../stage/axes.ts";
import {
  contextStart,
  forecastDomain,
  forecastScale,
  stepUnder,
} from "../../stage/forecast_scale.ts";
import { cellAt, fillWords } from "../../stage/heatmap.ts";
import { panelScale } from "../../stage/panel.ts";
import { stageModel } from "./packets.ts";

const SIZE = { width: 256, height: 134 };

describe("a panel of curves", () => {
  test("has its epochs from edge to edge and its values upwards", () => {
    const { rect, xAt, yAt, epochUnder } = panelScale(
      { x: [0, 100], y: [0, 10], log: false },
      SIZE,
    );
    expect([xAt(0), xAt(100), xAt(50)]).toEqual([46, 246, 146]);
    expect([yAt(0), yAt(10)]).toEqual([rect.bottom, rect.top]);
    expect(epochUnder(146)).toBeCloseTo(50, 10);
    expect([epochUnder(-5), epochUnder(999)]).toEqual([0, 100]);
  });

  test("has decades of the same height, and no place for 0", () => {
    const { yAt } = panelScale({ x: [0, 1], y: [0.01, 100], log: true }, SIZE);
    expect(yAt(1)).toBeCloseTo((yAt(0.01) + yAt(100)) / 2, 10);
    expect(yAt(0)).toBeNaN();
    expect(yAt(-1)).toBeNaN();
  });
});

describe("labels of an axis", () => {
  const ticks = [0, 10, 20, 30].map((value) => ({ value, label: String(value) }));
  const widthOf = (text: string) => text.length * 6;

  test("the last one has the axis' name, and none touch", () => {
    const placed = placeXLabels(
      { left: 0, right: 90 },
      ticks,
      (value) => value * 3,
      "epoch",
      widthOf,
    );
    expect(placed[0].text).toBe("epoch 30");
    for (let k = 1; k < placed.length; k += 1) {
      const [right, left] = [placed[k - 1], placed[k]];
      const gap = right.x - widthOf(right.text) / 2 - (left.x + widthOf(left.text) / 2);
      expect(gap).toBeGreaterThanOrEqual(10);
    }
  });

  test("those outside are left out", () => {
    const placed = placeXLabels(
      { left: 40, right: 70 },
      ticks,
      (value) => value * 3,
      "epoch",
      widthOf,
    );
    expect(placed.map(({ text }) => text)).toEqual(["epoch 20"]);
  });
});

describe("a heatmap", () => {
  test("knows the cell under a place", () => {
    const grid = { steps: 10, units: 4 };
    expect(cellAt({ width: 240, height: 130 }, 34, 4, grid)).toEqual({ step: 0, unit: 0 });
    expect(cellAt({ width: 240, height: 130 }, 233, 103, grid)).toEqual({ step: 9, unit: 3 });
    expect(cellAt({ width: 240, height: 130 }, 33, 4, grid)).toBeNull();
    expect(cellAt({ width: 240, height: 130 }, 34, 105, grid)).toBeNull();
  });

  test("has a row for every unit, and the shades of its values", () => {
    const table = Uint32Array.from({ length: 256 }, (_, shade) => shade);
    const words = new Uint32Array(4);
    // Steps (unit 0, unit 1): (-1, 0), (0.5, 2).
    fillWords(words, Float32Array.from([-1, 0, 0.5, 2]), { steps: 2, units: 2 }, 1, table);
    expect([...words]).toEqual([0, 191, 128, 255]);
  });
});

describe("a forecast", () => {
  const model = stageModel();
  const [run] = model.runs;

  test("is the picture: what came before gets a part of the width", () => {
    // The test range is 2 wide: 0.8 before it begins at 9.2, and 9 is too early.
    expect(contextStart(model, 800)).toBe(3);
    const longer = {
      ...model,
      context: { x: Float32Array.from([8, 9.1, 9.3]), y: model.context.y },
    };
    expect(contextStart(longer, 800)).toBe(2);
    expect(contextStart(longer, 300)).toBe(3);
  });

  test("keeps its axis, which only widens, and not without end", () => {
    const [low, high] = forecastDomain(model, run, 3, null);
    // Data 1..3, drawn 0..4: at most 0.3 of the data's range beyond, and a margin of 0.05.
    expect(low).toBeCloseTo(1 - 0.6 - 0.1, 6);
    expect(high).toBeCloseTo(3 + 0.6 + 0.1, 6);
    expect(forecastDomain(model, run, 3, [-9, 1])).toEqual([-9, high]);
    const shares = { ...model, task: { value_range: [0, 1] } };
    expect(forecastDomain(shares, run, 3, null)).toEqual([0, 1.04]);
  });

  test("has a step under every place of the test range", () => {
    const scale = forecastScale(model, [0, 4], { width: 250, height: 120 });
    expect([scale.xAt(10), scale.xAt(12)]).toEqual([44, 244]);
    expect(stepUnder(scale, model, 150)).toBe(1);
    expect(stepUnder(scale, model, 244)).toBe(2);
    expect(stepUnder(scale, model, -200)).toBeNull();
  });

  test("of shares that vanish ends at the least one that is drawn", () => {
    const shares = { ...model, task: { logarithmic: true } };
    const scale = forecastScale(shares, [1e-4, 1], { width: 250, height: 120 });
    expect(scale.yAt(1e-9)).toBe(scale.yAt(1e-4));
    expect(scale.yAt(0)).toBeNaN();
  });
});
