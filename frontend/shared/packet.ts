// Reads one message of rnnviz/packet.py: a JSON header, then arrays as typed views.

import { PACKET_VERSION } from "./packet_types.ts";

/** One array of a packet: a stored number times `scale` is the value. */
export interface PacketArray {
  readonly data: Float32Array | Int16Array | Int8Array;
  readonly shape: readonly number[];
  readonly scale: number;
}

export type PacketArrays = Readonly<Record<string, PacketArray>>;

export interface Packet<Header> {
  readonly header: Header;
  readonly arrays: PacketArrays;
}

interface Entry {
  readonly dtype: "float32" | "int16" | "int8";
  readonly shape: readonly number[];
  readonly offset: number;
  readonly scale: number;
}

interface Told {
  readonly kind?: string;
  readonly version?: number;
  readonly arrays: Readonly<Record<string, Entry>>;
}

const VIEWS = { float32: Float32Array, int16: Int16Array, int8: Int8Array } as const;

/** What was sent cannot be shown; the message is a sentence for the person who looks at it. */
export class PacketError extends Error {}

/** Read a packet of one kind. Throws a {@link PacketError} for a packet of another kind or of
 * another version, and for one that was cut off. */
export function readPacket<Header>(bytes: Uint8Array, kind: string): Packet<Header> {
  if (bytes.length < 4) throw new PacketError("This recording is empty.");
  // The message arrives inside a larger buffer at any offset; a copy puts it on a 4-byte boundary.
  const { buffer } = bytes.slice();
  const headerLength = new DataView(buffer).getUint32(0, true);
  if (4 + headerLength > buffer.byteLength) {
    throw new PacketError("This recording was cut off before its end.");
  }
  const told = parseHeader(new Uint8Array(buffer, 4, headerLength));
  if (told.kind !== kind) {
    throw new PacketError(`This is a packet of ${told.kind ?? "an unknown kind"}, not of ${kind}.`);
  }
  if (told.version !== PACKET_VERSION) {
    throw new PacketError(
      `This was written by another version of rnnviz (packet version ${told.version ?? "unknown"}; ` +
        `this page reads version ${PACKET_VERSION}). Make it again with the rnnviz that shows it.`,
    );
  }
  const { arrays: index, ...header } = told;
  return { header: header as Header, arrays: readArrays(buffer, 4 + headerLength, index) };
}

function parseHeader(bytes: Uint8Array): Told {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as Told;
  } catch {
    throw new PacketError("This recording is damaged: its header cannot be read.");
  }
}

function readArrays(buffer: ArrayBuffer, start: number, index: Told["arrays"]): PacketArrays {
  const arrays: Record<string, PacketArray> = {};
  for (const [name, { dtype, shape, offset, scale }] of Object.entries(index ?? {})) {
    const length = shape.reduce((product, size) => product * size, 1);
    const View = VIEWS[dtype];
    if (!View || start + offset + length * View.BYTES_PER_ELEMENT > buffer.byteLength) {
      throw new PacketError("This recording was cut off before its end.");
    }
    arrays[name] = { data: new View(buffer, start + offset, length), shape, scale };
  }
  return arrays;
}

/** The values of an array; null where it did not travel. */
export function asFloats(entry: PacketArray | undefined): Float32Array | null {
  if (!entry) return null;
  if (entry.data instanceof Float32Array) return entry.data;
  const { data, scale } = entry;
  return Float32Array.from({ length: data.length }, (_, k) => data[k] * scale);
}

/** Whether two messages say the same; a plain loop, for a packet has millions of bytes. */
export function sameBytes(a: Uint8Array | null, b: Uint8Array): boolean {
  if (a === b) return true;
  if (a === null || a.length !== b.length) return false;
  for (let k = 0; k < a.length; k += 1) if (a[k] !== b[k]) return false;
  return true;
}
