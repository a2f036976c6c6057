import { describe, expect, test } from "vitest";
import { readPacket } from "../../shared/packet.ts";
import type { ComparisonHeader } from "../../shared/packet_types.ts";
import { nearestRuns, readComparison } from "../../stage/comparison_model.ts";
import { valueNear } from "../../stage/readout.ts";
import { packetBytes } from "../packets.ts";

const HEADER = {
  loss_name: "loss",
  loss_help: "help",
  log: true,
  faint: false,
  runs: [0, 1, 2].map((k) => ({ id: String(k), label: `run ${k}`, hex: "#0072b2", dash: [2, 3] })),
};
const ARRAYS = {
  "0/epoch": [0, 5],
  "0/loss": [9, 1],
  "1/epoch": [0, 40],
  "1/loss": [9, 5],
  "2/epoch": [],
  "2/loss": [],
};

function model() {
  const bytes = packetBytes("comparison", HEADER, ARRAYS);
  return readComparison(readPacket<ComparisonHeader>(bytes, "comparison"));
}

describe("compared runs", () => {
  test("are read, with the last epoch of any", () => {
    const { runs, lastEpoch, lossName } = model();
    expect(lossName).toBe("loss");
    expect(lastEpoch).toBe(40);
    expect([...runs[1].curve.validation]).toEqual([9, 5]);
  });

  test("are told of by their distance from the pointer, from the top down", () => {
    const { runs } = model();
    const yAt = (value: number) => 100 - 10 * value;
    const told = (height: number, most: number) =>
      nearestRuns(runs, 40, height, yAt, most).map((run) => run.id);
    expect(told(85, 1)).toEqual(["0"]);
    expect(told(55, 1)).toEqual(["1"]);
    expect(told(85, 6)).toEqual(["1", "0"]);
  });

  test("have a value near an epoch, and none far from all of theirs", () => {
    const [first] = model().runs;
    expect(valueNear(first, "validation", 5)).toBe(1);
    expect(valueNear(first, "validation", 9.9)).toBe(1);
    expect(valueNear(first, "validation", 10)).toBeNull();
    expect(valueNear(model().runs[2], "validation", 1)).toBeNull();
  });
});
