import { describe, expect, it } from "vitest";
import { timeAxis } from "../../player/time_axis.ts";
import {
  axisMargins,
  drawsValue,
  hasNumbers,
  layoutTrack,
  seriesOf,
} from "../../player/track_layout.ts";
import type { Model } from "../../player/types.ts";
import { modelOf } from "./recordings.ts";

const plain = modelOf("lstm");
const steps = plain.steps;
const wave = Float32Array.from({ length: steps }, (_, t) => Math.sin(t));
const read: Model = { ...plain, value: wave, target: wave };
const axis = timeAxis(steps, 800);
const feature = (name: string, values: readonly number[]) => ({
  name,
  values: Float32Array.from({ length: steps }, (_, t) => values[t % values.length]),
});

describe("the series of the track", () => {
  it("take the height that is given", () => {
    const { series, height } = layoutTrack(read, axis, 200);
    expect(height).toBe(200 - 10);
    expect((series?.bottom ?? 0) - (series?.top ?? 0)).toBe(200 - 20 - 10 - 8);
  });

  it("are never lower than 56 px", () => {
    const { series } = layoutTrack(read, axis, 40);
    expect((series?.bottom ?? 0) - (series?.top ?? 0)).toBe(56);
  });

  it("hold all values, with a margin, the largest on top", () => {
    const { series } = layoutTrack(read, axis, 0);
    if (!series) throw new Error("no series");
    const [least, most] = [Math.min(...wave), Math.max(...wave)];
    expect(series.low).toBeCloseTo(least - 0.06 * (most - least), 6);
    expect(series.high).toBeCloseTo(most + 0.06 * (most - least), 6);
    expect(series.yAt(series.high)).toBeCloseTo(series.top, 9);
    expect(series.yAt(series.low)).toBeCloseTo(series.bottom, 9);
    expect(series.yAt(most)).toBeLessThan(series.yAt(least));
  });

  it("span the predictions of all epochs, so that the axis keeps still", () => {
    const far = Float32Array.from({ length: steps }, () => 9);
    const { series } = layoutTrack({ ...read, predictions: [far] }, axis, 0);
    expect(series?.high).toBeGreaterThan(9);
  });

  it("are left out where there is no number, and with them all height", () => {
    const nothing = new Float32Array(steps).fill(Number.NaN);
    const plot = layoutTrack(
      { ...plain, value: nothing, target: nothing, predictions: [] },
      axis,
      0,
    );
    expect(plot.series).toBeNull();
    expect(plot.height).toBe(0);
  });
});

describe("what is read", () => {
  it("is drawn with the truth only where nothing else is read, or where it is continued", () => {
    const features = [feature("a", [1, 2]), feature("b", [3, 4])];
    expect(drawsValue({ ...read, features: [] })).toBe(true);
    expect(drawsValue({ ...read, features, continues: false })).toBe(false);
    expect(drawsValue({ ...read, features, continues: true })).toBe(true);
  });

  it("is the only line of a sequence that is classified", () => {
    const sequence = { ...read.sequence, classes: ["a", "b"] };
    expect(seriesOf({ ...read, sequence })).toEqual([wave]);
  });

  it("counts as a number only where one is finite", () => {
    expect(hasNumbers([null, Float32Array.of(Number.NaN)])).toBe(false);
    expect(hasNumbers([null, Float32Array.of(Number.NaN, 0)])).toBe(true);
  });
});

describe("rows of features", () => {
  const features = [feature("rain", [0, 1, 0]), feature("temperature", [-4, 3.5, 12])];
  const many: Model = { ...read, features, continues: true };

  it("stand below the series and below one another", () => {
    const { rows, series, height } = layoutTrack(many, axis, 0);
    expect(rows.map(({ onOff }) => onOff)).toEqual([true, false]);
    expect(rows[0].top).toBeGreaterThan(series?.bottom ?? 0);
    expect(rows[1].top).toBeCloseTo(rows[0].top + rows[0].pitch, 9);
    expect(rows[1].top + rows[1].height).toBeLessThan(height);
  });

  it("give way before the series does", () => {
    const { rows, series, height } = layoutTrack(many, axis, 120);
    expect((series?.bottom ?? 0) - (series?.top ?? 0)).toBeGreaterThanOrEqual(56);
    expect(rows[0].pitch).toBeLessThan(20);
    expect(height).toBeLessThanOrEqual(120);
  });

  it("show 1 above 0, and no decimals for them", () => {
    const [row] = layoutTrack(many, axis, 0).rows;
    expect(row.yAt(1)).toBeCloseTo(row.top, 9);
    expect(row.yAt(0)).toBeCloseTo(row.top + row.height, 9);
    expect(row.decimals).toBe(0);
  });

  it("have room for their names left of the first step, within bounds", () => {
    const measure = (text: string) => text.length * 10;
    expect(axisMargins(read, 800, measure)).toEqual({ left: 46, right: 14 });
    expect(axisMargins(many, 800, measure).left).toBe(110 + 14);
    expect(axisMargins(many, 400, measure).left).toBe(104);
    const long = { ...many, features: [feature("x".repeat(40), [1, 2])] };
    expect(axisMargins(long, 800, measure).left).toBe(128);
  });
});
