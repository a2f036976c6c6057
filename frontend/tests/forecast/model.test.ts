import { expect, test } from "vitest";
import { indexNear, nearestStart, placeName, readForecast } from "../../forecast/model.ts";
import { PacketError } from "../../shared/packet.ts";
import { ARRAYS, HEADER, PALETTE, packetOf, smallModel, TRUTH } from "./small.ts";

test("a packet becomes one axis, the truth on it, and groups of networks before baselines", () => {
  const model = smallModel();
  expect([...model.truth]).toEqual(TRUTH);
  expect(model.starts).toEqual([4, 5, 6, 7, 8, 9]);
  expect(model.groups.map(({ label }) => label)).toEqual([
    "LSTM",
    "GRU",
    "persistence",
    "mean",
    "ETS",
  ]);
  expect(model.groups.map(({ members }) => members.length)).toEqual([2, 1, 1, 1, 1]);
  expect(model.groups.map(({ hex }) => hex).slice(1, 3)).toEqual(["#c06020", PALETTE.baseline]);
  const dashes = model.baselines.map(({ dash }) => dash.join(" "));
  expect(new Set(dashes).size).toBe(3);
  expect(model.ghosts).toBe(true);
});

test("shares that travel in 127 shades are shares again", () => {
  const [first] = smallModel().networks[0].members;
  expect(first.outside?.[2]).toBeCloseTo(32 / 127, 6);
  expect(first.outside?.[3]).toBe(1);
  expect(smallModel().networks[1].members[0].outside).toBeNull();
});

test("what is missing or of another kind is refused with a sentence", () => {
  const { truth, ...rest } = ARRAYS;
  expect(truth.length).toBe(12);
  expect(() => readForecast(packetOf(HEADER, rest))).toThrow('This forecast has no "truth".');
  const other = packetOf(HEADER, ARRAYS, "player");
  expect(() => readForecast(other)).toThrow(PacketError);
});

test("the value axis spans the data and what is near them, with a margin of 5%", () => {
  // Data 1 to 4, span 3; forecasts reach 5, but no more than a quarter of the span is added.
  const [low, high] = smallModel().domain;
  expect(low).toBeCloseTo(1 - 0.15, 6);
  expect(high).toBeCloseTo(4.75 + 0.15, 6);
  // An edge of training within that room is shown, one beyond it is not.
  expect(smallModel({ range: [0.5, 3] }).domain[0]).toBeCloseTo(0.5 - 0.15, 6);
  expect(smallModel({ range: [-9, 3] }).domain[0]).toBeCloseTo(1 - 0.15, 6);
});

test("places and starts are found by the nearest", () => {
  const x = [0, 1, 2.5, 4];
  expect([-3, 0.4, 0.6, 1.7, 1.8, 9].map((value) => indexNear(x, value))).toEqual([
    0, 0, 1, 1, 2, 3,
  ]);
  const model = smallModel();
  expect([0, 4.4, 6.6, 30].map((place) => nearestStart(model, place))).toEqual([0, 0, 3, 5]);
});

test("a place has its own name, or one made of its number", () => {
  expect(placeName(smallModel(), 7)).toBe("x 7");
  const named = smallModel({ labels: ["Jan 60", "Feb 60"] });
  expect([0, 1, 2].map((k) => placeName(named, k))).toEqual(["Jan 60", "Feb 60", "x 2"]);
  const quarters = smallModel({}, { x: Float32Array.from(TRUTH, (_, k) => k / 4 - 1) });
  expect([1, 4, 6].map((k) => placeName(quarters, k))).toEqual(["x −0.75", "x 0", "x 0.5"]);
});
