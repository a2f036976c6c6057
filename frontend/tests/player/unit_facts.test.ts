import { describe, expect, it } from "vitest";
import { readFacts } from "../../player/unit_facts.ts";
import type { PacketArray } from "../../shared/packet.ts";
import { floats } from "./recordings.ts";

const short = (
  values: readonly number[],
  shape: readonly number[],
  scale: number,
): PacketArray => ({
  data: Int16Array.from(values),
  shape,
  scale,
});

// Two vectors, two units, two correlates each.
const arrays: Record<string, PacketArray> = {
  half_life: floats([2.5, -1]),
  mean_gate: floats([0.75, 1]),
  // forget of units 0 and 1, then output: shut, open.
  saturation: floats([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8], [2, 2, 2]),
  correlates: short([1, 0, 2, -1, -1, -1, 0, 1], [2, 2, 2], 1),
  correlations: short(
    [32767, -16384, -32767, -32768, 0, 3277, 0, 0, 0, 0, 0, 0, 100, 200, 300, 400],
    [2, 2, 2, 2],
    1 / 32767,
  ),
};
const names = {
  units: 2,
  gates: ["forget", "output"],
  sources: ["hidden", "cell_state"],
  correlates: [
    { name: "position", unsigned: false },
    { name: "input", unsigned: false },
    { name: "phase", unsigned: true },
  ],
};
const facts = readFacts((name) => arrays[name], names);

describe("what Python says of a unit", () => {
  it("is how long its gate keeps the state, possibly for ever", () => {
    expect([facts.halfLife(0), facts.halfLife(1)]).toEqual([2.5, Infinity]);
    expect([facts.meanGate(0), facts.meanGate(1)]).toEqual([0.75, 1]);
  });

  it("is nothing of that for a cell without such a gate", () => {
    const none = readFacts(() => floats([Number.NaN, Number.NaN]), names);
    expect(none.halfLife(1)).toBeNull();
    expect(none.meanGate(1)).toBeNaN();
    expect(readFacts(() => undefined, names).halfLife(0)).toBeNull();
  });

  it("is how far its gates are shut and open", () => {
    const rounded = (gate: string, unit: number) => {
      const { shut, open } = facts.saturation(gate, unit);
      return [shut.toFixed(3), open.toFixed(3)];
    };
    expect(rounded("forget", 1)).toEqual(["0.300", "0.400"]);
    expect(rounded("output", 0)).toEqual(["0.500", "0.600"]);
    expect(rounded("update", 0)).toEqual(["NaN", "NaN"]);
  });

  it("is what it goes along with, and how it was before training", () => {
    const [first, second, ...rest] = facts.correlates("hidden", 0);
    expect(first).toMatchObject({ name: "input", r: 1, unsigned: false });
    expect(first.before).toBeCloseTo(-0.5, 4);
    expect(second).toEqual({ name: "position", unsigned: false, r: -1, before: Number.NaN });
    expect(rest).toEqual([]);
    const [phase, none] = facts.correlates("hidden", 1);
    expect(phase).toMatchObject({ name: "phase", r: 0, unsigned: true });
    expect(phase.before).toBeCloseTo(0.1, 4);
    expect(none).toBeUndefined();
    expect(facts.correlates("cell_state", 0)).toEqual([]);
    expect(facts.correlates("cell_state", 1).map(({ name }) => name)).toEqual([
      "position",
      "input",
    ]);
    expect(facts.correlates("forget", 0)).toEqual([]);
  });
});
