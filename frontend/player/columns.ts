// Every column of a run's equation as one array over (step, unit).

import type { ColumnHeader, PlayerRunHeader } from "../shared/packet_types.ts";
import type { Column, Part, Run, Values } from "./types.ts";

/** What the columns are made from: a run without its columns. */
export type Recording = Pick<
  Run,
  | "units"
  | "inputs"
  | "steps"
  | "reverse"
  | "sources"
  | "initial"
  | "hiddenPrevious"
  | "input"
  | "weights"
  | "affine"
  | "limits"
>;

export function isColumn(part: Part): part is Column {
  return "values" in part;
}

/** The largest finite magnitude; 0 where there is none. */
export function largestAbsolute(values: ArrayLike<number>): number {
  let largest = 0;
  for (let k = 0; k < values.length; k += 1) {
    const size = Math.abs(values[k]);
    if (size > largest && size < Infinity) largest = size;
  }
  return largest;
}

/** "tanh →" stands for a function, "×" does not. */
export function functionOf(sign: string): string {
  return sign.endsWith("→") ? sign.slice(0, -1).trim() : "";
}

/** Values (step, unit) of the step read before. The initial state (unit,) stands before the first
 * step, or after the last one for a layer that reads backward. */
export function previousValues(
  values: Float32Array,
  initial: Float32Array | null,
  units: number,
  reverse: boolean,
): Float32Array {
  const shifted = new Float32Array(values.length);
  const rest = values.length - units;
  if (initial) shifted.set(initial.subarray(0, units), reverse ? rest : 0);
  shifted.set(reverse ? values.subarray(units) : values.subarray(0, rest), reverse ? 0 : units);
  return shifted;
}

// weight (unit, k) times what comes in (step, k), for all steps at once.
function product(
  weight: Float32Array,
  incoming: Float32Array,
  steps: number,
  units: number,
): Float64Array {
  const values = new Float64Array(steps * units);
  const size = weight.length / units;
  for (let t = 0; t < steps; t += 1) {
    for (let u = 0; u < units; u += 1) {
      let sum = 0;
      for (let k = 0; k < size; k += 1) sum += weight[u * size + k] * incoming[t * size + k];
      values[t * units + u] = sum;
    }
  }
  return values;
}

type AffinePart = Exclude<ColumnHeader["affine"], "">;

// The parts of the pre-activation of a cell without gates. Where the weights were too many to
// travel, Python sent what they make of the inputs.
function affineParts(run: Recording): Readonly<Record<AffinePart, Values>> {
  const { steps, units, weights } = run;
  const length = steps * units;
  const [ih, hh] = [weights.ih ?? new Float32Array(), weights.hh ?? new Float32Array()];
  const input = run.affine.input ?? product(ih, run.input, steps, units);
  const hidden = run.affine.hidden ?? product(hh, run.hiddenPrevious, steps, units);
  const biases = Float64Array.from(
    { length: units },
    (_, u) => (weights.biasIh?.[u] ?? 0) + (weights.biasHh?.[u] ?? 0),
  );
  const bias = new Float64Array(length).map((_, k) => biases[k % units]);
  return { input, hidden, bias, sum: bias.map((value, k) => value + input[k] + hidden[k]) };
}

const ELEMENTWISE: Readonly<Record<"tanh" | "relu" | "one_minus", (value: number) => number>> = {
  tanh: Math.tanh,
  relu: (value) => Math.max(0, value),
  one_minus: (value) => 1 - value,
};

function recordedValues(run: Recording, { source, transform }: ColumnHeader): Values {
  const values = run.sources[source];
  if (transform === "") return values;
  if (transform === "previous") {
    return previousValues(values, run.initial[source] ?? null, run.units, run.reverse);
  }
  return new Float64Array(values).map(ELEMENTWISE[transform]);
}

/** Value at which a state's colour is full: one for all columns of one kind, so that a column and
 * its successor one step later look alike, and one for all epochs that travelled, so that a unit
 * that grows is seen to grow. */
export function sourceLimit(
  run: Pick<Run, "limits" | "sources" | "initial">,
  source: string,
): number {
  if (run.limits[source] > 0) return Math.max(1, run.limits[source]);
  const initial = run.initial[source] ?? [];
  return Math.max(1, largestAbsolute(run.sources[source]), largestAbsolute(initial));
}

/** The columns and operators of a cell's equation, with the numbers of one run in them. */
export function buildParts(run: Recording, equation: PlayerRunHeader["equation"]): readonly Part[] {
  const gateless = equation.some((part) => "column" in part && part.column.affine !== "");
  const affine = gateless ? affineParts(run) : null;
  const affineLimit = affine ? Math.max(...Object.values(affine).map(largestAbsolute)) || 1 : 1;
  const limitOf = ({ affine: part, transform, source }: ColumnHeader): number => {
    if (part !== "") return affineLimit;
    return transform === "tanh" ? 1 : sourceLimit(run, source);
  };
  return equation.map((part): Part => {
    if (!("column" in part)) return part;
    const { column } = part;
    const values =
      affine && column.affine !== "" ? affine[column.affine] : recordedValues(run, column);
    // The state that a step starts from is the later one for a layer that reads backward.
    const subscript = run.reverse ? column.subscript.replace("t-1", "t+1") : column.subscript;
    return { ...column, subscript, values, limit: limitOf(column) };
  });
}
