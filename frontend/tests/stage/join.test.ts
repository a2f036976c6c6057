import { describe, expect, test } from "vitest";
import { joinUpdate } from "../../stage/join.ts";
import { readStage } from "../../stage/model.ts";
import { ARRAYS, stageHeader, stagePacket, updatePacket, withRun } from "./packets.ts";

const NO_CURVE = { "0/epoch": [], "0/train": [], "0/validation": [], "0/gradient": [] };

function joinedModel(
  held: ReturnType<typeof stagePacket>,
  update: ReturnType<typeof updatePacket>,
) {
  const joined = joinUpdate(held, update);
  if (!joined) throw new Error("it was not joined");
  return readStage(joined);
}

describe("an update", () => {
  test("without anything to build on, or for other runs, is not joined", () => {
    expect(joinUpdate(null, updatePacket({}, NO_CURVE))).toBeNull();
    expect(joinUpdate(stagePacket(), updatePacket({}, NO_CURVE, "b"))).toBeNull();
  });

  test("adds its epochs in order, and is right where both have one", () => {
    const held = stagePacket(stageHeader(), {
      ...ARRAYS,
      "0/epoch": [0, 2, 4],
      "0/train": [10, 12, 14],
      "0/validation": [20, 22, 24],
      "0/gradient": [30, 32, 34],
    });
    const update = updatePacket(
      { epoch: 6 },
      {
        "0/epoch": [1, 2, 6],
        "0/train": [-1, -2, -6],
        "0/validation": [1, 2, 6],
        "0/gradient": [NaN, 2, 6],
      },
    );
    const [run] = joinedModel(held, update).runs;
    expect([...run.curve.epoch]).toEqual([0, 1, 2, 4, 6]);
    expect([...run.curve.train]).toEqual([10, -1, -2, 14, -6]);
    expect([...run.curve.validation]).toEqual([20, 1, 2, 24, 6]);
    expect([...run.curve.gradient]).toEqual([30, NaN, 2, 34, 6]);
    expect(run.epoch).toBe(6);
  });

  test("joined twice changes nothing", () => {
    const update = updatePacket(
      {},
      { "0/epoch": [3], "0/train": [1], "0/validation": [2], "0/gradient": [3] },
    );
    const once = joinUpdate(stagePacket(), update);
    const twice = joinUpdate(once, update);
    expect(twice?.arrays["0/epoch"].data).toEqual(once?.arrays["0/epoch"].data);
    expect([...(twice?.arrays["0/epoch"].data ?? [])]).toEqual([0, 1, 2, 3]);
  });

  test("without a picture keeps those that are there", () => {
    const [run] = joinedModel(stagePacket(), updatePacket({}, NO_CURVE)).runs;
    expect(run.frames.epochs).toEqual([0, 2]);
    expect(run.frames.hidden).toMatchObject({ frames: 2, limit: 0.5 });
  });

  const picture = {
    frame_epoch: 7,
    hidden_limit: 1,
    hidden_every: 1,
    hidden_shape: [3, 2],
    frame_text: ["be", "gin"],
  };
  const arrays = {
    ...NO_CURVE,
    "0/hidden": { data: Int8Array.from([1, 2, 3, 4, 5, 6]), shape: [3, 2] },
    "0/forecast": [7, 8, 9],
  };

  test("puts its picture beside the first one, both in one scale", () => {
    const first = { data: Int8Array.from([100, -100, 50, -50, 3, 0]), shape: [1, 3, 2] };
    const line = { data: [1, 1, 1], shape: [1, 3] };
    const held = stagePacket(withRun({ frame_epochs: [0], frame_texts: [["be", ""]] }), {
      ...ARRAYS,
      "0/hidden": first,
      "0/forecast": line,
    });
    const [run] = joinedModel(held, updatePacket(picture, arrays)).runs;
    expect(run.frames.epochs).toEqual([0, 7]);
    expect(run.frames.texts).toEqual([
      ["be", ""],
      ["be", "gin"],
    ]);
    expect(run.frames.hidden.limit).toBe(1);
    // Half the colour: the first picture's limit was half of the new one's.
    expect([...Array.from(run.frames.hidden.data)]).toEqual([
      50, -50, 25, -25, 2, 0, 1, 2, 3, 4, 5, 6,
    ]);
    expect([...Array.from(run.frames.forecast.data)]).toEqual([1, 1, 1, 7, 8, 9]);
  });

  test("replaces the newest picture and not the first", () => {
    const [run] = joinedModel(stagePacket(), updatePacket(picture, arrays)).runs;
    expect(run.frames.epochs).toEqual([0, 7]);
    expect([...Array.from(run.frames.hidden.data).slice(6)]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("of a stage without pictures brings the first", () => {
    const held = stagePacket(withRun({ frame_epochs: [] }), NO_CURVE);
    const [run] = joinedModel(held, updatePacket({ ...picture, frame_epoch: 0 }, arrays)).runs;
    expect(run.frames.epochs).toEqual([0]);
    expect(run.frames.hidden.limit).toBe(1);
  });

  test("that is thinned out stands for the neighbours too", () => {
    const thin = { ...picture, hidden_every: 2, hidden_shape: [3, 3] };
    const held = stagePacket(withRun({ frame_epochs: [] }), {});
    const sent = { ...arrays, "0/hidden": { data: Int8Array.from([1, 2, 3, 4]), shape: [2, 2] } };
    const joined = joinUpdate(held, updatePacket(thin, sent));
    expect([...(joined?.arrays["0/hidden"].data ?? [])]).toEqual([1, 1, 2, 1, 1, 2, 3, 3, 4]);
  });

  test("brings what a rule is given", () => {
    const rule = { data: [0.25, 0.75], shape: [1, 2] };
    const held = stagePacket(withRun({ frame_epochs: [0] }), {
      ...ARRAYS,
      "0/rule": { data: [0.5, 0.5], shape: [1, 1, 2] },
    });
    const [run] = joinedModel(held, updatePacket(picture, { ...arrays, "0/rule": rule })).runs;
    expect([...Array.from(run.frames.rule.data)]).toEqual([0.5, 0.5, 0.25, 0.75]);
    expect(run.frames.rule).toMatchObject({ frames: 2, length: 2 });
  });
});
