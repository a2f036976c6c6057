// Ticks and domains of axes, from d3: one answer for every plot.

import { extent, tickStep, ticks } from "d3-array";
import { scaleLinear, scaleLog } from "d3-scale";
import { formatTick } from "./numbers.ts";

export interface Tick {
  readonly value: number;
  readonly label: string;
}

export type Domain = readonly [number, number];

/** About `count` round positions inside [low, high], whole numbers only on request. */
export function linearTicks(low: number, high: number, count: number, whole = false): Tick[] {
  if (!(high > low)) return [{ value: low, label: formatTick(low, Math.abs(low) || 1) }];
  const most = whole ? Math.min(count, Math.max(1, Math.floor(high - low))) : count;
  const step = tickStep(low, high, most);
  const found = ticks(low, high, most).filter((value) => !whole || Number.isInteger(value));
  return found.map((value) => ({ value, label: formatTick(value, step) }));
}

/** Decades, with 2 and 5 (or 3) between them where there is room; plain ticks within less than a
 * decade. */
export function logTicks(low: number, high: number, count: number): Tick[] {
  const decades = Math.log10(high / low);
  const marks = decades * 3 <= count * 1.4 ? [1, 2, 5] : decades * 2 <= count * 1.3 ? [1, 3] : [1];
  // With few decades d3 gives 1 to 9 of each, with many some powers of ten.
  const found = scaleLog()
    .domain([low, high])
    .ticks(Math.max(count, 2))
    .filter((value) => {
      const mantissa = value / 10 ** Math.floor(Math.log10(value) + 1e-9);
      return marks.includes(Math.round(mantissa));
    });
  if (found.length >= 2) return found.map((value) => ({ value, label: powerLabel(value) }));
  return linearTicks(low, high, count).filter((tick) => tick.value > 0);
}

function powerLabel(value: number): string {
  if (value < 0.9e-3 || value > 1.1e5) return value.toExponential(0).replace("e+", "e");
  return formatTick(Number(value.toPrecision(1)), 10 ** Math.floor(Math.log10(value)));
}

/** Lowest and highest finite value of [from, to), positive ones only on request; null if none. */
export function extentOf(
  values: ArrayLike<number>,
  from = 0,
  to = values.length,
  positive = false,
): Domain | null {
  const counts = (value: number) => Number.isFinite(value) && (!positive || value > 0);
  const part = Array.prototype.slice.call(values, from, to) as number[];
  const [low, high] = extent(part, (value) => (counts(value) ? value : undefined));
  return low === undefined || high === undefined ? null : [low, high];
}

export function unite(first: Domain | null, second: Domain | null): Domain | null {
  if (!first || !second) return first ?? second;
  return [Math.min(first[0], second[0]), Math.max(first[1], second[1])];
}

/** A range with a margin around all finite values of some lists. */
export function paddedExtent(lists: Iterable<ArrayLike<number> | null>, share = 0.06): Domain {
  let found: Domain | null = null;
  for (const list of lists) if (list) found = unite(found, extentOf(list));
  if (!found) return [0, 1];
  const [low, high] = found;
  const margin = (high - low) * share || Math.abs(high) * 0.1 || 1;
  return [low - margin, high + margin];
}

const LOG_MARKS = [1, 1.5, 2, 3, 5, 7, 10];

/** Round bounds move seldom, so an axis stands still while a curve grows. */
export function roundLogDomain(range: Domain | null): Domain {
  if (!range) return [0.01, 1];
  const marks = (value: number) => {
    const power = 10 ** Math.floor(Math.log10(value) + 1e-9);
    return LOG_MARKS.map((mark) => mark * power);
  };
  const [least, most] = [range[0] / 1.06, range[1] * 1.06];
  const low = marks(least).findLast((mark) => mark <= least * 1.001) ?? least;
  const high = marks(most).find((mark) => mark >= most * 0.999) ?? most;
  return high > low * 1.5 ? [low, high] : [low / 1.5, high * 1.5];
}

export function roundLinearDomain(range: Domain | null): Domain {
  if (!range) return [0, 1];
  const [low, high] = range;
  const span = high - low || Math.abs(high) || 1;
  // Losses and norms: an axis that nearly reaches 0 should show it.
  const least = low >= 0 && low - span * 0.02 < span * 0.25 ? 0 : low - span * 0.02;
  const [from, to] = scaleLinear()
    .domain([least, high + span * 0.02])
    .nice(8)
    .domain();
  return [from, to];
}
