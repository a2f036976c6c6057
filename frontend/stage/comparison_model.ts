// What a packet of Compare says: learning curves of any runs. Pure.

import type { Packet } from "../shared/packet.ts";
import type { ComparisonHeader } from "../shared/packet_types.ts";
import { nearestIndex } from "./indices.ts";
import { type CurveRun, floatsNamed, lastOf } from "./model.ts";

const NO_NUMBERS = new Float32Array(0);

export interface ComparedRun extends CurveRun {
  readonly hex: string;
  readonly dash: readonly number[];
}

export interface ComparisonModel {
  readonly lossName: string;
  readonly lossHelp: string;
  readonly log: boolean;
  readonly faint: boolean;
  readonly runs: readonly ComparedRun[];
  readonly lastEpoch: number;
}

export function readComparison({ header, arrays }: Packet<ComparisonHeader>): ComparisonModel {
  const runs = header.runs.map(({ id, label, hex, dash }, k): ComparedRun => {
    const epoch = floatsNamed(arrays, `${k}/epoch`);
    const validation = floatsNamed(arrays, `${k}/loss`);
    const curve = { epoch, validation, train: NO_NUMBERS, gradient: NO_NUMBERS };
    return { id, label, hex, dash, curve };
  });
  return {
    lossName: header.loss_name,
    lossHelp: header.loss_help,
    log: header.log,
    faint: header.faint,
    runs,
    lastEpoch: Math.max(1, ...runs.map((run) => lastOf(run.curve.epoch))),
  };
}

/** At most `most` runs whose curves pass closest to a height at an epoch, from the top down. */
export function nearestRuns(
  runs: readonly ComparedRun[],
  epoch: number,
  height: number,
  yAt: (value: number) => number,
  most: number,
): readonly ComparedRun[] {
  const placed = runs.flatMap((run) => {
    const at = nearestIndex(run.curve.epoch, epoch);
    const y = at < 0 ? NaN : yAt(run.curve.validation[at]);
    return Number.isFinite(y) ? [{ run, y }] : [];
  });
  return placed
    .sort((a, b) => Math.abs(a.y - height) - Math.abs(b.y - height))
    .slice(0, most)
    .sort((a, b) => a.y - b.y)
    .map(({ run }) => run);
}
