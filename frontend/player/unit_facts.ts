// What Python says of the units of a layer: how long its own gate keeps the old state, how far its
// gates are shut or open, and what it goes along with. Nothing of it is computed here.

import type { PacketArray } from "../shared/packet.ts";
import type { CorrelateName } from "../shared/packet_types.ts";
import type { Correlate, UnitFacts } from "./types.ts";

/** A gate is nearly shut below this, and nearly open above 1 minus this. */
export const NEARLY = 0.1;

// The stored number that stands for a correlation that is unknown.
const UNKNOWN = -32768;

export interface FactNames {
  readonly units: number;
  /** The gates in the order of the array "saturation". */
  readonly gates: readonly string[];
  /** The vectors in the order of "correlates" and "correlations". */
  readonly sources: readonly string[];
  /** What the numbers in "correlates" stand for. */
  readonly correlates: readonly CorrelateName[];
}

/** An array of one run after one epoch, by its name. */
export type Find = (name: string) => PacketArray | undefined;

function stored(array: PacketArray | undefined, place: number): number {
  return array && place >= 0 && place < array.data.length ? array.data[place] * array.scale : NaN;
}

function correlatesOf(find: Find, names: FactNames, source: string, unit: number): Correlate[] {
  const [which, strength] = [find("correlates"), find("correlations")];
  const row = names.sources.indexOf(source);
  if (!which || !strength || row < 0) return [];
  const most = which.shape[2];
  const known = (place: number) =>
    strength.data[place] === UNKNOWN ? NaN : stored(strength, place);
  const found: Correlate[] = [];
  for (let k = 0; k < most; k += 1) {
    const place = (row * names.units + unit) * most + k;
    const told = names.correlates[which.data[place]];
    if (!told) continue;
    found.push({ ...told, r: known(2 * place), before: known(2 * place + 1) });
  }
  return found;
}

/** Reads half_life (units,) with -1 for "never halved", mean_gate (units,), saturation
 * (gates, units, 2), correlates (sources, units, most) and correlations (sources, units, most, 2). */
export function readFacts(find: Find, names: FactNames): UnitFacts {
  return {
    halfLife(unit) {
      const steps = stored(find("half_life"), unit);
      if (Number.isNaN(steps)) return null;
      return steps < 0 ? Infinity : steps;
    },
    meanGate: (unit) => stored(find("mean_gate"), unit),
    saturation(gate, unit) {
      const row = names.gates.indexOf(gate);
      const place = row < 0 ? NaN : 2 * (row * names.units + unit);
      const array = find("saturation");
      return { shut: stored(array, place), open: stored(array, place + 1) };
    },
    correlates: (source, unit) => correlatesOf(find, names, source, unit),
  };
}
