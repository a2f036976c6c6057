import { describe, expect, test } from "vitest";
import { type Domains, easeDomains, snapEpoch, yDomainOf } from "../../stage/domains.ts";

function runOf(epoch: number[], validation: number[]) {
  const of = (values: number[]) => Float32Array.from(values);
  const none = of(epoch.map(() => NaN));
  return { curve: { epoch: of(epoch), validation: of(validation), train: none, gradient: none } };
}

const RUN = runOf([0, 1, 2, 10], [100, 50, 20, 10]);

describe("the range of an axis", () => {
  test("holds all points of the shown epochs", () => {
    const [low, high] = yDomainOf([RUN], ["validation"], [0, 10], false);
    expect(low).toBe(0);
    expect(high).toBeGreaterThanOrEqual(100);
    const [logLow, logHigh] = yDomainOf([RUN], ["validation"], [0, 10], true);
    expect(logLow).toBeLessThanOrEqual(10);
    expect(logLow).toBeGreaterThan(0);
    expect(logHigh).toBeGreaterThanOrEqual(100);
  });

  test("of a part leaves out what lies beyond it", () => {
    expect(yDomainOf([RUN], ["validation"], [1, 2], false)[1]).toBeLessThan(100);
  });

  test("between two points holds the ends of the line that passes through", () => {
    const [low, high] = yDomainOf([RUN], ["validation"], [4, 6], true);
    expect(low).toBeLessThanOrEqual(10);
    expect(high).toBeGreaterThanOrEqual(20);
    expect(high).toBeLessThan(50);
  });

  test("holds a level, which has no place on a logarithmic one unless it is positive", () => {
    expect(yDomainOf([RUN], ["validation"], [0, 10], false, 500)[1]).toBeGreaterThanOrEqual(500);
    const without = yDomainOf([RUN], ["validation"], [0, 10], true);
    expect(yDomainOf([RUN], ["validation"], [0, 10], true, 0)).toEqual(without);
  });
});

describe("axes on their way", () => {
  const to = { x: [0, 10], loss: [1, 100], gradient: [1, 100] } as const;

  test("begin where they shall be", () => {
    expect(easeDomains(null, to, 16, true)).toEqual({ domains: to, moving: false });
  });

  test("cover the same share of what is left in the same time, in the axis' own measure", () => {
    const from = { x: [0, 20], loss: [1, 10_000], gradient: [1, 10_000] } as const;
    const share = 1 - Math.exp(-1);
    const { domains, moving } = easeDomains(from, to, 90, true);
    expect(moving).toBe(true);
    expect(domains.x[1]).toBeCloseTo(20 - 10 * share, 10);
    expect(Math.log10(domains.loss[1])).toBeCloseTo(4 - 2 * share, 10);
    // Twice 45 ms is as far as once 90 ms.
    const half = easeDomains(easeDomains(from, to, 45, true).domains, to, 45, true);
    expect(half.domains.x[1]).toBeCloseTo(domains.x[1], 10);
  });

  test("arrive", () => {
    let from: Domains = { ...to, x: [0, 400] };
    let frames = 0;
    for (let moving = true; moving; frames += 1) {
      const eased = easeDomains(from, to, 16, false);
      from = { ...eased.domains };
      moving = eased.moving;
      if (frames > 200) break;
    }
    expect(frames).toBeLessThan(80);
    expect(from).toEqual(to);
  });
});

describe("the crosshair", () => {
  test("stands on an epoch that was recorded", () => {
    const other = runOf([0, 5], [1, 1]);
    expect(snapEpoch([RUN, other], 4.2)).toBe(5);
    expect(snapEpoch([RUN], 4.2)).toBe(2);
    expect(snapEpoch([runOf([], [])], 4.2)).toBeNull();
  });
});
