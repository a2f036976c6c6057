// The ranges that the axes of curves show, and their way from one to the next. Pure.

import {
  type Domain,
  extentOf,
  roundLinearDomain,
  roundLogDomain,
  unite,
} from "../shared/ticks.ts";
import { indexAfter, nearestIndex } from "./indices.ts";
import type { CurveRun, Field } from "./model.ts";

const EASING_MS = 90;
// Share of a range below which nobody sees that it has not arrived.
const ARRIVED = 0.002;

export interface Domains {
  readonly x: Domain;
  readonly loss: Domain;
  readonly gradient: Domain;
}

type WithCurve = Pick<CurveRun, "curve">;

function extentWithin(run: WithCurve, field: Field, x: Domain, positive: boolean): Domain | null {
  const { epoch } = run.curve;
  const from = indexAfter(epoch, x[0] - 1e-6);
  const to = indexAfter(epoch, x[1] + 1e-6);
  // A zoom between two points: the line passes through, so its ends count.
  const between = from === to && to > 0 && to < epoch.length;
  return between
    ? extentOf(run.curve[field], from - 1, to + 1, positive)
    : extentOf(run.curve[field], from, to, positive);
}

/** A round range around all points within `x`, and around `level` unless it is null. */
export function yDomainOf(
  runs: readonly WithCurve[],
  fields: readonly Field[],
  x: Domain,
  log: boolean,
  level: number | null = null,
): Domain {
  let range: Domain | null = null;
  for (const run of runs) {
    for (const field of fields) range = unite(range, extentWithin(run, field, x, log));
  }
  if (level !== null && (!log || level > 0)) range = unite(range, [level, level]);
  return log ? roundLogDomain(range) : roundLinearDomain(range);
}

function eased(from: Domain, to: Domain, share: number, log: boolean): Domain {
  const space = log ? Math.log : (value: number) => value;
  const back = log ? Math.exp : (value: number) => value;
  const span = Math.abs(space(to[1]) - space(to[0]));
  const next = (k: 0 | 1) => {
    const gap = space(to[k]) - space(from[k]);
    return Math.abs(gap) > span * ARRIVED ? back(space(from[k]) + gap * share) : to[k];
  };
  return [next(0), next(1)];
}

function same(first: Domain, second: Domain): boolean {
  return first[0] === second[0] && first[1] === second[1];
}

/** Axes glide to their new range rather than jump: where they are after `elapsedMs`, and whether
 * they still move. */
export function easeDomains(
  from: Domains | null,
  to: Domains,
  elapsedMs: number,
  log: boolean,
): { readonly domains: Domains; readonly moving: boolean } {
  if (!from) return { domains: to, moving: false };
  const share = 1 - Math.exp(-elapsedMs / EASING_MS);
  const domains = {
    x: eased(from.x, to.x, share, false),
    loss: eased(from.loss, to.loss, share, log),
    gradient: eased(from.gradient, to.gradient, share, log),
  };
  const arrived =
    same(domains.x, to.x) && same(domains.loss, to.loss) && same(domains.gradient, to.gradient);
  return { domains, moving: !arrived };
}

/** The epoch that any run has recorded nearest to one; null where there is none. */
export function snapEpoch(runs: readonly WithCurve[], epoch: number): number | null {
  let best: number | null = null;
  for (const { curve } of runs) {
    const at = nearestIndex(curve.epoch, epoch);
    if (at < 0) continue;
    const found = curve.epoch[at];
    if (best === null || Math.abs(found - epoch) < Math.abs(best - epoch)) best = found;
  }
  return best;
}
