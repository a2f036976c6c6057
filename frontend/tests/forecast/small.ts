// A forecast small enough to be checked by hand: 10 true values, of which the last 6 are tested,
// two places beyond the data, and free runs of 4 steps from 6 starts.

import { type Model, readForecast } from "../../forecast/model.ts";
import type { ForecastHeader } from "../../shared/packet_types.ts";
import { packetBytes } from "../packets.ts";

export const STARTS = [4, 5, 6, 7, 8, 9];
export const HORIZON = 4;
export const TRUTH = [1, 2, 3, 2, 1, 2, 4, 2, 1, 2, Number.NaN, Number.NaN];

export const PALETTE = {
  negative: "#0000ff",
  positive: "#ff0000",
  truth: "#112233",
  baseline: "#808080",
  gates: {},
  cells: { lstm: "#2060c0", gru: "#c06020" },
};

export const HEADER: ForecastHeader = {
  palette: PALETTE,
  token: "a.b.c",
  title: "A small series",
  step_name: "x",
  value_name: "height",
  unit: "m",
  error_unit: "m",
  labels: [],
  test_at: 4,
  test_count: 6,
  horizon: HORIZON,
  range: [1, 3],
  hidden_share: 0.25,
  opened: { start: 2, steps: 3 },
  lines: [
    { kind: "network", group: 0, label: "LSTM 1" },
    { kind: "network", group: 0, label: "LSTM 2" },
    { kind: "network", group: 1, label: "GRU" },
    { kind: "baseline", group: 5, label: "persistence" },
    { kind: "baseline", group: 6, label: "mean" },
    { kind: "baseline", group: 7, label: "ETS" },
  ],
  groups: [
    { label: "LSTM", cell: "lstm", variant: 0 },
    { label: "GRU", cell: "gru", variant: 1 },
  ],
  strongest: "ETS",
};

/** The same four values from every start. */
export const fromEveryStart = (...run: number[]) => STARTS.flatMap(() => run);

type Arrays = Readonly<Record<string, Float32Array | Int8Array>>;

const floats = (values: readonly number[]) => Float32Array.from(values);
const shades = (values: readonly number[]) => Int8Array.from(values);

export const ARRAYS: Arrays = {
  x: floats(TRUTH.map((_, k) => k)),
  truth: floats(TRUTH),
  starts: floats(STARTS),
  "0/one": floats([1, 2, 3, 2, 1, 2]),
  "0/free": floats(fromEveryStart(2, 2, 2, 2)),
  "0/outside": shades(fromEveryStart(0, 31, 32, 127)),
  "0/one_before": floats([0, 0, 0, 0, 0, 0]),
  "0/free_before": floats(fromEveryStart(0, 0, 0, 0)),
  "1/one": floats([2, 4, 3, 4, 3, 4]),
  "1/free": floats(fromEveryStart(2, 3, 4, 5)),
  "1/outside": shades(fromEveryStart(0, 0, 0, 0)),
  "2/one": floats([1, 1, 1, 1, 1, 1]),
  "2/free": floats(fromEveryStart(1, 2, 3, 2)),
  "3/one": floats([2, 1, 2, 4, 2, 1]),
  "3/free": floats(fromEveryStart(3, 3, 3, 3)),
  "4/one": floats([2, 2, 2, 2, 2, 2]),
  "4/free": floats(fromEveryStart(2, 2, 2, 2)),
  "5/one": floats([2, 2, 2, 2, 2, 2]),
  "5/free": floats(fromEveryStart(2, 2, 2, 2)),
};

/** The bytes of a packet of another header, of other arrays, or of another kind. */
export function packetOf(header: ForecastHeader, arrays: Arrays, kind = "forecast"): Uint8Array {
  return packetBytes(kind, { ...header }, arrays);
}

export function smallModel(header: Partial<ForecastHeader> = {}, arrays: Arrays = {}): Model {
  return readForecast(packetOf({ ...HEADER, ...header }, { ...ARRAYS, ...arrays }));
}

/** A longer one: 100 places, of which 80 are tested, with one network that says 2 always. */
export function longModel(header: Partial<ForecastHeader> = {}): Model {
  const many = (count: number, valueAt: (k: number) => number) =>
    Float32Array.from({ length: count }, (_, k) => valueAt(k));
  const told: ForecastHeader = {
    ...HEADER,
    test_at: 20,
    test_count: 80,
    horizon: 10,
    opened: { start: 0, steps: 10 },
    lines: [{ kind: "network", group: 0, label: "LSTM" }],
    groups: [{ label: "LSTM", cell: "lstm", variant: 0 }],
    ...header,
  };
  return readForecast(
    packetOf(told, {
      x: many(100, (k) => k),
      truth: many(100, (k) => 2 + Math.sin(k)),
      starts: many(80, (k) => 20 + k),
      "0/one": many(80, () => 2),
      "0/free": many(800, () => 2),
    }),
  );
}
