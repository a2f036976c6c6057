// The second axis of time: the runs of a packet after any epoch that travelled in it. No DOM.

import { bisectRight } from "d3-array";
import type { Packet } from "../shared/packet.ts";
import type { PlayerHeader, PlayerRunHeader } from "../shared/packet_types.ts";
import { buildRun } from "./run.ts";
import type { Model, Run, Training } from "./types.ts";

// Runs that are kept for each network: building one again costs a frame.
const MOST_BUILT = 24;

// Runs need not share all epochs: each shows its last snapshot at or before the one asked for,
// and its best where none is asked for.
function snapshotOf(run: PlayerRunHeader, epoch: number | null): number {
  if (epoch === null) return run.best;
  return run.snapshots.findLast((kept) => kept <= epoch) ?? run.snapshots[0] ?? run.epoch;
}

function travelled(run: PlayerRunHeader, epoch: number): boolean {
  return epoch === run.epoch || String(epoch) in run.moments;
}

export function createTraining({ header, arrays }: Packet<PlayerHeader>): Training {
  const { runs, sequence } = header;
  const { steps, correlate_names: correlates } = sequence;
  const built = new Map<string, Run>();
  // The most active unit of every network at its best, whatever epoch is shown.
  const mostActive: number[] = [];

  function make(told: PlayerRunHeader, index: number, epoch: number): Run {
    const dash = runs.slice(0, index).filter((other) => other.cell === told.cell).length;
    const run = buildRun(told, arrays, { index, epoch, steps, dash, correlates });
    return { ...run, mostActive: mostActive[index] ?? run.mostActive };
  }

  function runAt(told: PlayerRunHeader, index: number, asked: number | null): Run {
    const snapshot = snapshotOf(told, asked);
    const epoch = travelled(told, snapshot) ? snapshot : told.epoch;
    const key = `${index}/${epoch}`;
    const run = built.get(key) ?? make(told, index, epoch);
    // The newest stand last; the oldest goes when there are too many.
    built.delete(key);
    built.set(key, run);
    if (built.size > MOST_BUILT * runs.length) built.delete(built.keys().next().value ?? "");
    return run;
  }

  runs.forEach((told, index) => {
    mostActive.push(runAt(told, index, null).mostActive);
  });
  return {
    has: (epoch) => runs.every((run) => travelled(run, snapshotOf(run, epoch))),
    runsAt: (epoch) => runs.map((run, index) => runAt(run, index, epoch)),
  };
}

// The epoch that stands for "each network at its best" on the shared axis: that of the first.
function epochShown(model: Model, epoch: number | null): number {
  return epoch ?? model.runs[0].best;
}

/** Place on the axis of the last epoch at or before the one shown. */
export function epochPlace(model: Model, epoch: number | null): number {
  return Math.max(0, bisectRight(model.epochs, epochShown(model, epoch)) - 1);
}

/** The epoch some places away on the axis, its first or last where there are no more. */
export function epochAway(model: Model, epoch: number | null, places: number): number {
  const place = epochPlace(model, epoch) + places;
  return model.epochs[Math.max(0, Math.min(model.epochs.length - 1, place))];
}

/** Whether the axis of the training ends at the epoch shown. */
export function isLastEpoch(model: Model, epoch: number | null): boolean {
  return epochPlace(model, epoch) === model.epochs.length - 1;
}

export function epochInWords(model: Model, epoch: number | null): string {
  if (epoch === null) {
    if (model.runs.length > 1) return "each at its best epoch";
    return `epoch ${epochShown(model, null)} of ${model.runs[0].epochs}, the best`;
  }
  if (epoch === 0) return "epoch 0, before training";
  const last = epoch === model.epochs[model.epochs.length - 1] ? ", the last" : "";
  return `epoch ${epoch} of ${Math.max(...model.runs.map((run) => run.epochs))}${last}`;
}
