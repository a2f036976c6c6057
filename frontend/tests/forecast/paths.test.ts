import { expect, test } from "vitest";
import { bandPath, linePath } from "../../forecast/paths.ts";

const NO = Number.NaN;
const xAt = (k: number) => 10 * k;
const yAt = (value: number) => 100 - value;

test("a line goes through all values", () => {
  expect(linePath([1, 2, 3.25], xAt, yAt).d).toBe("M0,99L10,98L20,96.8");
});

test("a line is lifted over a gap", () => {
  expect(linePath([1, 2, NO, 4, 5], xAt, yAt).d).toBe("M0,99L10,98M30,96L40,95");
});

test("a lone point is a short dash", () => {
  expect(linePath([NO, 2, NO], xAt, yAt).d).toBe("M7,98L13,98");
  expect(linePath([1, NO, 3], xAt, yAt).d).toBe("M-3,99L3,99M17,97L23,97");
  expect(linePath([7], xAt, yAt).d).toBe("M-3,93L3,93");
});

test("of no values there is no path", () => {
  expect(linePath([], xAt, yAt).d).toBe("");
  expect(linePath([NO, Number.POSITIVE_INFINITY], xAt, yAt).d).toBe("");
});

test("a band goes there above and back below, piece by piece", () => {
  expect(bandPath([1, 2], [3, 5], xAt, yAt).d).toBe("M0,97L10,95L10,98L0,99Z");
  const gap = bandPath([1, 2, NO, 4, 4], [3, 5, 6, NO, 8], xAt, yAt).d;
  expect(gap).toBe("M0,97L10,95L10,98L0,99ZM37,92L43,92L43,96L37,96Z");
});
