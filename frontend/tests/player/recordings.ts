// Recordings of small networks in the shape in which a packet holds them.

import { buildModel } from "../../player/model.ts";
import type { Model, Run } from "../../player/types.ts";
import type { Packet, PacketArray } from "../../shared/packet.ts";
import type {
  ColumnHeader,
  Palette,
  PlayerHeader,
  PlayerRunHeader,
  PlayerSequenceHeader,
} from "../../shared/packet_types.ts";
import { BLOCKS, recordArrays, SIZES, type Sizes } from "./networks.ts";

type EquationPart = PlayerRunHeader["equation"][number];

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
