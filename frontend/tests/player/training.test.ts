import { describe, expect, it } from "vitest";
import { afterEpoch, buildModel } from "../../player/model.ts";
import { epochAway, epochInWords, epochPlace, isLastEpoch } from "../../player/training.ts";
import { recordArrays } from "./networks.ts";
import { named, packetOf, runHeader } from "./recordings.ts";

// Two networks: one with snapshots 0, 2, 4, 8 (best 4), of which 2 stayed behind; one with 0 and 3.
const first = { snapshots: [0, 2, 4, 8], epoch: 4, best: 4, epochs: 8 };
const moments = { 0: { parity: 2e-7 }, 8: { parity: 3e-7 } };
const packet = packetOf({
  runs: [
    runHeader("lstm", { ...first, id: "a", moments }),
    runHeader("lstm", {
      snapshots: [0, 3],
      epoch: 3,
      best: 3,
      epochs: 3,
      id: "b",
      moments: { 0: { parity: 0 } },
    }),
    runHeader("gru", { snapshots: [5], epoch: 5, best: 5, epochs: 5, id: "c" }),
  ],
  arrays: {
    ...named(recordArrays("lstm", { seed: 1 }), 0),
    ...named(recordArrays("lstm", { seed: 2 }), 0, 0),
    ...named({ hidden: recordArrays("lstm", { seed: 3 }).hidden }, 0, 8),
    ...named(recordArrays("lstm", { seed: 4 }), 1),
    ...named(recordArrays("lstm", { seed: 5 }), 1, 0),
    ...named(recordArrays("gru", { seed: 6 }), 2),
  },
});
const model = buildModel(packet);
const epochsAt = (epoch: number | null) => model.training.runsAt(epoch).map((run) => run.epoch);

describe("the runs after an epoch", () => {
  it("are each at its best where none is asked for", () => {
    expect(epochsAt(null)).toEqual([4, 3, 5]);
  });

  it("are at the last snapshot at or before it, or at the first one", () => {
    expect(epochsAt(0)).toEqual([0, 0, 5]);
    expect(epochsAt(4)).toEqual([4, 3, 5]);
    expect(epochsAt(100)).toEqual([8, 3, 5]);
  });

  it("stay as they are shown first where the snapshot did not travel, and that is told", () => {
    expect(epochsAt(2)).toEqual([4, 0, 5]);
    expect([null, 0, 1, 2, 3, 4, 7, 8].map((epoch) => model.training.has(epoch))).toEqual([
      true,
      true,
      true,
      false,
      false,
      true,
      true,
      true,
    ]);
  });

  it("share what was sent once", () => {
    const [run] = model.training.runsAt(8);
    expect(run.weights.ih).toEqual(model.references[0].weights.ih);
    expect(run.sources.hidden).toEqual(Float32Array.from(recordArrays("lstm", { seed: 3 }).hidden));
    expect(run.parity).toBe(3e-7);
  });

  it("have no parity where states were not finite, whatever it is at the other epochs", () => {
    const told = { ...first, parity: null, moments: { 0: { parity: 2e-7 }, 8: { parity: null } } };
    const arrays = named(recordArrays("lstm", { seed: 1 }), 0);
    const { training } = buildModel(packetOf({ runs: [runHeader("lstm", told)], arrays }));
    const parities = [0, 4, 8].map((epoch) => training.runsAt(epoch)[0].parity);
    expect(parities).toEqual([2e-7, Number.NaN, Number.NaN]);
  });

  it("are built once", () => {
    expect(model.training.runsAt(0)[0]).toBe(model.training.runsAt(1)[0]);
  });

  it("keep the most active unit of the best epoch", () => {
    const untrained = afterEpoch(model, 0).runs[0];
    expect(untrained.mostActive).toBe(model.references[0].mostActive);
    const activity = [0, 1, 2].map((u) =>
      model.references[0].sources.hidden.reduce(
        (sum, value, k) => sum + (k % 3 === u ? Math.abs(value) : 0),
        0,
      ),
    );
    expect(activity[untrained.mostActive]).toBe(Math.max(...activity));
  });

  it("are told apart by dashes where they share a cell", () => {
    expect(model.runs.map((run) => run.dash)).toEqual([0, 1, 0]);
  });
});

describe("the axis of epochs", () => {
  it("has every snapshot of every run", () => {
    expect(model.epochs).toEqual([0, 2, 3, 4, 5, 8]);
  });

  it("has only those that travelled in a file on its own", () => {
    expect(buildModel(packet, { alone: true }).epochs).toEqual([0, 4, 5, 8]);
  });

  it("shows the best epoch of the first run where none is chosen", () => {
    expect(epochPlace(model, null)).toBe(3);
  });

  it("shows the last epoch at or before the one chosen", () => {
    expect([0, 1, 2, 7, 8, 99].map((epoch) => epochPlace(model, epoch))).toEqual([
      0, 0, 1, 4, 5, 5,
    ]);
  });

  it("ends at its ends", () => {
    expect(epochAway(model, 0, -1)).toBe(0);
    expect(epochAway(model, 0, 2)).toBe(3);
    expect(epochAway(model, null, Infinity)).toBe(8);
    expect(epochAway(model, 8, -Infinity)).toBe(0);
    expect([isLastEpoch(model, 8), isLastEpoch(model, 5)]).toEqual([true, false]);
  });

  it("is told in words", () => {
    expect(epochInWords(model, null)).toBe("each at its best epoch");
    expect(epochInWords({ ...model, runs: [model.runs[0]] }, null)).toBe("epoch 4 of 8, the best");
    expect(epochInWords(model, 0)).toBe("epoch 0, before training");
    expect(epochInWords(model, 2)).toBe("epoch 2 of 8");
    expect(epochInWords(model, 8)).toBe("epoch 8 of 8, the last");
  });
});
