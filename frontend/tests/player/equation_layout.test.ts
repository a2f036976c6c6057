import { describe, expect, it } from "vitest";
import { isColumn } from "../../player/columns.ts";
import {
  equationLayout,
  pointAlong,
  rowEdges,
  shadesAt,
  wirePath,
} from "../../player/equation_layout.ts";
import { runOf } from "./recordings.ts";

const lstm = runOf("lstm");
const sized = (units: number) => ({ ...lstm, units });

describe("the rows of an equation", () => {
  const pitch = (units: number, height: number) => equationLayout(sized(units), 900, height).pitch;

  it("are at most 24 px high, 17 where there are more than 6", () => {
    expect([pitch(1, 400), pitch(6, 400), pitch(7, 400), pitch(16, 900)]).toEqual([24, 24, 17, 17]);
  });

  it("fill the room with what stands above and below them", () => {
    const layout = equationLayout(sized(32), 900, 316);
    expect(layout.total).toBeCloseTo(316, 6);
    expect(layout.pitch).toBeCloseTo((316 - 4 - 24) / 32, 6);
    expect(layout.height).toBeCloseTo(32 * layout.pitch, 6);
  });

  it("are never lower than 4.5 px: the picture becomes taller than its room", () => {
    const layout = equationLayout(sized(128), 900, 300);
    expect(layout.pitch).toBe(4.5);
    expect(layout.height).toBe(576);
    expect(layout.total).toBe(576 + 4 + 24);
  });

  it("lie side by side on whole device pixels", () => {
    for (const [step, ratio] of [
      [7.3, 1],
      [6, 1.5],
      [11.25, 2],
      [17, 3],
    ]) {
      const layout = { top: 4, pitch: step };
      for (let row = 0; row < 20; row += 1) {
        const [y, height] = rowEdges(layout, ratio, row);
        const [below] = rowEdges(layout, ratio, row + 1);
        expect(y * ratio).toBeCloseTo(Math.round(y * ratio), 9);
        expect(height * ratio).toBeCloseTo(Math.round(height * ratio), 9);
        expect(height).toBeGreaterThan(0);
        expect(y + height).toBeLessThan(below);
      }
    }
  });

  it("touch where there is no room for a gap", () => {
    const [y, height] = rowEdges({ top: 0, pitch: 2 }, 1, 3);
    expect([y, height]).toEqual([6, 2]);
  });
});

describe("the columns of an equation", () => {
  it.each([320, 480, 560, 700, 900, 1400])("fit a width of %i px", (width) => {
    for (const cell of ["lstm", "gru", "rnn_tanh"]) {
      const layout = equationLayout(runOf(cell), width, 300);
      const { parts, gutter, right, size } = layout;
      expect(right).toBeLessThanOrEqual(width);
      expect(size).toBeLessThanOrEqual(72);
      let x = gutter;
      for (const box of parts) {
        expect(box.x).toBeCloseTo(x, 6);
        expect(box.middle).toBeCloseTo(box.x + box.width / 2, 6);
        if (isColumn(box.part)) expect(box.width).toBeCloseTo(size, 6);
        x += box.width;
      }
      expect(x).toBeCloseTo(right, 6);
    }
  });
});

describe("the wires", () => {
  const wires = (cell: string) => {
    const { columns, wires: found } = equationLayout(runOf(cell), 1200, 300);
    const keyAt = (x: number) => columns.find(({ middle }) => middle === x)?.part.key;
    return found.map(({ from, to }) => [keyAt(from), keyAt(to)]);
  };

  it("carry a state from its column to that of the step before", () => {
    expect(wires("lstm")).toEqual([["cell_state", "cell_previous"]]);
    expect(wires("gru")).toEqual([["hidden", "hidden_previous"]]);
    expect(wires("rnn_tanh")).toEqual([["hidden", "hidden_part"]]);
  });

  it("run below the strips, inside the foot", () => {
    const layout = equationLayout(lstm, 900, 300);
    const points = wirePath(layout, layout.wires[0]);
    expect(points.map(([x]) => x)).toEqual([
      layout.wires[0].from,
      layout.wires[0].from,
      layout.wires[0].to,
      layout.wires[0].to,
    ]);
    for (const [, y] of points) {
      expect(y).toBeGreaterThan(layout.top + layout.height);
      expect(y).toBeLessThan(layout.total);
    }
  });

  it("are followed by length", () => {
    const points = [
      [10, 0],
      [10, 4],
      [2, 4],
      [2, 0],
    ] as const;
    expect(pointAlong(points, 0)).toEqual([10, 0]);
    expect(pointAlong(points, 0.25)).toEqual([10, 4]);
    expect(pointAlong(points, 0.5)).toEqual([6, 4]);
    expect(pointAlong(points, 1)).toEqual([2, 0]);
  });
});

describe("the shades of a step", () => {
  it("are those of every column's own scale and limit", () => {
    const shades = shadesAt(lstm, 2);
    lstm.columns.forEach(({ scale, values, limit }, c) => {
      for (let u = 0; u < lstm.units; u += 1) {
        const value = values[2 * lstm.units + u];
        const share = scale === "state" ? (value / limit + 1) / 2 : value;
        const wanted = Math.round(255 * Math.min(1, Math.max(0, share)));
        expect(shades[c * lstm.units + u]).toBe(wanted);
      }
    });
  });

  it("are written into a list that is there already", () => {
    const into = new Float32Array(lstm.columns.length * lstm.units);
    expect(shadesAt(lstm, 1, into)).toBe(into);
    expect(into).toEqual(shadesAt(lstm, 1));
  });
});
