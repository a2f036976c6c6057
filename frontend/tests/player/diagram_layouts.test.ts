import { describe, expect, it } from "vitest";
import { diagramScale } from "../../player/diagram.ts";
import { diagramColumn, diagramOf, STRIP } from "../../player/diagram_layouts.ts";
import { runOf } from "./recordings.ts";

const CELLS = ["lstm", "gru", "rnn_tanh"] as const;

describe.each(CELLS)("the diagram of a cell: %s", (cell) => {
  const run = runOf(cell);
  const plan = diagramOf(run);

  it("has values for every vector, of every step", () => {
    for (const box of plan.vectors) {
      const column = diagramColumn(run, box);
      expect(column.values.length, box.key).toBe(run.steps * column.size);
      expect(column.limit).toBeGreaterThan(0);
      expect(column.ofUnits).toBe(box.key !== "network_input");
    }
  });

  it("shows every column of the equation", () => {
    const keys = plan.vectors.map(({ key }) => key);
    expect(keys).toEqual(expect.arrayContaining(run.columns.map(({ key }) => key)));
  });

  it("has wires from its own vectors or from none", () => {
    const keys = new Set(["", ...plan.vectors.map(({ key }) => key)]);
    for (const [from] of plan.wires) expect(keys.has(from), from).toBe(true);
  });

  it("has wires of level and upright lines within the plan", () => {
    for (const [from, points] of plan.wires) {
      expect(points.length).toBeGreaterThan(1);
      points.forEach(([x, y], k) => {
        expect(x > 0 && x < plan.width && y > 0 && y < plan.height, from).toBe(true);
        if (k === 0) return;
        const [a, b] = points[k - 1];
        expect((a === x) !== (b === y), `${from}: ${points}`).toBe(true);
      });
    }
  });

  it("has all vectors within the plan, none over another", () => {
    const boxes = plan.vectors.map(({ x, y }) => ({
      left: x - STRIP.width / 2,
      right: x + STRIP.width / 2,
      top: y - STRIP.height / 2,
      bottom: y + STRIP.height / 2,
    }));
    boxes.forEach((box, k) => {
      expect(box.left).toBeGreaterThanOrEqual(0);
      expect(box.right).toBeLessThanOrEqual(plan.width);
      expect(box.top).toBeGreaterThanOrEqual(0);
      expect(box.bottom).toBeLessThanOrEqual(plan.height);
      for (const other of boxes.slice(k + 1)) {
        const apart =
          box.right <= other.left ||
          other.right <= box.left ||
          box.bottom <= other.top ||
          other.bottom <= box.top;
        expect(apart).toBe(true);
      }
    });
  });

  it("begins a wire at the edge of its vector or on a line that leaves it", () => {
    for (const [from, points] of plan.wires) {
      const box = plan.vectors.find(({ key }) => key === from);
      if (!box) continue;
      const [x, y] = points[0];
      const onBox =
        Math.abs(x - box.x) <= STRIP.width / 2 && Math.abs(y - box.y) <= STRIP.height / 2;
      const onLine = plan.wires.some(([one, line]) => {
        if (one !== from || line === points) return false;
        return line.slice(1).some(([c, d], k) => {
          const [a, b] = line[k];
          const within = (low: number, high: number, at: number) =>
            at >= Math.min(low, high) && at <= Math.max(low, high);
          return within(a, c, x) && within(b, d, y);
        });
      });
      expect(onBox || onLine, `${from} from ${points[0]}`).toBe(true);
    }
  });
});

describe("the diagram of one run", () => {
  it("names the function of a network without gates", () => {
    const named = (cell: string) => diagramOf({ cell, reverse: false }).pills.map(([text]) => text);
    expect(named("rnn_relu")).toEqual(["U", "W", "relu"]);
    expect(named("rnn_tanh")).toEqual(["U", "W", "tanh"]);
  });

  it("says where a layer carries its state that reads from right to left", () => {
    const backward = diagramOf({ cell: "lstm", reverse: true });
    expect(backward.ends.map(([text]) => text)).toEqual([
      "c to the step on the left",
      "h to the step on the left",
    ]);
    const run = { ...runOf("lstm"), reverse: true };
    const box = backward.vectors.find(({ key }) => key === "previous");
    if (!box) throw new Error("no previous state");
    expect(diagramColumn(run, box).subscript).toBe("t+1");
  });

  it("fits into its room, but never becomes smaller than can be read", () => {
    const plan = { width: 930, height: 440 };
    expect(diagramScale(plan, { width: 2000, height: 0 })).toBeCloseTo(920 / 930, 9);
    expect(diagramScale(plan, { width: 744, height: 0 })).toBeCloseTo(0.8, 9);
    expect(diagramScale(plan, { width: 744, height: 308 })).toBeCloseTo(0.7, 9);
    expect(diagramScale(plan, { width: 390, height: 100 })).toBeCloseTo(460 / 930, 9);
  });
});
