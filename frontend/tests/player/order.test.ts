import { describe, expect, it } from "vitest";
import { mostActiveUnit, unitOrder } from "../../player/order.ts";
import type { Run } from "../../player/types.ts";
import { randomNumbers } from "./networks.ts";
import { runOf } from "./recordings.ts";

// A run with these traces of h, one list a unit.
function runWith(traces: readonly (readonly number[])[], more: Partial<Run> = {}): Run {
  const [units, steps] = [traces.length, traces[0].length];
  const hidden = Float32Array.from({ length: units * steps }, (_, k) => {
    return traces[k % units][Math.floor(k / units)];
  });
  return { ...runOf("lstm"), units, steps, sources: { hidden }, ...more };
}

describe("the most active unit", () => {
  it("has the largest mean of |h|, whatever its sign", () => {
    expect(
      mostActiveUnit(
        runWith([
          [1, 1, 1],
          [-2, -1, -1],
          [3, 0, 0],
        ]),
      ),
    ).toBe(1);
  });

  it("is one that has numbers", () => {
    const none = [Number.NaN, 1];
    expect(mostActiveUnit(runWith([none, [0.1, 0.1]]))).toBe(1);
    expect(mostActiveUnit(runWith([none, none]))).toBe(0);
  });
});

describe("the order of units", () => {
  const wave = (phase: number, size: number) =>
    Array.from({ length: 24 }, (_, t) => size * Math.sin(t / 3 + phase));

  it("by similarity begins with the most active and goes on with the one most like the last", () => {
    // Phases 0, 0.2 and 0.4 chain; the opposite one is like none of them.
    const run = runWith([wave(0.4, 0.2), wave(Math.PI, 0.3), wave(0, 0.9), wave(0.2, 0.1)]);
    expect(unitOrder(run, "similarity")).toEqual([2, 3, 0, 1]);
  });

  it("by similarity has every unit once, also those that never move", () => {
    const next = randomNumbers(3);
    const traces = Array.from({ length: 20 }, (_, u) =>
      Array.from({ length: 12 }, () => (u % 5 === 0 ? 0.5 : next())),
    );
    const order = unitOrder(runWith(traces), "similarity");
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, u) => u));
  });

  it("of two units is that of their numbers", () => {
    expect(
      unitOrder(
        runWith([
          [1, 2, 3],
          [9, 8, 9],
        ]),
        "similarity",
      ),
    ).toEqual([0, 1]);
  });

  it("by activity has the most active on top, equals by number", () => {
    const run = runWith([
      [1, -1],
      [2, 2],
      [-1, 1],
      [0, -3.9],
    ]);
    expect(unitOrder(run, "activity")).toEqual([1, 3, 0, 2]);
  });

  it("by gate has the one that keeps most on top", () => {
    const means = [0.2, 0.9, 0.5];
    const facts = { ...runOf("lstm").facts, meanGate: (unit: number) => means[unit] };
    const run = runWith(
      [
        [1, 2],
        [1, 2],
        [1, 2],
      ],
      { facts, retention: "forget" },
    );
    expect(unitOrder(run, "gate")).toEqual([1, 2, 0]);
    expect(unitOrder({ ...run, retention: "" }, "gate")).toEqual([0, 1, 2]);
  });

  it("by index is that of their numbers", () => {
    expect(unitOrder(runWith([[9], [1], [5]]), "index")).toEqual([0, 1, 2]);
  });
});
