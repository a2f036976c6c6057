// The value axis of both panels.

import { type Domain, extentOf, unite } from "../shared/ticks.ts";

// How far a wild forecast may stretch the value axis beyond the data, in parts of the data's span.
const STRETCH = 0.25;
const MARGIN = 0.05;

interface Forecasts {
  readonly members: readonly { readonly one: Float32Array; readonly free: Float32Array }[];
}

/** What the value axis spans: all data, and as much of the networks' forecasts and of the range of
 * training as does not flatten them. */
export function valueDomain(
  truth: Float32Array,
  range: Domain,
  networks: readonly Forecasts[],
): Domain {
  const data = extentOf(truth) ?? range;
  const span = data[1] - data[0] || Math.abs(data[1]) || 1;
  const room: Domain = [data[0] - span * STRETCH, data[1] + span * STRETCH];
  const near = range.filter((edge) => edge >= room[0] && edge <= room[1]);
  let shown = unite(data, extentOf(near)) ?? data;
  for (const { members } of networks) {
    for (const { one, free } of members) {
      shown = unite(shown, unite(extentOf(one), extentOf(free))) ?? shown;
    }
  }
  return [Math.max(room[0], shown[0]) - span * MARGIN, Math.min(room[1], shown[1]) + span * MARGIN];
}
