// Where the cells of the symbols stand in a picture that is saved, and which cell is meant by a
// place on screen. Pure functions.

export interface CellBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The cell at a place: that of the nearest line, and in it the nearest. */
export function nearestCell(boxes: readonly CellBox[], x: number, y: number): number {
  const away = (from: number, size: number, at: number) => Math.max(from - at, at - from - size, 0);
  let best = Number.POSITIVE_INFINITY;
  let found = 0;
  boxes.forEach((box, k) => {
    const distance = away(box.top, box.height, y) * 1e4 + away(box.left, box.width, x);
    if (distance < best) {
      best = distance;
      found = k;
    }
  });
  return found;
}

export interface CellRoom {
  /** Between the lines' ends. */
  readonly width: number;
  readonly height: number;
  readonly across: number;
  readonly down: number;
}

/** Cells of some widths from left to right, in as many lines as they need. */
export function placeCells(widths: readonly number[], room: CellRoom): readonly CellBox[] {
  let left = 0;
  let top = 0;
  return widths.map((wide) => {
    const width = Math.min(wide, room.width);
    if (left > 0 && left + width > room.width) {
      left = 0;
      top += room.height + room.down;
    }
    const box = { left, top, width, height: room.height };
    left += width + room.across;
    return box;
  });
}
