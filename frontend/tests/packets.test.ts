import { describe, expect, test } from "vitest";
import { asFloats, PacketError, readPacket } from "../shared/packet.ts";
import { packetBytes } from "./packets.ts";

describe("packets built for tests", () => {
  test("are read back as they were given", () => {
    const bytes = packetBytes(
      "stage",
      { token: "\u00e4" },
      {
        odd: Int8Array.from([127, -127, 0]),
        grid: { data: [1, 2, 3, 4, 5, 6], shape: [2, 3] },
        short: { data: Int16Array.from([-5]), scale: 0.5 },
      },
    );
    const { header, arrays } = readPacket<{ token: string }>(bytes, "stage");
    expect(header.token).toBe("\u00e4");
    expect(arrays.grid.shape).toEqual([2, 3]);
    expect([...arrays.grid.data]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(arrays.odd.scale).toBeCloseTo(1 / 127, 12);
    expect([...(asFloats(arrays.short) ?? [])]).toEqual([-2.5]);
  });

  test("of another version, another kind or cut off are refused", () => {
    expect(() => readPacket(packetBytes("stage", { version: 99 }), "stage")).toThrow(PacketError);
    expect(() => readPacket(packetBytes("player", {}), "stage")).toThrow(PacketError);
    const whole = packetBytes("stage", {}, { x: [1, 2, 3] });
    expect(() => readPacket(whole.slice(0, -4), "stage")).toThrow(PacketError);
  });
});
