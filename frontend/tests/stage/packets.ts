// A small stage of two runs, as Python sends it.

import { readPacket } from "../../shared/packet.ts";
import type { StageHeader, StageUpdateHeader } from "../../shared/packet_types.ts";
import { readStage, type StageModel } from "../../stage/model.ts";
import { type GivenArray, PALETTE, packetBytes } from "../packets.ts";

export const RUN = {
  id: "a",
  label: "LSTM",
  sub: "8 units",
  cell: "lstm",
  units: 2,
  status: "running",
  note: "3 s left",
  epoch: 2,
  epochs: 10,
  epochs_per_second: 2.5,
  best_epoch: 0,
  message: "",
  frame_epochs: [0, 2],
  hidden_limit: 0.5,
};

export const TASK = {
  title: "Sine",
  value_name: "value",
  unit: "m",
  step_name: "step",
  rule: null,
};

export function stageHeader(more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    palette: PALETTE,
    token: "a",
    task: TASK,
    mode: "live",
    replay_seconds: 8,
    baseline: null,
    runs: [RUN],
    ...more,
  };
}

/** Two frames of three steps and two units, and three steps of truth. */
export const ARRAYS: Readonly<Record<string, GivenArray>> = {
  truth_x: [10, 11, 12],
  truth: [1, 2, 3],
  context_x: [7, 8, 9],
  context: [0, 0, 0],
  "0/epoch": [0, 1, 2],
  "0/train": [NaN, 4, 2],
  "0/validation": [5, 3, 2.5],
  "0/gradient": [NaN, 1, 0.5],
  "0/hidden": {
    data: Int8Array.from([0, 0, 0, 0, 0, 0, 127, -127, 64, -64, 32, -32]),
    shape: [2, 3, 2],
  },
  "0/forecast": { data: [0, 0, 0, 1, 2, 4], shape: [2, 3] },
};

export function stagePacket(header = stageHeader(), arrays = ARRAYS) {
  return readPacket<StageHeader>(packetBytes("stage", header, arrays), "stage");
}

export function stageModel(header = stageHeader(), arrays = ARRAYS): StageModel {
  return readStage(stagePacket(header, arrays));
}

/** The header of one run with something else in it. */
export function withRun(more: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return stageHeader({ runs: [{ ...RUN, ...more }] });
}

export function updatePacket(
  run: Readonly<Record<string, unknown>>,
  arrays: Readonly<Record<string, GivenArray>>,
  token = "a",
) {
  const { frame_epochs: _epochs, hidden_limit: _limit, ...status } = RUN;
  const header = { update: true, token, runs: [{ ...status, ...run }] };
  return readPacket<StageUpdateHeader>(packetBytes("stage", header, arrays), "stage");
}
