import { describe, expect, it } from "vitest";
import { nearestStep, placePath } from "../../player/path_places.ts";
import { nearestCell, placeCells } from "../../player/symbol_places.ts";

describe("the cells of the symbols", () => {
  const room = { width: 100, height: 24, across: 4, down: 10 };

  it("stand in lines that are as wide as there is room", () => {
    expect(placeCells([30, 30, 30, 40, 200], room)).toEqual([
      { left: 0, top: 0, width: 30, height: 24 },
      { left: 34, top: 0, width: 30, height: 24 },
      { left: 68, top: 0, width: 30, height: 24 },
      { left: 0, top: 34, width: 40, height: 24 },
      { left: 0, top: 68, width: 100, height: 24 },
    ]);
  });

  it("are meant by the nearest line first, then by the nearest cell in it", () => {
    const boxes = placeCells([30, 30, 30, 40], room);
    expect(nearestCell(boxes, 35, 10)).toBe(1);
    expect(nearestCell(boxes, 95, 40)).toBe(3);
    expect(nearestCell(boxes, -50, -50)).toBe(0);
  });
});

describe("the path of a state", () => {
  // A square of side 2 in the first two components, with a third of its own.
  const points = Float32Array.of(-1, -1, 3, 1, -1, 0, 1, 1, 0, -1, 1, 0);
  const path = { points, explained: Float32Array.of(0.5, 0.3, 0.2), size: 3 };
  const box = { width: 240, height: 140, margin: 20 };

  it("fills the box with one scale for both axes, up being more", () => {
    // The box leaves 100 px for a height of 2: 50 px a unit.
    expect([...placePath(path, 4, 2, { about: 0, over: 0 }, box)]).toEqual([
      ...[70, 120, 170, 120],
      ...[170, 20, 70, 20],
    ]);
  });

  it("keeps its scale while it is turned", () => {
    const reach = Math.sqrt(11);
    for (const about of [0, 0.7, 2]) {
      const places = placePath(path, 4, 3, { about, over: 0 }, box);
      // Turned about the upright axis, heights stay.
      expect((places[1] - places[5]) / 100).toBeCloseTo(2 / (2 * reach), 6);
    }
  });

  it("is met at the nearest step, if one is near", () => {
    const places = placePath(path, 4, 2, { about: 0, over: 0 }, box);
    expect(nearestStep(places, 165, 30, 24)).toBe(2);
    expect(nearestStep(places, 120, 70, 24)).toBeNull();
  });
});
