import { describe, expect, it } from "vitest";
import {
  buildScales,
  contrastRatio,
  luminance,
  mix,
  readableOn,
  shadeOf,
  toRgb,
  withAlpha,
} from "../../shared/colour.ts";
import { PALETTE } from "../player/recordings.ts";

describe("colours", () => {
  it("are read, mixed and made transparent", () => {
    expect(toRgb("#2F6DB5")).toEqual([47, 109, 181]);
    expect(mix("#000000", "#ffffff", 0.25)).toBe("rgb(64, 64, 64)");
    expect([mix("#123456", "#fff", 0), mix("#123456", "#fff", 1)]).toEqual([
      "rgb(18, 52, 86)",
      "rgb(255, 255, 255)",
    ]);
    expect(withAlpha("#ff0000", 0.5)).toBe("rgba(255, 0, 0, 0.5)");
  });

  it("have the luminance and the contrast of WCAG", () => {
    expect([luminance("#000"), luminance("#fff")]).toEqual([0, 1]);
    // Pure red counts 0.2126; mid grey 119 is the known 4.48 to 1 on white.
    expect(luminance("#ff0000")).toBeCloseTo(0.2126, 6);
    expect(contrastRatio("#000", "#fff")).toBeCloseTo(21, 6);
    expect(contrastRatio("#777", "#fff")).toBeCloseTo(4.48, 2);
    expect(contrastRatio("#fff", "#777")).toBe(contrastRatio("#777", "#fff"));
    expect(contrastRatio("#abc", "#abc")).toBe(1);
  });

  it("become readable on any ground, and stay as they are where they are", () => {
    for (const ground of ["#ffffff", "#f0f2f6", "#0e1117", "#262730"]) {
      for (const hue of [...Object.values(PALETTE.cells), ...Object.values(PALETTE.gates)]) {
        expect(contrastRatio(readableOn(hue, ground), ground)).toBeGreaterThanOrEqual(4.6);
      }
    }
    expect(readableOn("#000000", "#ffffff")).toBe("rgb(0, 0, 0)");
  });
});

describe("a scale", () => {
  const scales = buildScales(PALETTE);
  const bytes = (name: string, shade: number) => {
    const [packed] = [scales[name].packed[shade]];
    return [packed & 255, (packed >>> 8) & 255, (packed >>> 16) & 255, packed >>> 24];
  };

  it("of states runs from one hue through nothing to the other", () => {
    expect(bytes("state", 0)).toEqual([47, 109, 181, 255]);
    expect(bytes("state", 255)).toEqual([194, 59, 46, 255]);
    expect([bytes("state", 127)[3], bytes("state", 128)[3]]).toEqual([0, 0]);
    expect([bytes("state", 120)[3] > 0, bytes("state", 135)[3] > 0]).toEqual([true, true]);
  });

  it("of a gate runs from nearly nothing to its own hue", () => {
    expect(bytes("forget", 255)).toEqual([138, 99, 200, 255]);
    expect(bytes("forget", 0)[3]).toBe(Math.round(0.06 * 255));
    const alphas = Array.from({ length: 256 }, (_, shade) => bytes("forget", shade)[3]);
    expect(alphas).toEqual([...alphas].sort((a, b) => a - b));
  });

  it("says the same to a canvas as to an image", () => {
    for (const name of ["state", "update"]) {
      for (const shade of [0, 60, 128, 196, 255]) {
        const [red, green, blue, alpha] = bytes(name, shade);
        const css = `rgba(${red}, ${green}, ${blue}, ${(alpha / 255).toFixed(3)})`;
        expect(scales[name].css[shade]).toBe(css);
      }
    }
  });
});

describe("the shade of a value", () => {
  it("of a state lies around the middle, within its limit", () => {
    const found = [-2, -1, 0, 1, 2].map((value) => shadeOf("state", value, 2));
    expect(found).toEqual([0, 64, 128, 191, 255]);
    expect([shadeOf("state", 9, 2), shadeOf("state", -9, 2)]).toEqual([255, 0]);
  });

  it("of a gate runs from 0 to 1, whatever the limit of states", () => {
    expect([0, 0.5, 1, 1.5].map((value) => shadeOf("forget", value, 7))).toEqual([
      0, 128, 255, 255,
    ]);
  });

  it("of what is no number is nothing", () => {
    expect([shadeOf("state", Number.NaN, 1), shadeOf("forget", Number.NaN, 1)]).toEqual([128, 0]);
    const { state } = buildScales(PALETTE);
    expect(state.packed[128]).toBe(0);
  });
});
