import { describe, expect, test } from "vitest";
import { indexAfter, nearestIndex, thinIndices, visibleSlice } from "../../stage/indices.ts";

describe("places in a list of epochs", () => {
  test("agree with a search from the left", () => {
    const epochs = Float32Array.from([0, 1, 1, 4, 9]);
    for (const epoch of [-1, 0, 0.5, 1, 3.9, 4, 8, 9, 20]) {
      const slow = [...epochs].findIndex((value) => value > epoch);
      expect(indexAfter(epochs, epoch)).toBe(slow < 0 ? epochs.length : slow);
    }
    expect(indexAfter([], 1)).toBe(0);
  });

  test("nearest", () => {
    expect([-5, 1.9, 2.1, 3.9, 99].map((epoch) => nearestIndex([0, 4, 10], epoch))).toEqual([
      0, 0, 1, 1, 2,
    ]);
    expect(nearestIndex([], 3)).toBe(-1);
  });

  test("what is visible reaches one point beyond either edge", () => {
    const epochs = [0, 1, 2, 3, 4, 5];
    expect(visibleSlice(epochs, [2.5, 3.5])).toEqual([1, 5]);
    expect(visibleSlice(epochs, [0, 5])).toEqual([0, 6]);
  });
});

describe("a thinned line", () => {
  test("keeps all of a short one", () => {
    expect(thinIndices([5, 6, 7], 1, 3, 4)).toEqual([1, 2]);
  });

  test("keeps the lowest and the highest of every column, in order", () => {
    const values = Float32Array.from({ length: 1000 }, (_, k) => Math.sin(k * 1.7) * k);
    const kept = thinIndices(values, 0, 1000, 50);
    expect(kept.length).toBeLessThanOrEqual(100);
    expect(kept).toEqual([...kept].sort((a, b) => a - b));
    for (let column = 0; column < 50; column += 1) {
      const part = [...values.slice(column * 20, column * 20 + 20)];
      const drawn = kept.filter((k) => k >= column * 20 && k < column * 20 + 20);
      const found = drawn.map((k) => values[k]);
      expect(Math.min(...found)).toBe(Math.min(...part));
      expect(Math.max(...found)).toBe(Math.max(...part));
    }
  });

  test("keeps a gap, and a lone spike beside it", () => {
    const values = new Float32Array(400).fill(1);
    values[123] = NaN;
    values[250] = 99;
    const kept = thinIndices(values, 0, 400, 10);
    expect(kept).toContain(123);
    expect(kept).toContain(250);
  });
});
