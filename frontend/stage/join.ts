// An update joined to what the stage has: the result reads like a message that brought it all.

import type { Packet, PacketArray, PacketArrays } from "../shared/packet.ts";
import type {
  StageHeader,
  StageRunHeader,
  StageUpdateHeader,
  StageUpdateRunHeader,
} from "../shared/packet_types.ts";
import { arrayNamed, floatsNamed } from "./model.ts";

type Arrays = Record<string, PacketArray>;
type FrameFacts = Pick<StageRunHeader, "frame_epochs" | "frame_texts" | "hidden_limit">;

const SERIES = ["epoch", "train", "validation", "gradient"] as const;

// Places in the first list followed by the second, in ascending order of epochs; where both have
// one, the newer message is right.
function mergedOrder(first: Float32Array, second: Float32Array): number[] {
  const picked: number[] = [];
  let a = 0;
  let b = 0;
  while (a < first.length || b < second.length) {
    const isFresh = b < second.length && (a >= first.length || second[b] <= first[a]);
    if (isFresh && a < first.length && first[a] === second[b]) a += 1;
    if (isFresh) {
      picked.push(first.length + b);
      b += 1;
    } else {
      picked.push(a);
      a += 1;
    }
  }
  return picked;
}

function joinedCurves(held: PacketArrays, fresh: PacketArrays, k: number): Arrays {
  const before = floatsNamed(held, `${k}/epoch`);
  const picked = mergedOrder(before, floatsNamed(fresh, `${k}/epoch`));
  const joined: Arrays = {};
  for (const name of SERIES) {
    const old = floatsNamed(held, `${k}/${name}`);
    const recent = floatsNamed(fresh, `${k}/${name}`);
    const data = Float32Array.from(picked, (at) =>
      at < before.length ? old[at] : recent[at - before.length],
    );
    joined[`${k}/${name}`] = { data, shape: [data.length], scale: 1 };
  }
  return joined;
}

// A large picture comes thinned out; every value stands for its neighbours until the end.
function widened(data: ArrayLike<number>, every: number, steps: number, units: number): Int8Array {
  if (every === 1) return Int8Array.from(data);
  const across = Math.ceil(units / every);
  const wide = new Int8Array(steps * units);
  for (let step = 0; step < steps; step += 1) {
    const row = Math.floor(step / every) * across;
    for (let unit = 0; unit < units; unit += 1) {
      wide[step * units + unit] = data[row + Math.floor(unit / every)];
    }
  }
  return wide;
}

function stackedFloats(parts: readonly Float32Array[], shape: readonly number[]): PacketArray {
  const all = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return { data: all, shape: [parts.length, ...shape], scale: 1 };
}

// One scale for all frames, or colours would not mean the same as the training goes on.
function stackedStates(
  parts: readonly { readonly data: Int8Array; readonly limit: number }[],
  shape: readonly number[],
  limit: number,
  scale: number,
): PacketArray {
  const all = new Int8Array(parts.reduce((length, part) => length + part.data.length, 0));
  let at = 0;
  for (const { data, limit: own } of parts) {
    all.set(own === limit ? data : data.map((value) => Math.round((value * own) / limit)), at);
    at += data.length;
  }
  return { data: all, shape: [parts.length, ...shape], scale };
}

interface Picture {
  readonly epoch: number;
  readonly limit: number;
  readonly every: number;
  readonly steps: number;
  readonly units: number;
}

function pictureOf(told: StageUpdateRunHeader): Picture | null {
  if (!told.hidden_shape) return null;
  const [steps, units] = told.hidden_shape;
  const { frame_epoch: epoch = 0, hidden_limit: limit = 1, hidden_every: every = 1 } = told;
  return { epoch, limit, every, steps, units };
}

// The first picture, before training, stays beside the newest.
function joinPicture(
  arrays: Arrays,
  fresh: PacketArrays,
  k: number,
  held: StageRunHeader,
  told: StageUpdateRunHeader,
  picture: Picture,
): FrameFacts {
  const { steps, units } = picture;
  const epochs = held.frame_epochs ?? [];
  const keepsFirst = epochs.length > 0 && epochs[0] < picture.epoch;
  const limit = Math.max(picture.limit, epochs.length > 0 ? held.hidden_limit : 0);
  const hidden = arrayNamed(fresh, `${k}/hidden`);
  const newest = { data: widened(hidden.data, picture.every, steps, units), limit: picture.limit };
  const before = arrayNamed(arrays, `${k}/hidden`).data.subarray(0, steps * units);
  const first = { data: Int8Array.from(before), limit: held.hidden_limit };
  const states = keepsFirst ? [first, newest] : [newest];
  for (const name of ["forecast", "rule"]) {
    const entry = fresh[`${k}/${name}`];
    if (!entry) continue;
    const line = floatsNamed(fresh, `${k}/${name}`);
    const kept = keepsFirst ? [floatsNamed(arrays, `${k}/${name}`).subarray(0, line.length)] : [];
    arrays[`${k}/${name}`] = stackedFloats([...kept, line], entry.shape);
  }
  arrays[`${k}/hidden`] = stackedStates(states, [steps, units], limit, hidden.scale);
  const text = told.frame_text ?? [];
  return {
    frame_epochs: keepsFirst ? [epochs[0], picture.epoch] : [picture.epoch],
    frame_texts: keepsFirst ? [held.frame_texts?.[0] ?? [], text] : [text],
    hidden_limit: limit,
  };
}

/** The joined message, or null if there is nothing to join the update to. */
export function joinUpdate(
  held: Packet<StageHeader> | null,
  update: Packet<StageUpdateHeader>,
): Packet<StageHeader> | null {
  if (!held || held.header.token !== update.header.token) return null;
  const arrays: Arrays = { ...held.arrays };
  const runs = update.header.runs.map((told, k): StageRunHeader => {
    const before = held.header.runs[k];
    Object.assign(arrays, joinedCurves(arrays, update.arrays, k));
    const picture = pictureOf(told);
    const frames = picture ? joinPicture(arrays, update.arrays, k, before, told, picture) : before;
    return {
      ...told,
      frame_epochs: frames.frame_epochs,
      frame_texts: frames.frame_texts,
      hidden_limit: frames.hidden_limit,
    };
  });
  return { header: { ...held.header, runs }, arrays };
}
