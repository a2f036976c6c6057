// Reads one message of rnnviz/packet.py: JSON header, then arrays as typed views.

function unpackPacket(bytes) {
  // The message arrives inside a larger buffer at any offset; a copy puts it on a 4-byte boundary.
  const buffer = bytes.slice().buffer;
  const headerLength = new DataView(buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, headerLength)));
  const start = 4 + headerLength;
  const arrays = {};
  for (const [name, entry] of Object.entries(header.arrays)) {
    const length = entry.shape.reduce((product, size) => product * size, 1);
    const view = entry.dtype === "int8"
      ? new Int8Array(buffer, start + entry.offset, length)
      : new Float32Array(buffer, start + entry.offset, length);
    arrays[name] = { data: view, shape: entry.shape, scale: entry.scale };
  }
  delete header.arrays;
  return { header, arrays };
}
