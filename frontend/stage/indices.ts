// Where an epoch lies in a list of epochs, and which points of a long line are worth drawing.

import { bisectCenter, bisectRight } from "d3-array";

/** First index whose epoch is greater than `epoch`; epochs ascend. */
export function indexAfter(epochs: ArrayLike<number>, epoch: number): number {
  return bisectRight(epochs, epoch);
}

/** Index of the epoch that is nearest; -1 in an empty list. */
export function nearestIndex(epochs: ArrayLike<number>, epoch: number): number {
  return epochs.length === 0 ? -1 : bisectCenter(epochs, epoch);
}

// The lowest, the highest and a gap of [start, end), in their order.
function keptOf(values: ArrayLike<number>, start: number, end: number): number[] {
  let low = start;
  let high = start;
  let gap = -1;
  for (let k = start; k < end; k += 1) {
    if (!Number.isFinite(values[k])) gap = k;
    else {
      if (!(values[k] >= values[low])) low = k;
      if (!(values[k] <= values[high])) high = k;
    }
  }
  const kept = new Set(gap < 0 ? [low, high] : [low, high, gap]);
  return [...kept].sort((a, b) => a - b);
}

/** Indices that look the same in `columns` pixels as all of [from, to): the lowest and highest of
 * each column, and a gap where a column has one. */
export function thinIndices(
  values: ArrayLike<number>,
  from: number,
  to: number,
  columns: number,
): number[] {
  const count = to - from;
  if (count <= columns * 2) return Array.from({ length: count }, (_, k) => from + k);
  const kept: number[] = [];
  for (let column = 0; column < columns; column += 1) {
    const start = from + Math.floor((column * count) / columns);
    const end = from + Math.floor(((column + 1) * count) / columns);
    kept.push(...keptOf(values, start, end));
  }
  return kept;
}

/** What lies within [low, high], one point beyond either side so that a line reaches the edge. */
export function visibleSlice(
  epochs: ArrayLike<number>,
  [low, high]: readonly [number, number],
): readonly [number, number] {
  const from = Math.max(0, indexAfter(epochs, low) - 2);
  return [from, Math.min(epochs.length, indexAfter(epochs, high) + 1)];
}
