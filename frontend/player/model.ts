// The recording as the player reads it. Pure functions without DOM.

import { asFloats, type Packet, type PacketArray, type PacketArrays } from "../shared/packet.ts";
import type { PlayerHeader, PlayerSequenceHeader } from "../shared/packet_types.ts";
import { createTraining } from "./training.ts";
import type { Feature, Model, Sequence, Start } from "./types.ts";

export { functionOf, isColumn, largestAbsolute, sourceLimit } from "./columns.ts";
export { DIRECT_PATH, runTitle } from "./run_words.ts";

/** What the packet does not say. */
export interface Surroundings {
  /** A file on its own: what did not travel cannot be asked for. */
  readonly alone?: boolean;
  /** Where the page opens; stands above what the packet says. */
  readonly moment?: Start;
}

function buildSequence(told: PlayerSequenceHeader): Sequence {
  return {
    kind: told.kind,
    steps: told.steps,
    first: told.first,
    whole: told.whole,
    stepName: told.step_name,
    stepLabels: told.step_labels,
    valueName: told.value_name,
    unit: told.unit,
    classes: told.classes,
    answers: told.answers,
    caption: told.caption,
    note: told.note,
    typed: told.typed,
    labelsArePlaces: told.labels_are_places,
  };
}

// Symbols stand for themselves; the zeros and ones that spell them say nothing more.
function buildFeatures(told: PlayerSequenceHeader, entry: PacketArray | undefined): Feature[] {
  const values = asFloats(entry);
  if (!values || told.kind === "symbols") return [];
  const { features, steps } = told;
  const column = (d: number) =>
    Float32Array.from({ length: steps }, (_, t) => values[t * features.length + d]);
  return features.map((name, d) => ({ name, values: column(d) }));
}

/** The series of a sequence: value and target (step,), NaN where they are unknown. */
type Series = Pick<Model, "value" | "target" | "features">;

function buildSeries(told: PlayerSequenceHeader, arrays: PacketArrays): Series {
  const unknown = () => new Float32Array(told.steps).fill(NaN);
  return {
    value: asFloats(arrays.value) ?? unknown(),
    target: asFloats(arrays.target) ?? unknown(),
    features: buildFeatures(told, arrays.features),
  };
}

// Whether what counts as right after a step is only what stands next in the sequence.
function answersAreNext({ answers, stepLabels }: Sequence): boolean {
  if (!answers.some((answer) => answer !== "")) return false;
  return answers.every((answer, t) => answer === "" || answer === stepLabels[t + 1]);
}

// A window as in training: what a network says before its last step was asked of none.
function isAskedAtLastOnly(target: Float32Array): boolean {
  const last = target.length - 1;
  return target.every((value, t) => Number.isFinite(value) === (t === last));
}

// Of all runs and all epochs that travelled.
function allPredictions(arrays: PacketArrays): Float32Array[] {
  const names = Object.keys(arrays).filter((name) => name.endsWith("/prediction"));
  return names.map((name) => asFloats(arrays[name])).filter((values) => values !== null);
}

/** All that one packet says, with every network at its best. */
export function buildModel(
  packet: Packet<PlayerHeader>,
  { alone = false, moment = {} }: Surroundings = {},
): Model {
  const { header, arrays } = packet;
  const sequence = buildSequence(header.sequence);
  const series = buildSeries(header.sequence, arrays);
  const training = createTraining(packet);
  const references = training.runsAt(null);
  const { steps, first, whole, typed } = sequence;
  // Where the truth is simply the next input, one line says both.
  const continues = header.sequence.target_is_next;
  return {
    ...series,
    palette: header.palette,
    convention: header.convention,
    start: { ...header.start, ...moment },
    sequence,
    steps,
    first,
    whole,
    epochs: alone ? header.epochs.filter(training.has) : header.epochs,
    training,
    predictions: allPredictions(arrays),
    references,
    runs: references,
    continues,
    typed,
    nextTyped: typed && (continues || answersAreNext(sequence)),
    labelsAreValues: sequence.kind !== "symbols" && !sequence.labelsArePlaces,
    // More steps without a truth than with one: it is not unknown there, nothing is asked.
    judgesFew: series.target.filter(Number.isFinite).length * 2 < steps,
    asksLast: continues && !typed && steps > 1 && isAskedAtLastOnly(series.target),
    alone,
  };
}

/** The model with its runs after an epoch; the very same where that changes no run. */
export function afterEpoch(model: Model, epoch: number | null): Model {
  const runs = model.training.runsAt(epoch);
  return runs.every((run, k) => run === model.runs[k]) ? model : { ...model, runs };
}

/** The label of a step as it was sent; "" where it has none. */
export function stepLabel({ stepLabels }: Sequence, step: number): string {
  return stepLabels[step] ?? "";
}
