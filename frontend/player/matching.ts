// Select and match: a range of steps of a state or gate and a threshold, and the units that are on
// (or off) throughout. Pure functions.

import { range } from "d3-array";
import type { Model, RecordedVector, Run, Selecting, Selection } from "./types.ts";

const MOST_LISTED = 24;
const USUAL_THRESHOLDS = { state: 0.3, gate: 0.8, off: 0.2 };

/** A gate is seldom below 0.3 throughout; a state of 0.8 is rare. */
export function usualThreshold({ scale }: RecordedVector, below: boolean): number {
  if (scale === "state") return below ? -USUAL_THRESHOLDS.state : USUAL_THRESHOLDS.state;
  return below ? USUAL_THRESHOLDS.off : USUAL_THRESHOLDS.gate;
}

/** The vector of a source; the first one where the run has none of it. */
export function vectorOf(run: Run, source: string | undefined): RecordedVector {
  return run.vectors.find((vector) => vector.source === source) ?? run.vectors[0];
}

/** The units at or beyond the threshold at every step of the range, both ends included. */
export function unitsOn(run: Run, { source, from, to, threshold, below }: Selection): number[] {
  const { values } = vectorOf(run, source);
  const steps = range(from, to + 1);
  const isOn = (value: number) => (below ? value <= threshold : value >= threshold);
  return range(run.units).filter((u) => steps.every((t) => isOn(values[t * run.units + u])));
}

/** What is selected, made whole: of a run's own vectors, with a threshold that suits them. */
export function settledSelection(selecting: Selecting, model: Model): Selection {
  const { run = 0, from = 0, to = from, threshold } = selecting;
  const vector = vectorOf(model.runs[run], selecting.source);
  const below = Boolean(selecting.below);
  const told = typeof threshold === "number" && Number.isFinite(threshold);
  return {
    run,
    from,
    to,
    source: vector.source,
    below,
    threshold: told ? threshold : usualThreshold(vector, below),
  };
}

/** The units that are on (or off) throughout, and the sentence that says so. `runs`: how many
 * networks there are. */
export function describeUnits(
  run: Run,
  selection: Selection,
  runs: number,
): { readonly units: readonly number[]; readonly text: string } {
  const units = unitsOn(run, selection);
  const whose = runs > 1 ? ` of ${run.label}` : "";
  const { below, threshold, source } = selection;
  if (units.length === 0) {
    const { symbol } = vectorOf(run, source);
    const [side, other] = below ? ["at most", "higher"] : ["at least", "lower"];
    const text = `No unit${whose} has ${symbol} ${side} ${threshold} throughout; try fewer steps or a ${other} threshold.`;
    return { units, text };
  }
  const listed = units.slice(0, MOST_LISTED).join(", ");
  const more = units.length > MOST_LISTED ? ` and ${units.length - MOST_LISTED} more` : "";
  const found = `${units.length} of ${run.units} units${whose}: ${listed}${more}`;
  return { units, text: `${below ? "Off" : "On"} throughout: ${found}.` };
}
