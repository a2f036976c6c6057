import { describe, expect, it } from "vitest";
import {
  extentOf,
  linearTicks,
  logTicks,
  paddedExtent,
  roundLinearDomain,
  roundLogDomain,
  unite,
} from "../../shared/ticks.ts";
import { randomNumbers } from "../player/networks.ts";

const labels = (ticks: readonly { label: string }[]) => ticks.map(({ label }) => label);
const read = (label: string) => Number(label.replaceAll(",", "").replace("−", "-"));

describe("linear ticks", () => {
  it("of 0 to 8 have one answer", () => {
    expect(labels(linearTicks(0, 8, 4))).toEqual(["0", "2", "4", "6", "8"]);
  });

  it("keep years plain and group larger numbers", () => {
    expect(labels(linearTicks(1950, 2000, 5))).toEqual([
      "1950",
      "1960",
      "1970",
      "1980",
      "1990",
      "2000",
    ]);
    expect(labels(linearTicks(0, 12000, 3))).toEqual(["0", "5000", "10,000"]);
  });

  it("have a true minus sign, and no sign at zero", () => {
    expect(labels(linearTicks(-1, 1, 4))).toEqual(["−1.0", "−0.5", "0", "0.5", "1.0"]);
  });

  it("are whole where that is asked", () => {
    expect(labels(linearTicks(0, 3, 10, true))).toEqual(["0", "1", "2", "3"]);
    expect(labels(linearTicks(0, 1, 6, true))).toEqual(["0", "1"]);
    for (const high of [2, 5, 7, 23, 150, 9999]) {
      for (const count of [2, 4, 8]) {
        const found = linearTicks(0, high, count, true);
        expect(found.length).toBeGreaterThan(1);
        expect(found.every(({ value }) => Number.isInteger(value))).toBe(true);
      }
    }
  });

  it("of a range without width are one", () => {
    expect(linearTicks(3, 3, 5)).toEqual([{ value: 3, label: "3" }]);
    expect(linearTicks(0, 0, 5)).toEqual([{ value: 0, label: "0" }]);
  });

  it("lie inside any range, each with a label of its own that says its value", () => {
    const next = randomNumbers(11);
    for (let k = 0; k < 2000; k += 1) {
      const size = 10 ** Math.round(next() * 9);
      const low = next() * size * (k % 3 === 0 ? 50 : 1);
      const high = low + Math.abs(next()) * size + size * 1e-3;
      const found = linearTicks(low, high, 2 + (k % 7));
      expect(new Set(labels(found)).size).toBe(found.length);
      for (const { value, label } of found) {
        expect(value).toBeGreaterThanOrEqual(low);
        expect(value).toBeLessThanOrEqual(high);
        // No label is further from its tick than a small share of the distance to the next one.
        expect(Math.abs(read(label) - value)).toBeLessThanOrEqual(0.01 * (high - low));
      }
    }
  });
});

describe("ticks of a logarithmic axis", () => {
  it.each([1, 2, 3, 4, 5, 6])("are positive, rising and told apart over %i decades", (decades) => {
    for (const low of [1e-4, 0.003, 0.1, 2, 70]) {
      const high = low * 10 ** decades;
      const found = logTicks(low, high, 5);
      expect(found.length).toBeGreaterThanOrEqual(2);
      expect(new Set(labels(found)).size).toBe(found.length);
      found.forEach(({ value, label }, k) => {
        expect(value).toBeGreaterThanOrEqual(low * 0.999);
        expect(value).toBeLessThanOrEqual(high * 1.001);
        if (k > 0) expect(value).toBeGreaterThan(found[k - 1].value);
        expect(Math.abs(read(label) / value - 1)).toBeLessThan(1e-6);
      });
    }
  });

  it("are the decades where there are many", () => {
    const decades = ["0.001", "0.01", "0.1", "1", "10", "100", "1000"];
    expect(labels(logTicks(1e-3, 1e3, 7))).toEqual(decades);
    expect(labels(logTicks(1e-3, 1e3, 4))).toEqual(["0.01", "1", "100"]);
    expect(labels(logTicks(1e-7, 1, 8))).toContain("1e-7");
  });

  it("are plain ones within less than a decade", () => {
    const found = logTicks(0.52, 0.58, 4);
    expect(found.length).toBeGreaterThanOrEqual(2);
    expect(found.every(({ value }) => value >= 0.52 && value <= 0.58)).toBe(true);
  });
});

describe("a range of values", () => {
  const values = [3, Number.NaN, -1, Infinity, 7, 0];

  it("leaves out what is no number", () => {
    expect(extentOf(values)).toEqual([-1, 7]);
    expect(extentOf(values, 3)).toEqual([0, 7]);
    expect(extentOf(values, 0, 2)).toEqual([3, 3]);
    expect(extentOf(values, 0, values.length, true)).toEqual([3, 7]);
    expect(extentOf([Number.NaN])).toBeNull();
    expect(extentOf(Float32Array.of(2, 1))).toEqual([1, 2]);
  });

  it("is united and padded", () => {
    expect([unite([0, 1], [-1, 0.5]), unite(null, [1, 2]), unite(null, null)]).toEqual([
      [-1, 1],
      [1, 2],
      null,
    ]);
    expect(paddedExtent([[0, 10], null, [20]], 0.1)).toEqual([-2, 22]);
    expect(paddedExtent([[5, 5]])).toEqual([4.5, 5.5]);
    expect(paddedExtent([[0, 0]])).toEqual([-1, 1]);
    expect(paddedExtent([[Number.NaN]])).toEqual([0, 1]);
  });

  it("is rounded outwards and moves seldom", () => {
    const next = randomNumbers(5);
    const domains = new Set<string>();
    for (let k = 0; k < 500; k += 1) {
      const low = 10 ** (next() * 3);
      const high = low * (1 + 4 * Math.abs(next()));
      for (const [from, to] of [roundLogDomain([low, high]), roundLinearDomain([low, high])]) {
        expect(from).toBeLessThanOrEqual(low);
        expect(to).toBeGreaterThanOrEqual(high);
      }
      domains.add(String(roundLogDomain([0.01, 0.5 + k * 4e-4])));
    }
    expect(domains.size).toBe(2);
    expect(roundLinearDomain([0.1, 9])[0]).toBe(0);
    expect([roundLogDomain(null), roundLinearDomain(null)]).toEqual([
      [0.01, 1],
      [0, 1],
    ]);
  });
});
