// What the packet says: one time axis, the truth on it, and for every network and baseline its
// one-step forecasts and its free runs from every start.

import { bisectCenter } from "d3-array";
import { formatPlace } from "../shared/numbers.ts";
import { asFloats, PacketError, readPacket } from "../shared/packet.ts";
import type { ForecastHeader, ForecastMomentHeader, Palette } from "../shared/packet_types.ts";
import { variantDash } from "../shared/theme.ts";
import type { Domain } from "../shared/ticks.ts";
import { valueDomain } from "./domain.ts";

/** The forecasts of one network or baseline. Before: of the untrained network. */
export interface Line {
  readonly label: string;
  /** (test step). */
  readonly one: Float32Array;
  /** (start, step), flat. */
  readonly free: Float32Array;
  /** (start, step), flat: the share of units outside their range of training, 0 to 1. */
  readonly outside: Float32Array | null;
  readonly oneBefore: Float32Array | null;
  readonly freeBefore: Float32Array | null;
}

/** What has one entry in the legend: the networks of one setting, or a baseline. */
export interface Group {
  readonly key: string;
  readonly kind: "network" | "baseline";
  readonly label: string;
  readonly hex: string;
  readonly variant: number;
  readonly dash: readonly number[];
  readonly members: readonly Line[];
}

export interface Model {
  readonly token: string;
  readonly title: string;
  readonly stepName: string;
  readonly valueName: string;
  readonly unit: string;
  readonly palette: Palette;
  readonly labels: readonly string[];
  /** Places on the time axis, ascending, beyond the end of the data too. */
  readonly x: Float32Array;
  /** NaN beyond the end of the data. */
  readonly truth: Float32Array;
  /** Places of the first values of the free runs, ascending. */
  readonly starts: readonly number[];
  readonly testAt: number;
  readonly testCount: number;
  readonly horizon: number;
  /** Of the training part. */
  readonly range: Domain;
  readonly hiddenShare: number;
  readonly opened: ForecastMomentHeader;
  readonly strongest: string;
  readonly networks: readonly Group[];
  readonly baselines: readonly Group[];
  /** Networks first. */
  readonly groups: readonly Group[];
  /** Whether forecasts of untrained networks came along. */
  readonly ghosts: boolean;
  /** Of the value axis: it stands still while the start moves. */
  readonly domain: Domain;
}

const BASELINE_DASHES = [
  [1.5, 3.5],
  [8, 3, 2, 3],
  [7, 4],
  [12, 4],
  [12, 3, 2, 3],
] as const;

/** Reads a packet of kind "forecast". */
export function readForecast(bytes: Uint8Array): Model {
  const { header, arrays } = readPacket<ForecastHeader>(bytes, "forecast");
  const values = (name: string) => asFloats(arrays[name]);
  const needed = (name: string): Float32Array => {
    const found = values(name);
    if (!found) throw new PacketError(`This forecast has no "${name}".`);
    return found;
  };
  const lines = header.lines.map(
    ({ label }, k): Line => ({
      label,
      one: needed(`${k}/one`),
      free: needed(`${k}/free`),
      outside: values(`${k}/outside`),
      oneBefore: values(`${k}/one_before`),
      freeBefore: values(`${k}/free_before`),
    }),
  );
  const networks = networkGroups(header, lines);
  const baselines = baselineGroups(header, lines);
  const truth = needed("truth");
  const [low, high] = header.range;
  const range: Domain = [low, high];
  return {
    token: header.token,
    title: header.title,
    stepName: header.step_name,
    valueName: header.value_name,
    unit: header.unit,
    palette: header.palette,
    labels: header.labels,
    x: needed("x"),
    truth,
    starts: Array.from(needed("starts"), Math.round),
    testAt: header.test_at,
    testCount: header.test_count,
    horizon: header.horizon,
    range,
    hiddenShare: header.hidden_share,
    opened: header.opened,
    strongest: header.strongest,
    networks,
    baselines,
    groups: [...networks, ...baselines],
    ghosts: lines.some((line) => line.oneBefore !== null),
    domain: valueDomain(truth, range, networks),
  };
}

function networkGroups(header: ForecastHeader, lines: readonly Line[]): Group[] {
  return header.groups.map(({ label, cell, variant }, place) => ({
    key: `network-${place}`,
    kind: "network",
    label,
    hex: header.palette.cells[cell] ?? header.palette.truth,
    variant,
    dash: variantDash(variant),
    members: lines.filter((_, k) => {
      const { kind, group } = header.lines[k];
      return kind === "network" && group === place;
    }),
  }));
}

function baselineGroups(header: ForecastHeader, lines: readonly Line[]): Group[] {
  const found = lines.filter((_, k) => header.lines[k].kind === "baseline");
  return found.map((line, k) => ({
    key: `baseline-${k}`,
    kind: "baseline",
    label: line.label,
    hex: header.palette.baseline,
    variant: 0,
    dash: BASELINE_DASHES[k % BASELINE_DASHES.length],
    members: [line],
  }));
}

/** Index into `starts` of the start nearest to a place of the axis. */
export function nearestStart(model: Model, place: number): number {
  return bisectCenter(model.starts, place);
}

/** Index of the place nearest to a value of the axis. */
export function indexNear(x: ArrayLike<number>, value: number): number {
  return bisectCenter(x, value);
}

/** What a place of the axis is called. */
export function placeName(model: Model, index: number): string {
  return model.labels[index] ?? `${model.stepName} ${formatPlace(model.x[index])}`;
}
