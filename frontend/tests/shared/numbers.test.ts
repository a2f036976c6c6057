import { describe, expect, it } from "vitest";
import {
  axisName,
  counted,
  decimalsFor,
  formatCorrelation,
  formatCount,
  formatData,
  formatNumber,
  formatParity,
  formatPercent,
  formatScaled,
  formatShare,
  formatSigned,
  formatTick,
  stepsInWords,
} from "../../shared/numbers.ts";

describe("a measured number", () => {
  it.each([
    [0.07314, "0.0731"],
    [12.42, "12.4"],
    [1248.3, "1248"],
    [12000, "12,000"],
    [123456.7, "123,457"],
    [1e-7, "1.0e-7"],
    [1.23e-4, "1.2e-4"],
    [2.5e6, "2.5e6"],
    [999.7, "1000"],
    [99.96, "100"],
    [0, "0"],
    [1, "1.00"],
  ])("%d is %s", (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  it("has a true minus sign", () => {
    expect([formatNumber(-0.5), formatNumber(-12000), formatNumber(-1e-7)]).toEqual([
      "−0.500",
      "−12,000",
      "−1.0e-7",
    ]);
    expect(formatNumber(-0)).toBe("0");
  });

  it("is no value where it is no number", () => {
    expect([Number.NaN, Infinity, -Infinity].map(formatNumber)).toEqual(Array(3).fill("no value"));
  });

  it("is read back as itself, in three figures, whatever its size", () => {
    for (let power = -9; power <= 9; power += 1) {
      for (const digits of [1, 1.2345, 4.5678, 9.99, -3.21]) {
        const value = digits * 10 ** power;
        const read = Number(formatNumber(value).replaceAll(",", "").replace("−", "-"));
        expect(Math.abs(read - value)).toBeLessThanOrEqual(0.051 * Math.abs(value));
      }
    }
  });
});

describe("a whole number", () => {
  it("stays plain as a year does, and is grouped from 10,000 on", () => {
    expect([60, 1959, 9999, 10000, 12000, 1234567, -3].map(formatCount)).toEqual([
      "60",
      "1959",
      "9999",
      "10,000",
      "12,000",
      "1,234,567",
      "−3",
    ]);
  });

  it("is counted", () => {
    expect([counted(1, "step"), counted(12000, "step"), counted(2, "child", "children")]).toEqual([
      "1 step",
      "12,000 steps",
      "2 children",
    ]);
  });
});

describe("a tick", () => {
  it.each([
    [0, 2, "0"],
    [8, 2, "8"],
    [0.5, 0.5, "0.5"],
    [1, 0.5, "1.0"],
    [0.25, 0.05, "0.25"],
    [-0.2, 0.1, "−0.2"],
    [1980, 20, "1980"],
    [12000, 2000, "12,000"],
    [12000.5, 0.5, "12,000.5"],
    [1e-7, 1e-7, "1e-7"],
    [1.5e-7, 5e-8, "1.5e-7"],
    [2e6, 1e6, "2e6"],
    [1e-20, 1, "0"],
  ])("%d among ticks %d apart is %s", (value, step, text) => {
    expect(formatTick(value, step)).toBe(text);
  });
});

describe("a value in an equation", () => {
  it("has its sign as a hyphen, so that it can be pasted into code", () => {
    expect([formatSigned(0.4169), formatSigned(-0.13), formatSigned(0)]).toEqual([
      "+0.417",
      "-0.130",
      "+0.000",
    ]);
    expect([formatScaled(0.4169, "state"), formatScaled(0.4169, "forget")]).toEqual([
      "+0.417",
      "0.417",
    ]);
    expect([formatSigned(Number.NaN), formatScaled(Infinity, "forget")]).toEqual([
      "unknown",
      "unknown",
    ]);
  });
});

describe("a value of the data", () => {
  it("has as many decimals as its range calls for", () => {
    expect([
      decimalsFor(0, 1),
      decimalsFor(0, 12),
      decimalsFor(0, 900),
      decimalsFor(0, 5000),
    ]).toEqual([3, 2, 1, 0]);
    expect(decimalsFor(5, 5)).toBe(3);
    expect(decimalsFor(1000, 1000.1)).toBe(1);
    expect(decimalsFor(0, 0)).toBe(3);
  });

  it("has its unit", () => {
    expect([
      formatData(12.41, 1, "°C"),
      formatData(12.41, 1),
      formatData(Number.NaN, 1, "°C"),
    ]).toEqual(["12.4 °C", "12.4", "unknown"]);
    expect([axisName("rain", "mm"), axisName("rain")]).toEqual(["rain (mm)", "rain"]);
  });
});

describe("a share", () => {
  it("is not rounded to none or to certainty", () => {
    expect([0, 0.001, 0.5, 0.994, 0.9985, 0.9996, 1].map(formatShare)).toEqual([
      "0.00",
      "<0.01",
      "0.50",
      "0.99",
      "0.999",
      "1.00",
      "1.00",
    ]);
    expect([0, 0.001, 0.126, 0.999, 1].map(formatPercent)).toEqual([
      "0%",
      "<1%",
      "13%",
      ">99%",
      "100%",
    ]);
    expect(formatShare(Number.NaN)).toBe("unknown");
  });
});

describe("other numbers", () => {
  it("are written each in its way", () => {
    expect([formatParity(1.24e-7), formatParity(0), formatParity(Number.NaN)]).toEqual([
      "1.2e-7",
      "0",
      "unknown",
    ]);
    expect([
      formatCorrelation(0.876),
      formatCorrelation(-0.876),
      formatCorrelation(0.876, true),
    ]).toEqual(["+0.88", "−0.88", "0.88"]);
    expect([
      stepsInWords(2.34),
      stepsInWords(999.9),
      stepsInWords(1001),
      stepsInWords(Infinity),
    ]).toEqual(["2.3 steps", "more than 999 steps", "more than 999 steps", "more than 999 steps"]);
  });
});
