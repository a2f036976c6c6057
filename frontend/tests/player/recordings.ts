// Small networks that read a series, computed here step by step as PyTorch defines them: an RNN with
// tanh, a GRU and an LSTM with random weights, in the shape in which a packet holds them.

import type {
  ColumnHeader,
  Palette,
  PlayerHeader,
  PlayerRunHeader,
  PlayerSequenceHeader,
} from "../../shared/packet_types.ts";

type EquationPart = PlayerRunHeader["equation"][number];

import { buildModel } from "../../player/model.ts";
import type { Model, Run } from "../../player/types.ts";
import type { Packet, PacketArray } from "../../shared/packet.ts";

export const PALETTE: Palette = {
  negative: "#2F6DB5",
  positive: "#C23B2E",
  truth: "#7A8290",
  baseline: "#A58B6F",
  gates: {
    input: "#2A917F",
    forget: "#8A63C8",
    output: "#C67C10",
    reset: "#CE4B74",
    update: "#1B86A0",
  },
  cells: { rnn_tanh: "#0077BB", lstm: "#D55E00", gru: "#009E73" },
};

/** Numbers between -1 and 1 that are the same every time (a linear congruential generator). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

export function floats(values: readonly number[], shape = [values.length]): PacketArray {
  return { data: Float32Array.from(values), shape, scale: 1 };
}

function column(key: string, symbol: string, more: Partial<ColumnHeader>): EquationPart {
  const plain = {
    label: key,
    subscript: "t",
    scale: "state",
    source: "",
    transform: "",
    affine: "",
  };
  return { column: { ...plain, key, symbol, ...more } as ColumnHeader };
}

const sign = (operator: string): EquationPart => ({ operator });

export const EQUATIONS: Readonly<Record<string, readonly EquationPart[]>> = {
  rnn_tanh: [
    column("input_part", "Wx", { affine: "input" }),
    sign("+"),
    column("hidden_part", "Uh", { affine: "hidden", subscript: "t-1" }),
    sign("+"),
    column("bias", "b", { affine: "bias", subscript: "" }),
    sign("="),
    column("preactivation", "a", { affine: "sum" }),
    sign("tanh →"),
    column("hidden", "h", { source: "hidden" }),
  ],
  gru: [
    column("admitted", "1-z", { source: "update", transform: "one_minus", scale: "update" }),
    sign("×"),
    column("candidate", "n", { source: "candidate" }),
    sign("+"),
    column("update", "z", { source: "update", scale: "update" }),
    sign("×"),
    column("hidden_previous", "h", { source: "hidden", transform: "previous", subscript: "t-1" }),
    sign("="),
    column("hidden", "h", { source: "hidden" }),
  ],
  lstm: [
    column("cell_previous", "c", { source: "cell_state", transform: "previous", subscript: "t-1" }),
    sign("×"),
    column("forget", "f", { source: "forget", scale: "forget" }),
    sign("+"),
    column("input", "i", { source: "input", scale: "input" }),
    sign("×"),
    column("candidate", "g", { source: "candidate" }),
    sign("="),
    column("cell_state", "c", { source: "cell_state" }),
    sign("tanh →"),
    column("cell_squashed", "tanh c", { source: "cell_state", transform: "tanh" }),
    sign("×"),
    column("output", "o", { source: "output", scale: "output" }),
    sign("="),
    column("hidden", "h", { source: "hidden" }),
  ],
};

const BLOCKS: Readonly<Record<string, readonly string[]>> = {
  rnn_tanh: ["hidden"],
  gru: ["reset", "update", "candidate"],
  lstm: ["input", "forget", "candidate", "output"],
};

export interface Sizes {
  readonly units: number;
  readonly inputs: number;
  readonly steps: number;
  readonly reverse: boolean;
  readonly seed: number;
}

const SIZES: Sizes = { units: 3, inputs: 2, steps: 9, reverse: false, seed: 7 };

const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));

/** The arrays of one run, without a prefix. Names as in the packet; (step, unit) is flat. */
export function recordArrays(cell: string, sizes: Partial<Sizes> = {}): Record<string, number[]> {
  const { units, inputs, steps, reverse, seed } = { ...SIZES, ...sizes };
  const next = randomNumbers(seed);
  const many = (count: number) => Array.from({ length: count }, () => Math.fround(next()));
  const blocks = BLOCKS[cell];
  const rows = blocks.length * units;
  const arrays: Record<string, number[]> = {
    inputs: many(steps * inputs),
    weight_ih: many(rows * inputs),
    weight_hh: many(rows * units),
    bias_ih: many(rows),
    bias_hh: many(rows),
    initial_hidden: many(units),
    hidden: [],
  };
  if (cell === "lstm") Object.assign(arrays, { initial_cell: many(units), cell_state: [] });
  for (const block of blocks) arrays[block] ??= [];
  let [h, c] = [arrays.initial_hidden, arrays.initial_cell ?? []];
  const order = Array.from({ length: steps }, (_, t) => (reverse ? steps - 1 - t : t));
  for (const t of order) {
    const x = arrays.inputs.slice(t * inputs, (t + 1) * inputs);
    const from = (weights: number[], values: number[], row: number) =>
      values.reduce((sum, value, k) => sum + weights[row * values.length + k] * value, 0);
    const a = (place: number, u: number) =>
      from(arrays.weight_ih, x, place * units + u) + arrays.bias_ih[place * units + u];
    const b = (place: number, u: number) =>
      from(arrays.weight_hh, h, place * units + u) + arrays.bias_hh[place * units + u];
    const found: Record<string, number[]> = Object.fromEntries(blocks.map((block) => [block, []]));
    const [h2, c2]: [number[], number[]] = [[], []];
    for (let u = 0; u < units; u += 1) {
      if (cell === "rnn_tanh") h2.push(Math.tanh(a(0, u) + b(0, u)));
      if (cell === "gru") {
        const [r, z] = [sigmoid(a(0, u) + b(0, u)), sigmoid(a(1, u) + b(1, u))];
        const n = Math.tanh(a(2, u) + r * b(2, u));
        found.reset.push(r);
        found.update.push(z);
        found.candidate.push(n);
        h2.push((1 - z) * n + z * h[u]);
      }
      if (cell === "lstm") {
        const [i, f, o] = [0, 1, 3].map((place) => sigmoid(a(place, u) + b(place, u)));
        const g = Math.tanh(a(2, u) + b(2, u));
        found.input.push(i);
        found.forget.push(f);
        found.candidate.push(g);
        found.output.push(o);
        c2.push(f * c[u] + i * g);
        h2.push(o * Math.tanh(c2[u]));
      }
    }
    if (cell !== "rnn_tanh") for (const block of blocks) put(arrays[block], found[block], t);
    put(arrays.hidden, h2, t);
    if (cell === "lstm") put(arrays.cell_state, c2, t);
    [h, c] = [h2, c2];
  }
  return arrays;
}

function put(list: number[], values: readonly number[], step: number): void {
  values.forEach((value, u) => {
    list[step * values.length + u] = value;
  });
}

/** The header of one run. */
export function runHeader(
  cell: string,
  more: Partial<PlayerRunHeader> = {},
  sizes: Partial<Sizes> = {},
): PlayerRunHeader {
  const { units, inputs, reverse } = { ...SIZES, ...sizes };
  const blocks = BLOCKS[cell];
  const states = cell === "lstm" ? ["hidden", "cell_state"] : ["hidden"];
  const gates = blocks.filter((block) => block !== "hidden" && block !== "candidate");
  return {
    id: "one",
    label: cell.toUpperCase(),
    epoch: 8,
    epochs: 10,
    best: 8,
    snapshots: [8],
    parity: 1e-7,
    moments: {},
    limits: {},
    code: "",
    cell,
    units,
    inputs,
    blocks,
    equation: EQUATIONS[cell],
    panels: [...states, ...blocks.filter((block) => block !== "hidden")].map((source) => ({
      source,
      title: `${source} ${source[0]}`,
      scale: gates.includes(source) ? source : "state",
    })),
    gates,
    reverse,
    input_names: [],
    readout_scale: 1,
    readout_offset_name: "mean",
    layer: "l0",
    layer_path: "rnn",
    layer_suffix: "l0",
    layers: 1,
    layer_names: ["l0"],
    first_step: 0,
    products_of: null,
    ...more,
  };
}

export function sequenceHeader(more: Partial<PlayerSequenceHeader> = {}): PlayerSequenceHeader {
  const { steps = SIZES.steps } = more;
  return {
    steps,
    first: 0,
    whole: steps,
    step_name: "step",
    step_labels: [],
    value_name: "value",
    unit: "",
    kind: "values",
    classes: [],
    answers: [],
    features: [],
    caption: "",
    typed: false,
    note: "",
    continues: false,
    target_is_next: false,
    labels_are_places: false,
    season: 1,
    correlate_names: [],
    ...more,
  };
}

export interface Told {
  readonly runs: readonly PlayerRunHeader[];
  readonly sequence?: Partial<PlayerSequenceHeader>;
  readonly header?: Partial<PlayerHeader>;
  /** By the names of the packet, "0/hidden" for example. */
  readonly arrays: Readonly<Record<string, PacketArray>>;
}

export function packetOf({ runs, sequence, header, arrays }: Told): Packet<PlayerHeader> {
  const told: PlayerHeader = {
    palette: PALETTE,
    sequence: sequenceHeader(sequence),
    epochs: [...new Set(runs.flatMap((run) => run.snapshots))].sort((a, b) => a - b),
    runs,
    start: {},
    convention: "",
    ...header,
  };
  return { header: told, arrays };
}

/** Under the names of a packet: of one run, after one epoch where that is given. */
export function named(
  arrays: Readonly<Record<string, readonly number[]>>,
  run = 0,
  epoch?: number,
): Record<string, PacketArray> {
  const prefix = epoch === undefined ? `${run}/` : `${run}/@${epoch}/`;
  return Object.fromEntries(
    Object.entries(arrays).map(([name, values]) => [prefix + name, floats(values)]),
  );
}

/** A model of one run of a cell. */
export function modelOf(
  cell: string,
  {
    sizes = {},
    run = {},
    sequence = {},
    arrays = {},
  }: {
    sizes?: Partial<Sizes>;
    run?: Partial<PlayerRunHeader>;
    sequence?: Partial<PlayerSequenceHeader>;
    arrays?: Readonly<Record<string, PacketArray>>;
  } = {},
): Model {
  const { steps } = { ...SIZES, ...sizes };
  const recorded = recordArrays(cell, sizes);
  return buildModel(
    packetOf({
      runs: [runHeader(cell, run, sizes)],
      sequence: { steps, ...sequence },
      arrays: { ...named(recorded), ...arrays },
    }),
  );
}

export function runOf(cell: string, sizes: Partial<Sizes> = {}): Run {
  return modelOf(cell, { sizes }).runs[0];
}
