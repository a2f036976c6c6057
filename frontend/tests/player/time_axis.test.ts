import { describe, expect, it } from "vitest";
import { AXIS_LEFT, timeAxis } from "../../player/time_axis.ts";

describe("the time axis", () => {
  it("puts the steps side by side between its margins", () => {
    const axis = timeAxis(10, 260, { left: 40, right: 20 });
    expect([axis.left, axis.inner, axis.pitch]).toEqual([40, 200, 20]);
    expect([axis.edgeAt(0), axis.xAt(0), axis.edgeAt(10)]).toEqual([40, 50, 240]);
    expect(timeAxis(10, 260).left).toBe(AXIS_LEFT);
  });

  it("finds the step at any place inside it, and the nearest one outside", () => {
    const axis = timeAxis(37, 803, { ahead: true });
    for (let step = 0; step < 37; step += 1) {
      for (const part of [0.01, 0.5, 0.99]) {
        expect(axis.stepAt(axis.edgeAt(step) + part * axis.pitch)).toBe(step);
      }
    }
    expect([axis.stepAt(-50), axis.stepAt(5000)]).toEqual([0, 36]);
  });

  it("has room for what stands one step behind the last", () => {
    for (const steps of [1, 2, 12, 500]) {
      const axis = timeAxis(steps, 600, { right: 14, ahead: true });
      expect(axis.xAt(steps)).toBeCloseTo(600 - 14, 6);
      expect(timeAxis(steps, 600, { right: 14 }).edgeAt(steps)).toBeCloseTo(600 - 14, 6);
    }
  });

  it("keeps some width on a page that is too narrow", () => {
    expect(timeAxis(8, 30).pitch).toBeCloseTo(5, 6);
  });
});
