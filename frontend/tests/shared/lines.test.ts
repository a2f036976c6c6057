import { describe, expect, test } from "vitest";
import { tracePath } from "../../shared/lines.ts";

const traced = (ys: readonly number[]) =>
  tracePath(
    ys.length,
    (k) => 10 * k,
    (k) => ys[k],
    2,
  );

describe("a line through points", () => {
  test("lifts its pen at gaps", () => {
    expect(traced([1, 2, NaN, 3.126, 4]).line.d).toBe("M0,1L10,2M30,3.13L40,4");
    expect(traced([1, 2]).dots.d).toBe("");
  });

  test("makes a dot of a point alone", () => {
    const { dots } = traced([NaN, 5, Number.POSITIVE_INFINITY, 1, 2]);
    expect(dots.d).toBe("M12,5M12,5A2,2 0 1 1 8,5A2,2 0 1 1 12,5Z");
    expect(traced([]).line.d).toBe("");
  });
});
