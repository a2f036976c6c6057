// The wiring diagrams of the textbooks, as data: where vectors, operators and wires stand. The
// state that is carried on is the line on top. Pure data; a vector is named by its column's key.

import type { Point } from "./equation_layout.ts";
import { largestAbsolute, sourceLimit } from "./model.ts";
import type { Column, Run } from "./types.ts";

/** Size of a vector on the plan. */
export const STRIP = { width: 26, height: 92 } as const;

/** A vector by its middle. `symbol` and its index are told where no column of the equation has them. */
export interface VectorBox {
  readonly key: string;
  readonly x: number;
  readonly y: number;
  readonly symbol?: readonly [string, string];
}

/** A text by its middle; an end by its right end. */
export type Placed = readonly [text: string, x: number, y: number];

/** What runs along a wire is the vector it comes from, "" for a bus. */
export type DiagramWire = readonly [from: string, points: readonly Point[]];

export interface DiagramPlan {
  readonly width: number;
  readonly height: number;
  readonly vectors: readonly VectorBox[];
  readonly pills: readonly Placed[];
  readonly operators: readonly Placed[];
  readonly wires: readonly DiagramWire[];
  readonly ends: readonly Placed[];
}

function vector(key: string, x: number, y: number, symbol?: readonly [string, string]): VectorBox {
  return { key, x, y, symbol };
}

// From corner to corner: x and y of each.
function wire(from: string, ...corners: readonly number[]): DiagramWire {
  const points = Array.from(
    { length: corners.length / 2 },
    (_, k): Point => [corners[2 * k], corners[2 * k + 1]],
  );
  return [from, points];
}

const BUS_Y = 404;

const LSTM_DIAGRAM: DiagramPlan = {
  width: 930,
  height: 440,
  vectors: [
    vector("cell_previous", 50, 80),
    vector("previous", 50, 230, ["h", "t-1"]),
    vector("network_input", 120, 330, ["x", "t"]),
    vector("forget", 200, 230),
    vector("input", 300, 230),
    vector("candidate", 380, 230),
    vector("cell_state", 480, 80),
    vector("output", 540, 230),
    vector("hidden", 740, 230),
    vector("cell_squashed", 640, 156),
  ],
  pills: [
    ["σ", 200, 344],
    ["σ", 300, 344],
    ["tanh", 380, 344],
    ["σ", 540, 344],
    ["tanh", 600, 80],
  ],
  operators: [
    ["×", 200, 80],
    ["+", 340, 80],
    ["×", 340, 150],
    ["×", 640, 230],
  ],
  wires: [
    wire("cell_previous", 63, 80, 187, 80),
    wire("", 213, 80, 327, 80),
    wire("", 353, 80, 467, 80),
    wire("cell_state", 493, 80, 574, 80),
    wire("cell_state", 520, 80, 520, 48, 920, 48),
    wire("", 626, 80, 640, 80, 640, 110),
    wire("cell_squashed", 640, 202, 640, 217),
    wire("previous", 50, 276, 50, BUS_Y, 540, BUS_Y, 540, 357),
    wire("network_input", 120, 376, 120, BUS_Y),
    wire("", 200, BUS_Y, 200, 357),
    wire("", 300, BUS_Y, 300, 357),
    wire("", 380, BUS_Y, 380, 357),
    wire("", 200, 331, 200, 276),
    wire("", 300, 331, 300, 276),
    wire("", 380, 331, 380, 276),
    wire("", 540, 331, 540, 276),
    wire("forget", 200, 184, 200, 93),
    wire("input", 300, 184, 300, 150, 327, 150),
    wire("candidate", 380, 184, 380, 150, 353, 150),
    wire("", 340, 137, 340, 93),
    wire("output", 553, 230, 627, 230),
    wire("", 653, 230, 727, 230),
    wire("hidden", 753, 230, 920, 230),
  ],
  ends: [
    ["c to the next step", 916, 40],
    ["h to the next step", 916, 222],
  ],
};

const GRU_DIAGRAM: DiagramPlan = {
  width: 950,
  height: 440,
  vectors: [
    vector("hidden_previous", 60, 80),
    vector("network_input", 60, 300, ["x", "t"]),
    vector("update", 200, 230),
    vector("admitted", 310, 160),
    vector("reset", 400, 230, ["r", "t"]),
    vector("candidate", 660, 230),
    vector("hidden", 770, 80),
  ],
  pills: [
    ["σ", 200, 344],
    ["σ", 400, 344],
    ["U · h + b", 490, 344],
    ["W · x + b", 592, 344],
    ["tanh", 614, 230],
  ],
  operators: [
    ["×", 200, 80],
    ["+", 660, 80],
    ["×", 660, 160],
    ["×", 490, 230],
    ["+", 560, 230],
  ],
  wires: [
    wire("hidden_previous", 73, 80, 187, 80),
    wire("", 213, 80, 647, 80),
    wire("", 673, 80, 757, 80),
    wire("hidden", 783, 80, 940, 80),
    wire("hidden_previous", 142, 80, 142, BUS_Y),
    wire("network_input", 60, 346, 60, BUS_Y, 592, BUS_Y, 592, 357),
    wire("", 200, BUS_Y, 200, 357),
    wire("", 400, BUS_Y, 400, 357),
    wire("", 490, BUS_Y, 490, 357),
    wire("", 200, 331, 200, 276),
    wire("", 400, 331, 400, 276),
    wire("", 490, 331, 490, 243),
    wire("", 592, 331, 592, 290, 560, 290, 560, 243),
    wire("update", 200, 184, 200, 93),
    wire("update", 200, 160, 297, 160),
    wire("admitted", 323, 160, 647, 160),
    wire("reset", 413, 230, 477, 230),
    wire("", 503, 230, 547, 230),
    wire("", 573, 230, 588, 230),
    wire("", 640, 230, 647, 230),
    wire("candidate", 660, 184, 660, 173),
    wire("", 660, 147, 660, 93),
  ],
  ends: [["h to the next step", 936, 72]],
};

const RNN_DIAGRAM: DiagramPlan = {
  width: 800,
  height: 370,
  vectors: [
    vector("previous", 60, 100, ["h", "t-1"]),
    vector("network_input", 60, 270, ["x", "t"]),
    vector("hidden_part", 240, 100),
    vector("input_part", 240, 270),
    vector("bias", 350, 290),
    vector("preactivation", 460, 185),
    vector("hidden", 650, 185),
  ],
  pills: [
    ["U", 150, 100],
    ["W", 150, 270],
    ["", 556, 185],
  ],
  operators: [["+", 350, 185]],
  wires: [
    wire("previous", 73, 100, 124, 100),
    wire("", 176, 100, 227, 100),
    wire("hidden_part", 253, 100, 350, 100, 350, 172),
    wire("network_input", 73, 270, 124, 270),
    wire("", 176, 270, 227, 270),
    wire("input_part", 253, 270, 300, 270, 300, 185, 337, 185),
    wire("bias", 350, 244, 350, 198),
    wire("", 363, 185, 447, 185),
    wire("preactivation", 473, 185, 530, 185),
    wire("", 582, 185, 637, 185),
    wire("hidden", 663, 185, 790, 185),
  ],
  ends: [["h to the next step", 786, 175]],
};

export function diagramOf({ cell, reverse }: Pick<Run, "cell" | "reverse">): DiagramPlan {
  return facing(planOf(cell), reverse);
}

function planOf(cell: string): DiagramPlan {
  if (cell === "lstm") return LSTM_DIAGRAM;
  if (cell === "gru") return GRU_DIAGRAM;
  const name = cell === "rnn_relu" ? "relu" : "tanh";
  return { ...RNN_DIAGRAM, pills: RNN_DIAGRAM.pills.map(([text, x, y]) => [text || name, x, y]) };
}

function facing(plan: DiagramPlan, reverse: boolean): DiagramPlan {
  if (!reverse) return plan;
  const turned = (text: string) => text.replace("next step", "step on the left");
  return { ...plan, ends: plan.ends.map(([text, x, y]) => [turned(text), x, y]) };
}

/** What stands in a vector of the diagram. */
export interface DiagramColumn extends Column {
  /** Values a step. */
  readonly size: number;
  /** Whether its rows are the run's units. */
  readonly ofUnits: boolean;
}

/** A column of the equation, or what stands in no column of it. Throws where the run has neither. */
export function diagramColumn(run: Run, { key, symbol }: VectorBox): DiagramColumn {
  const column = run.columns.find((one) => one.key === key);
  if (column) return { ...column, size: run.units, ofUnits: true };
  const [name, index] = symbol ?? [key, ""];
  const subscript = run.reverse ? index.replace("t-1", "t+1") : index;
  const plain = { source: "", transform: "", affine: "" };
  const own = { ...plain, key, symbol: name, subscript, size: run.units, ofUnits: true };
  if (key === "network_input") {
    const limit = Math.max(1, largestAbsolute(run.input));
    const about = { label: "input", scale: "state", values: run.input, limit };
    return { ...own, ...about, size: run.inputs, ofUnits: false };
  }
  if (key === "previous") {
    const limit = sourceLimit(run, "hidden");
    return { ...own, label: "previous state", scale: "state", values: run.hiddenPrevious, limit };
  }
  const recorded = run.vectors.find(({ source }) => source === key);
  if (!recorded) throw new Error(`The diagram of ${run.label} has no vector "${key}".`);
  return { ...own, label: recorded.title, scale: key, values: recorded.values, limit: 1 };
}
