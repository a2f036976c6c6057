// Messages of rnnviz/packet.py, built here: a JSON header, then arrays, each on a 4-byte boundary.

import { PACKET_VERSION } from "../shared/packet_types.ts";

/** What an array of a packet is made of. Plain lists and Float32Array travel as float32, Int8Array
 * as int8 with the scale 1/127, Int16Array as int16 with the scale 1, unless another is named. */
export interface Given {
  readonly data: readonly number[] | Float32Array | Int8Array | Int16Array;
  readonly shape?: readonly number[];
  readonly scale?: number;
}

export type GivenArray = Given | Given["data"];

function isGiven(array: GivenArray): array is Given {
  return "data" in array;
}

function dtypeOf(data: Given["data"]): "float32" | "int16" | "int8" {
  if (data instanceof Int8Array) return "int8";
  return data instanceof Int16Array ? "int16" : "float32";
}

function bytesOf(data: Given["data"]): Uint8Array {
  const typed = Array.isArray(data) ? Float32Array.from(data) : (data as Float32Array);
  return new Uint8Array(typed.buffer, typed.byteOffset, typed.byteLength);
}

function padded(length: number): number {
  return Math.ceil(length / 4) * 4;
}

/** A message as it travels: length of the header, header, data; a text is taken as it is. */
export function framed(header: object | string, data: readonly Uint8Array[] = []): Uint8Array {
  const text = new TextEncoder().encode(
    typeof header === "string" ? header : JSON.stringify(header),
  );
  let at = padded(4 + text.length);
  const message = new Uint8Array(data.reduce((sum, part) => sum + part.length, at));
  message.fill(0x20, 4, at);
  new DataView(message.buffer).setUint32(0, at - 4, true);
  message.set(text, 4);
  for (const part of data) {
    message.set(part, at);
    at += part.length;
  }
  return message;
}

/** The bytes of a packet of one kind; `header` may name another version. */
export function packetBytes(
  kind: string,
  header: Readonly<Record<string, unknown>>,
  arrays: Readonly<Record<string, GivenArray>> = {},
): Uint8Array {
  const index: Record<string, unknown> = {};
  const chunks: [number, Uint8Array][] = [];
  let offset = 0;
  for (const [name, array] of Object.entries(arrays)) {
    const { data, shape, scale } = isGiven(array) ? array : { data: array };
    const dtype = dtypeOf(data);
    index[name] = {
      dtype,
      shape: shape ?? [data.length],
      offset,
      scale: scale ?? (dtype === "int8" ? 1 / 127 : 1),
    };
    const bytes = bytesOf(data);
    chunks.push([offset, bytes]);
    offset += padded(bytes.length);
  }
  const told = { kind, version: PACKET_VERSION, ...header, arrays: index };
  const body = new Uint8Array(offset);
  for (const [at, bytes] of chunks) body.set(bytes, at);
  return framed(told, [body]);
}

/** The hues that Python sends along, in short. */
export const PALETTE = {
  negative: "#2166ac",
  positive: "#b2182b",
  truth: "#666666",
  baseline: "#999999",
  gates: { forget: "#117733", input: "#cc6677" },
  cells: { lstm: "#0072b2", gru: "#d55e00", rnn_tanh: "#009e73", rnn_relu: "#cc79a7" },
} as const;
