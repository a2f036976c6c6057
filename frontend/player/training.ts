// The second axis of time: the runs of a packet after any epoch that travelled in it. No DOM.

import { asFloats } from "../shared/packet.ts";
import { buildRun } from "./model.ts";
import { readoutAddsUp } from "./products.ts";

const MOST_BUILT = 24;

// Runs need not share all epochs: each shows its last snapshot at or before the one asked for,
// and its best where none is asked for.
function snapshotOf(run, epoch) {
  if (epoch === null) return run.best ?? run.epoch;
  return (run.snapshots || [run.epoch]).reduce((found, kept) => (kept <= epoch ? kept : found));
}

function travelled(run, epoch) {
  return epoch === run.epoch || String(epoch) in (run.moments || {});
}

export function createTraining(header, arrays, steps) {
  const built = new Map();

  function runAt(told, index, epoch) {
    const key = `${index}/${epoch}`;
    let run = built.get(key);
    if (!run) {
      const dash = header.runs.slice(0, index).filter((other) => other.cell === told.cell).length;
      run = { ...buildRun({ ...told, ...(told.moments || {})[epoch], epoch }, arrays, index, steps), dash };
      if (!readoutAddsUp(run)) run.readout = null;
    }
    // The newest stand last; the oldest goes when there are too many.
    built.delete(key);
    built.set(key, run);
    if (built.size > MOST_BUILT * header.runs.length) built.delete(built.keys().next().value);
    return run;
  }

  // Every vector of a network before its training, by name; nothing where that was not kept.
  function before(index) {
    const told = header.runs[index];
    if (!(told.snapshots || []).includes(0)) return {};
    if (travelled(told, 0)) return runAt(told, index, 0).sources;
    const prefix = `${index}/before_`;
    return Object.fromEntries(Object.keys(arrays).filter((name) => name.startsWith(prefix))
      .map((name) => [name.slice(prefix.length), asFloats(arrays[name])]));
  }

  return {
    before,
    has: (epoch) => header.runs.every((run) => travelled(run, snapshotOf(run, epoch))),
    runsAt: (epoch) => header.runs.map((run, index) => {
      const kept = snapshotOf(run, epoch);
      return runAt(run, index, travelled(run, kept) ? kept : run.epoch);
    }),
  };
}

// The epoch that stands for "each network at its best" on the shared axis: that of the first.
function epochShown(model, epoch) {
  return epoch === null ? model.runs[0].best ?? model.runs[0].epoch : epoch;
}

// Place on the axis of the last epoch at or before the one shown.
export function epochPlace(model, epoch) {
  const shown = epochShown(model, epoch);
  let place = 0;
  model.epochs.forEach((kept, k) => { if (kept <= shown) place = k; });
  return place;
}

export function epochInWords(model, epoch) {
  const last = model.epochs[model.epochs.length - 1];
  if (epoch === null) return model.runs.length > 1 ? "each at its best epoch" : `epoch ${epochShown(model, null)} of ${model.runs[0].epochs}, the best`;
  if (epoch === 0) return "epoch 0, before training";
  return `epoch ${epoch} of ${Math.max(...model.runs.map((run) => run.epochs))}${epoch === last ? ", the last" : ""}`;
}
