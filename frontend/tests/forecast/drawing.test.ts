import { describe, expect, test } from "vitest";
import { drawPanel, sceneOf } from "../../forecast/panel.ts";
import { pictureOf } from "../../forecast/picture.ts";
import { layersFrom } from "../../forecast/plot.ts";
import { readoutRows } from "../../forecast/readout.ts";
import { openState, pointedAt, type State, withGroupToggled } from "../../forecast/state.ts";
import { withAlpha } from "../../shared/colour.ts";
import { SvgPen } from "../../shared/svg_pen.ts";
import type { Theme } from "../../shared/theme.ts";
import { PALETTE, smallModel } from "./small.ts";

const model = smallModel();
const opened: State = { ...openState(model), view: null };
const SIZE = { width: 662, height: 290 };

const THEME = {
  text: "#000000",
  page: "#ffffff",
  muted: "#555555",
  grid: "#dddddd",
  axis: "#bbbbbb",
  font: "sans-serif",
  faint: (alpha: number) => withAlpha("#000000", alpha),
} as Theme;

const sceneIn = (kind: "one" | "free", state: State) => sceneOf(kind, model, state, THEME, SIZE);

function drawn(kind: "one" | "free", state: State): string {
  const pen = new SvgPen(null);
  drawPanel(pen, sceneIn(kind, state));
  return pen.document(SIZE.width, SIZE.height);
}

const count = (text: string, part: string | RegExp) => text.split(part).length - 1;

/** Paths in a colour, by their d. */
const pathsIn = (svg: string, colour: string) =>
  [...svg.matchAll(new RegExp(`<path d="([^"]*)"[^>]*stroke="${colour}"`, "g"))].map(([, d]) => d);

describe("a panel", () => {
  test("shows a free run from the last true value on", () => {
    const solo = {
      ...opened,
      hidden: new Set(["network-0", "baseline-0", "baseline-1", "baseline-2"]),
    };
    const [, variant] = model.networks;
    expect(variant.variant).toBe(1);
    const svg = drawn("free", { ...solo, at: 0, steps: 3 });
    const paths = [...svg.matchAll(/<path d="(M[^"]*)" fill="none"[^>]*stroke-dasharray="7 3"/g)];
    expect(paths.length).toBe(1);
    // The last true value, at place 3, and three predictions.
    expect(paths[0][1].match(/[ML]/g)?.length).toBe(4);
    const { scales } = sceneIn("free", { ...solo, at: 0, steps: 3 });
    expect(paths[0][1].startsWith(`M${Number(scales.xAt(3).toFixed(2))},`)).toBe(true);
  });

  test("has a strip and a flag for states, and a ring where a run leaves the range", () => {
    const svg = drawn("free", { ...opened, at: 0, steps: 4 });
    // One of two networks goes from 3 to 4 at its third step.
    expect(count(svg, "<circle")).toBe(1);
    // Medians of 15.5, 16 and 63.5 of 127: three bars, and only the last reaches a quarter.
    expect(count(svg, `height="8" fill="${PALETTE.cells.lstm}"`)).toBe(3);
    expect(count(svg, "h5l-5 5")).toBe(1);
    expect(count(drawn("free", { ...opened, at: 0, steps: 3 }), "h5l-5 5")).toBe(0);
    const without = drawn("free", withGroupToggled({ ...opened, at: 0, steps: 4 }, "network-0"));
    expect([count(without, "<circle"), count(without, "h5l-5 5")]).toEqual([0, 0]);
  });

  test("draws what the untrained network said on request", () => {
    expect(count(drawn("one", opened), 'stroke-dasharray="1.5 3"')).toBe(1);
    expect(count(drawn("one", { ...opened, ghosts: false }), 'stroke-dasharray="1.5 3"')).toBe(0);
  });

  test("has the handle below only, while the start is in view", () => {
    expect(drawn("free", opened)).toContain(">starts at x 6</text>");
    expect(drawn("one", opened)).not.toContain("starts at");
    expect(drawn("free", { ...opened, view: [8, 11] })).not.toContain("starts at");
  });

  test("names the edges of the test range above", () => {
    expect(drawn("one", opened)).toContain(">test range</text>");
    expect(drawn("free", opened)).not.toContain(">test range</text>");
  });

  test("draws the band and each network of a group of several", () => {
    const svg = drawn("one", opened);
    expect(count(svg, 'fill-opacity="0.2"')).toBe(1);
    // Two thin lines, their median, and the untrained one.
    expect(pathsIn(svg, PALETTE.cells.lstm).length).toBe(4);
  });
});

describe("what is drawn anew", () => {
  const changed = (next: State) =>
    (["still", "moving", "pointer"] as const).filter((layer) => {
      const [before, after] = [opened, next].map((state) =>
        layersFrom[layer](sceneIn("free", state)),
      );
      return before.some((value, k) => value !== after[k]);
    });

  test("is the run alone when the start moves, and the cross alone when the pointer does", () => {
    expect(changed(opened)).toEqual([]);
    expect(changed({ ...opened, at: 3 })).toEqual(["moving"]);
    expect(changed({ ...opened, steps: 2 })).toEqual(["moving"]);
    expect(changed(pointedAt(model, opened, "free", 3))).toEqual(["pointer"]);
  });

  test("is everything after a zoom", () => {
    expect(changed({ ...opened, view: [2, 8] })).toEqual(["still", "moving", "pointer"]);
  });
});

test("the values under the pointer are those of its panel, where there are some", () => {
  const rowsAt = (kind: "one" | "free", index: number, state = opened) =>
    readoutRows(sceneIn(kind, pointedAt(model, state, kind, index)))?.map(({ label, value }) => [
      label,
      value,
    ]);
  expect(rowsAt("free", 6, { ...opened, at: 1, steps: 4 })).toEqual([
    ["truth", 4],
    // The second of 2, 2, 2, 2 and 2, 3, 4, 5.
    ["LSTM", 2.5],
    ["GRU", 2],
    ["persistence", 3],
    ["ETS", 2],
  ]);
  expect(rowsAt("one", 2)).toEqual([["truth", 3]]);
  expect(rowsAt("one", 5)?.[1]).toEqual(["LSTM", 3]);
  expect(readoutRows(sceneIn("free", opened))).toBeNull();
});

test("the saved picture has the title, the legend and both panels", () => {
  const scenes = (["one", "free"] as const).map((kind) => ({
    scene: sceneIn(kind, opened),
    title: kind,
  }));
  const picture = pictureOf(scenes, new SvgPen(null));
  const pen = new SvgPen(null);
  picture?.draw(pen);
  const svg = pen.document(picture?.width ?? 0, picture?.height ?? 0);
  for (const words of [
    "A small series",
    "truth",
    "LSTM",
    "ETS",
    "untrained",
    "one: height (m)",
    "free: height (m)",
  ]) {
    expect(svg).toContain(`>${words}</text>`);
  }
  // What is hidden is not named.
  expect(svg).not.toContain(">mean</text>");
  expect(picture?.width).toBe(662);
  // 44 down to the legend, two panels with a line above each, and a margin.
  expect(picture?.height).toBe(44 + 2 * (26 + 4 + 290) + 10);
  expect(pictureOf([], pen)).toBeNull();
});
