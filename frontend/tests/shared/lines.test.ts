import { expect, test } from "vitest";
import { bandPath, linePath } from "../../shared/lines.ts";

const NO = Number.NaN;
const xAt = (k: number) => 10 * k;
const yOf = (values: readonly number[]) => (k: number) => 100 - values[k];
const line = (values: readonly number[]) => linePath(values.length, xAt, yOf(values)).d;

test("a line goes through all points", () => {
  expect(line([1, 2, 3.256])).toBe("M0,99L10,98L20,96.74");
});

test("a line is lifted over a gap", () => {
  expect(line([1, 2, NO, 4, 5])).toBe("M0,99L10,98M30,96L40,95");
});

test("a lone point is a short dash", () => {
  expect(line([NO, 2, NO])).toBe("M7,98L13,98");
  expect(line([1, NO, 3])).toBe("M-3,99L3,99M17,97L23,97");
  expect(line([7])).toBe("M-3,93L3,93");
});

test("of no points there is no path", () => {
  expect(line([])).toBe("");
  expect(line([NO, Number.POSITIVE_INFINITY])).toBe("");
});

test("a band goes there on one side and back on the other, piece by piece", () => {
  const band = (low: readonly number[], high: readonly number[]) =>
    bandPath(low.length, xAt, yOf(low), yOf(high)).d;
  expect(band([1, 2], [3, 5])).toBe("M0,97L10,95L10,98L0,99Z");
  const gap = band([1, 2, NO, 4, 4], [3, 5, 6, NO, 8]);
  expect(gap).toBe("M0,97L10,95L10,98L0,99ZM37,92L43,92L43,96L37,96Z");
});
