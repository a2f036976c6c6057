// One layer of one network after one epoch, read from the packet. What an epoch shares with the
// one shown first travels only once.

import { asFloats, type PacketArrays } from "../shared/packet.ts";
import type { CorrelateName, PanelHeader, PlayerRunHeader } from "../shared/packet_types.ts";
import { buildParts, isColumn, previousValues, type Recording, sourceLimit } from "./columns.ts";
import { mostActiveUnit } from "./order.ts";
import { readoutAddsUp } from "./products.ts";
import type { Column, Overview, Readout, RecordedVector, Run, StatePath } from "./types.ts";
import { type Find, readFacts } from "./unit_facts.ts";

type Read = (name: string) => Float32Array | null;

/** What a run must be told besides its header and its arrays. */
export interface RunPlace {
  readonly index: number;
  readonly epoch: number;
  readonly steps: number;
  /** Which of the runs of one cell it is. */
  readonly dash: number;
  readonly correlates: readonly CorrelateName[];
}

function needed(values: Float32Array | null, name: string, label: string): Float32Array {
  if (!values) throw new Error(`The packet has no ${name} for ${label}.`);
  return values;
}

function readSources(told: PlayerRunHeader, read: Read): Record<string, Float32Array> {
  const panels = told.panels.map((panel) => panel.source);
  const sources: Record<string, Float32Array> = {
    hidden: needed(read("hidden"), "hidden states", told.label),
  };
  for (const name of new Set(["cell_state", ...told.blocks, ...panels])) {
    const values = read(name);
    if (values) sources[name] = values;
  }
  return sources;
}

function buildRecording(told: PlayerRunHeader, read: Read, steps: number): Recording {
  const { units, inputs, reverse, limits } = told;
  const sources = readSources(told, read);
  const initial = { hidden: read("initial_hidden"), cell_state: read("initial_cell") };
  return {
    units,
    inputs,
    steps,
    reverse,
    limits,
    sources,
    initial,
    hiddenPrevious: previousValues(sources.hidden, initial.hidden, units, reverse),
    // An LSTM's gate is called "input" too, so what goes into the network travels as "inputs".
    input: needed(read("inputs"), "inputs", told.label),
    weights: {
      ih: read("weight_ih"),
      hh: read("weight_hh"),
      biasIh: read("bias_ih"),
      biasHh: read("bias_hh"),
    },
    affine: { input: read("affine_input"), hidden: read("affine_hidden") },
  };
}

// A readout that reads more than this layer cannot be taken apart into its products.
function buildReadout(told: PlayerRunHeader, read: Read): Readout | null {
  const [weight, bias] = [read("readout_weight"), read("readout_bias")];
  if (!weight || !bias || weight.length % told.units !== 0) return null;
  return {
    weight,
    bias,
    offset: read("readout_offset"),
    scale: told.readout_scale,
    offsetName: told.readout_offset_name,
  };
}

// Lowest and highest of every unit in every stretch of the whole sequence; of the epoch that is
// shown first.
function buildOverview(find: Find): Overview | null {
  const [low, high] = [find("overview_low"), find("overview_high")];
  if (!(low?.data instanceof Int8Array) || !(high?.data instanceof Int8Array)) return null;
  return { low: low.data, high: high.data, stretches: low.shape[0] };
}

// The states in their principal components, as many as there are.
function buildPaths(read: Read, steps: number): Record<string, StatePath> {
  const paths: Record<string, StatePath> = {};
  for (const source of ["hidden", "cell_state"]) {
    const [points, explained] = [read(`path_${source}`), read(`explained_${source}`)];
    if (points && explained) paths[source] = { points, explained, size: points.length / steps };
  }
  return paths;
}

function buildVectors(
  recording: Recording,
  panels: readonly PanelHeader[],
  columns: readonly Column[],
): RecordedVector[] {
  return panels
    .filter(({ source }) => recording.sources[source])
    .map(({ source, title, scale }) => {
      const column = columns.find((one) => one.source === source && !one.transform);
      return {
        source,
        title,
        scale,
        // Titles end with the symbol; the reset gate has no column of its own to take it from.
        symbol: column?.symbol ?? title.split(" ").pop() ?? "",
        limit: sourceLimit(recording, source),
        values: recording.sources[source],
      };
    });
}

/** One run after one epoch. Its `mostActive` is that of this epoch. */
export function buildRun(told: PlayerRunHeader, arrays: PacketArrays, place: RunPlace): Run {
  const { index, epoch, steps, dash, correlates } = place;
  const find: Find = (name) => arrays[`${index}/@${epoch}/${name}`] ?? arrays[`${index}/${name}`];
  const read: Read = (name) => asFloats(find(name));
  const recording = buildRecording(told, read, steps);
  const parts = buildParts(recording, told.equation);
  const columns = parts.filter(isColumn);
  const probabilities = read("probabilities");
  const sources = told.panels.map((panel) => panel.source);
  const run: Run = {
    ...recording,
    index,
    epoch,
    dash,
    id: told.id,
    label: told.label,
    cell: told.cell,
    epochs: told.epochs,
    best: told.best,
    layer: told.layer,
    layerPath: told.layer_path,
    layerSuffix: told.layer_suffix,
    layerNames: told.layer_names,
    layers: told.layers,
    parity: (told.moments[epoch] ?? told).parity ?? Number.NaN,
    code: told.code,
    blocks: told.blocks,
    inputNames: told.input_names,
    prediction: read("prediction"),
    probabilities,
    classes: probabilities ? probabilities.length / steps : 0,
    row: { ih: read("unit_ih"), hh: read("unit_hh") },
    productsOf: told.products_of,
    overview: buildOverview(find),
    readout: buildReadout(told, read),
    parts,
    columns,
    vectors: buildVectors(recording, told.panels, columns),
    paths: buildPaths(read, steps),
    retention: ["forget", "update"].find((gate) => recording.sources[gate]) ?? "",
    facts: readFacts(find, { units: told.units, gates: told.gates, sources, correlates }),
    mostActive: 0,
  };
  const readout = readoutAddsUp(run) ? run.readout : null;
  return { ...run, readout, mostActive: mostActiveUnit(run) };
}
