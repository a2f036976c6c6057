import { describe, expect, it } from "vitest";
import { overviewValues, vectorShades } from "../../player/heat_values.ts";
import type { RecordedVector } from "../../player/types.ts";

const vector = (values: readonly number[], scale = "state", limit = 1): RecordedVector => ({
  source: "hidden",
  title: "hidden state h",
  symbol: "h",
  scale,
  limit,
  values: Float32Array.from(values),
});

// Two units over four steps, a step's units side by side.
const small = vector([0, -1, 0.5, 1, -0.5, 0, 1, 0.2]);

describe("the pixels of a heatmap", () => {
  it("are the values one by one where there is room, in the order of the rows", () => {
    const grid = { across: 4, down: 2 };
    // -1 is shade 0, +1 is 255, 0.5 is 191, -0.5 is 64, 0.2 is 153.
    expect([...vectorShades(small, [1, 0], 4, grid)]).toEqual([
      ...[0, 255, 128, 153],
      ...[128, 191, 64, 255],
    ]);
  });

  it("keep the value farthest from the middle where several share one", () => {
    expect([...vectorShades(small, [0, 1], 4, { across: 2, down: 2 })]).toEqual([191, 255, 0, 153]);
    expect([...vectorShades(small, [0, 1], 4, { across: 2, down: 1 })]).toEqual([0, 255]);
  });

  it("show a spike of one step of one unit, wherever it is", () => {
    const [units, steps] = [8, 100];
    for (const place of [0, 37, 411, units * steps - 1]) {
      const values = new Array<number>(units * steps).fill(0.01);
      values[place] = -1;
      const order = Array.from({ length: units }, (_, unit) => unit);
      const shades = vectorShades(vector(values), order, steps, { across: 10, down: 2 });
      const [step, unit] = [Math.floor(place / units), place % units];
      const pixel = Math.floor(unit / 4) * 10 + Math.floor(step / 10);
      expect([...shades].map((shade, k) => (shade === 0 ? k : -1)).filter((k) => k >= 0)).toEqual([
        pixel,
      ]);
    }
  });

  it("take a gate's middle for 0.5 and its limit for 1", () => {
    const gate = vector([0, 1, 0.5, 0.875], "forget", 1);
    expect([...vectorShades(gate, [0], 4, { across: 4, down: 1 })]).toEqual([0, 255, 128, 223]);
    // 0.875 is farther from the middle than 0.5; 0 and 1 are as far, and the first stands.
    expect([...vectorShades(gate, [0], 4, { across: 2, down: 1 })]).toEqual([0, 223]);
  });

  it("scale states by their limit", () => {
    expect([
      ...vectorShades(vector([2, -4, 4, 0], "state", 4), [0], 4, { across: 4, down: 1 }),
    ]).toEqual([191, 0, 255, 128]);
  });
});

describe("the overview of a whole sequence", () => {
  // Three units over two stretches.
  const overview = {
    low: Int8Array.of(-10, -3, 0, -1, -127, 4),
    high: Int8Array.of(9, 5, 0, 2, 100, 6),
    stretches: 2,
  };

  it("keeps the end of a stretch that is farther from 0", () => {
    expect([...overviewValues(overview, 3, 3)]).toEqual([-10, 2, 5, -127, 0, 6]);
  });

  it("keeps the farthest of the units that share a line", () => {
    expect([...overviewValues(overview, 3, 1)]).toEqual([-10, -127]);
  });
});
