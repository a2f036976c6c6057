import { describe, expect, it } from "vitest";
import { asFloats, PacketError, readPacket, sameBytes } from "../../shared/packet.ts";
import { PACKET_VERSION } from "../../shared/packet_types.ts";
import { framed } from "../packets.ts";

const bytesOf = (array: Float32Array | Int16Array | Int8Array) =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

const floats = bytesOf(Float32Array.of(1.5, -2, Number.NaN, 4, 5, 6));
const bytes = bytesOf(Int8Array.of(127, -127, 0, 0));
const shorts = bytesOf(Int16Array.of(32767, -32768));
const told = {
  kind: "player",
  version: PACKET_VERSION,
  title: "“Lücke”",
  arrays: {
    "0/hidden": { dtype: "float32", shape: [2, 3], offset: 0, scale: 1 },
    low: { dtype: "int8", shape: [3], offset: 24, scale: 1 / 127 },
    r: { dtype: "int16", shape: [2], offset: 28, scale: 1 / 32767 },
    none: { dtype: "float32", shape: [0, 4], offset: 32, scale: 1 },
  },
};
const message = framed(told, [floats, bytes, shorts]);

const refused = (packet: Uint8Array): string => {
  try {
    readPacket(packet, "player");
  } catch (error) {
    if (error instanceof PacketError) return error.message;
    throw error;
  }
  return "";
};

describe("a packet", () => {
  it("gives back its header and its arrays", () => {
    const { header, arrays } = readPacket<{ title: string }>(message, "player");
    expect(header).toEqual({ kind: "player", version: PACKET_VERSION, title: "“Lücke”" });
    expect(arrays["0/hidden"].shape).toEqual([2, 3]);
    expect([...arrays["0/hidden"].data]).toEqual([1.5, -2, Number.NaN, 4, 5, 6]);
    expect([...arrays.low.data]).toEqual([127, -127, 0]);
    expect(arrays.none.data.length).toBe(0);
  });

  it("gives numbers in their own units", () => {
    const { arrays } = readPacket(message, "player");
    expect([...(asFloats(arrays.low) ?? [])]).toEqual([1, -1, 0]);
    const [first, second] = asFloats(arrays.r) ?? [];
    expect(first).toBeCloseTo(1, 6);
    expect(second).toBeCloseTo(-32768 / 32767, 6);
    expect(asFloats(arrays["0/hidden"])).toBe(arrays["0/hidden"].data);
    expect(asFloats(undefined)).toBeNull();
  });

  it("is read from any place inside a larger buffer", () => {
    const larger = new Uint8Array(message.length + 7);
    larger.set(message, 3);
    const { arrays } = readPacket(larger.subarray(3, 3 + message.length), "player");
    expect([...arrays["0/hidden"].data].slice(3)).toEqual([4, 5, 6]);
  });

  it("of another version is refused with a sentence", () => {
    const other = refused(
      framed({ ...told, version: PACKET_VERSION + 1 }, [floats, bytes, shorts]),
    );
    expect(other).toMatch(/^This was written by another version of rnnviz \(packet version 2;/);
    expect(other).toMatch(/Make it again with the rnnviz that shows it\.$/);
    const { version: _, ...without } = told;
    expect(refused(framed(without, [floats, bytes, shorts]))).toContain("packet version unknown");
  });

  it("of another kind is refused", () => {
    const stage = { ...told, kind: "stage" };
    expect(refused(framed(stage))).toBe("This is a packet of stage, not of player.");
    expect(refused(framed({}))).toContain("an unknown kind");
  });

  it("that was cut off is refused, wherever that was", () => {
    const whole = 4 + message.length;
    for (let length = 0; length < message.length; length += 1) {
      expect(refused(message.slice(0, length))).toMatch(
        /^This recording (is empty|was cut off before its end)\.$/,
      );
    }
    expect(whole).toBeGreaterThan(message.length);
    expect(refused(message)).toBe("");
  });

  it("with a damaged header is refused", () => {
    expect(refused(framed("{ 'kind': "))).toBe(
      "This recording is damaged: its header cannot be read.",
    );
  });

  it("with an array of an unknown type is refused", () => {
    const arrays = { a: { dtype: "float64", shape: [1], offset: 0, scale: 1 } };
    expect(refused(framed({ ...told, arrays }, [floats]))).not.toBe("");
  });
});

describe("two messages", () => {
  it("are the same where every byte is", () => {
    expect(sameBytes(message, message.slice())).toBe(true);
    expect(sameBytes(null, message)).toBe(false);
    expect(sameBytes(message.slice(1), message)).toBe(false);
    const other = message.slice();
    other[other.length - 1] ^= 1;
    expect(sameBytes(other, message)).toBe(false);
  });
});
