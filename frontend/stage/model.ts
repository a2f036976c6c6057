// What a packet says, made safe to draw: every array is there, of matching length, perhaps empty.

import type { Palette } from "../shared/colour.ts";
import { asFloats, type Packet, type PacketArray, type PacketArrays } from "../shared/packet.ts";
import type {
  StageBaselineHeader,
  StageHeader,
  StageRunHeader,
  StageTaskHeader,
} from "../shared/packet_types.ts";
import { indexAfter } from "./indices.ts";

const ACTIVE_STATUSES = ["queued", "running", "paused"];
const NO_NUMBERS = new Float32Array(0);
const NO_ARRAY: PacketArray = { data: NO_NUMBERS, shape: [0], scale: 1 };
const REPLAY_SECONDS = 8;

/** What is measured of a training, by the name of its array. */
export type Field = "train" | "validation" | "gradient";

/** Measured values over ascending epochs, NaN where one is missing. */
export type Curve = Readonly<Record<Field | "epoch", Float32Array>>;

/** A run as far as its curve goes. */
export interface CurveRun {
  readonly id: string;
  readonly label: string;
  readonly curve: Curve;
}

/** Pictures side by side: `frames` of them, `length` values each. */
export interface FrameData {
  readonly data: ArrayLike<number>;
  readonly frames: number;
  readonly length: number;
}

/** Hidden states of all frames, (frame, step, unit). */
export interface HiddenFrames extends FrameData {
  readonly scale: number;
  /** Value at which the colour is full. */
  readonly limit: number;
  readonly steps: number;
  readonly units: number;
}

export interface Frames {
  readonly epochs: readonly number[];
  readonly texts: readonly (readonly string[])[];
  readonly forecast: FrameData;
  readonly hidden: HiddenFrames;
  readonly rule: FrameData;
}

export interface StageRun extends CurveRun {
  readonly sub: string;
  readonly status: string;
  readonly note: string;
  readonly message: string;
  readonly units: number;
  readonly epoch: number;
  readonly epochs: number;
  readonly rate: number;
  readonly active: boolean;
  /** 0 where it is not known. */
  readonly bestEpoch: number;
  readonly frames: Frames;
  /** Runs of one cell share its hue and are told apart by this. */
  readonly variant: number;
  readonly hex: string;
  readonly newest: number;
  /** The epoch in which its numbers became infinite; 0 of any other run. */
  readonly divergedIn: number;
}

export interface Line {
  readonly x: Float32Array;
  readonly y: Float32Array;
}

export interface StageModel {
  readonly token: string;
  readonly task: Partial<StageTaskHeader>;
  readonly mode: string;
  readonly replaySeconds: number;
  readonly palette: Palette;
  readonly baseline: StageBaselineHeader | null;
  readonly runs: readonly StageRun[];
  readonly truth: Line;
  readonly context: Line;
  readonly active: boolean;
  /** Whether numbers are coming in. */
  readonly onAir: boolean;
  readonly newest: number;
  /** Where the axis of epochs ends. */
  readonly lastEpoch: number;
}

export function arrayNamed(arrays: PacketArrays, name: string): PacketArray {
  return arrays[name] ?? NO_ARRAY;
}

export function floatsNamed(arrays: PacketArrays, name: string): Float32Array {
  return asFloats(arrays[name]) ?? NO_NUMBERS;
}

/** The last of a list, 0 of an empty one. */
export function lastOf(list: ArrayLike<number>): number {
  return list.length > 0 ? list[list.length - 1] : 0;
}

function readCurve(arrays: PacketArrays, k: number): Curve {
  const epoch = floatsNamed(arrays, `${k}/epoch`);
  const seriesNamed = (name: Field) => {
    const data = floatsNamed(arrays, `${k}/${name}`);
    return data.length === epoch.length ? data : new Float32Array(epoch.length).fill(NaN);
  };
  return {
    epoch,
    train: seriesNamed("train"),
    validation: seriesNamed("validation"),
    gradient: seriesNamed("gradient"),
  };
}

// Frames are usable only as far as every part of them was sent.
function readFrames(arrays: PacketArrays, k: number, run: StageRunHeader, length: number): Frames {
  const told = run.frame_epochs ?? [];
  const forecast = arrayNamed(arrays, `${k}/forecast`);
  const hidden = arrayNamed(arrays, `${k}/hidden`);
  const rule = arrayNamed(arrays, `${k}/rule`);
  const [frames, steps, units] = hidden.shape.length === 3 ? hidden.shape : [0, 0, 0];
  const [shares, states, symbols] = rule.shape.length === 3 ? rule.shape : [0, 0, 0];
  const fits = forecast.shape.length === 2 && forecast.shape[1] === length;
  const lines = fits ? forecast.shape[0] : 0;
  const count = Math.min(told.length, Math.max(lines, frames));
  return {
    epochs: told.slice(0, count),
    texts: run.frame_texts ?? [],
    forecast: { data: forecast.data, frames: Math.min(lines, count), length },
    hidden: {
      data: hidden.data,
      scale: hidden.scale,
      limit: run.hidden_limit || 1,
      frames: Math.min(frames, count),
      length: steps * units,
      steps,
      units,
    },
    rule: { data: rule.data, frames: Math.min(shares, count), length: states * symbols },
  };
}

interface Place {
  readonly k: number;
  readonly variant: number;
  /** Steps of the truth. */
  readonly length: number;
}

function readRun(
  arrays: PacketArrays,
  run: StageRunHeader,
  { k, variant, length }: Place,
  palette: Palette,
): StageRun {
  const curve = readCurve(arrays, k);
  const frames = readFrames(arrays, k, run, length);
  return {
    id: run.id,
    label: run.label,
    sub: run.sub ?? "",
    status: run.status,
    note: run.note ?? "",
    message: run.message ?? "",
    units: run.units ?? 0,
    epoch: run.epoch ?? 0,
    epochs: run.epochs ?? 0,
    rate: run.epochs_per_second ?? 0,
    active: ACTIVE_STATUSES.includes(run.status),
    curve,
    bestEpoch: run.best_epoch ?? 0,
    frames,
    variant,
    hex: palette.cells[run.cell] ?? palette.truth,
    newest: Math.max(lastOf(curve.epoch), lastOf(frames.epochs)),
    // The one after the last that has numbers.
    divergedIn: run.status === "diverged" ? lastOf(curve.epoch) + 1 : 0,
  };
}

function readRuns({ header, arrays }: Packet<StageHeader>, length: number): StageRun[] {
  const seen = new Map<string, number>();
  return header.runs.map((run, k) => {
    const variant = seen.get(run.cell) ?? 0;
    seen.set(run.cell, variant + 1);
    return readRun(arrays, run, { k, variant, length }, header.palette);
  });
}

// Where none has begun the axis is that of what was planned, whether or not it will come.
function lastEpochOf(runs: readonly StageRun[]): number {
  const none = runs.every((run) => !run.newest);
  const planned = runs.map((run) => {
    if (run.divergedIn) return run.divergedIn;
    return run.active || none ? Math.max(run.epochs, run.newest) : run.newest;
  });
  return Math.max(1, ...planned);
}

/** A whole stage, from a message that brought all of it or from one that was joined. */
export function readStage(packet: Packet<StageHeader>): StageModel {
  const { header, arrays } = packet;
  const line = (name: string): Line => ({
    x: floatsNamed(arrays, `${name}_x`),
    y: floatsNamed(arrays, name),
  });
  const truth = line("truth");
  const runs = readRuns(packet, truth.y.length);
  const { baseline } = header;
  return {
    token: header.token,
    task: header.task ?? {},
    mode: header.mode,
    replaySeconds: header.replay_seconds || REPLAY_SECONDS,
    palette: header.palette,
    baseline: baseline && Number.isFinite(baseline.loss) ? baseline : null,
    runs,
    truth,
    context: line("context"),
    active: runs.some((run) => run.active),
    onAir: runs.some((run) => run.active && run.status !== "paused"),
    newest: Math.max(0, ...runs.map((run) => run.newest)),
    lastEpoch: lastEpochOf(runs),
  };
}

/** Values of the last points at or before an epoch; NaN where there is none. */
export function curveAt(run: CurveRun, epoch: number): Readonly<Record<Field, number>> {
  const at = indexAfter(run.curve.epoch, epoch + 1e-6) - 1;
  const lastBefore = (series: Float32Array) => {
    for (let k = at; k >= 0; k -= 1) if (Number.isFinite(series[k])) return series[k];
    return NaN;
  };
  const { train, validation, gradient } = run.curve;
  return {
    train: lastBefore(train),
    validation: lastBefore(validation),
    gradient: lastBefore(gradient),
  };
}

/** Whether the first frame is that of the untrained network. */
export function hasGhost({ frames }: StageRun): boolean {
  return frames.forecast.frames > 0 && frames.epochs[0] === 0;
}
