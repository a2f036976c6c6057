// All heatmaps of one run below one another, under one cursor.

import { element } from "../shared/elements.ts";
import type { Pen } from "../shared/scene.ts";
import { createCursor } from "./cursor.ts";
import { createHeatmap } from "./heatmap.ts";
import { FIXED } from "./layout.ts";
import type { Actions, Model, State } from "./types.ts";
import type { Room, View } from "./view.ts";

/** `room.height`: of one heatmap. */
export function createHeatmapColumn(actions: Actions, index: number): View {
  const cursor = createCursor();
  const root = element("div", { class: "heatmaps", "data-run": index });
  let maps: View[] = [];
  let shape = "";

  function build(model: Model): void {
    maps = model.runs[index].vectors.map(({ source }) => createHeatmap(actions, index, source));
    root.replaceChildren(...maps.map((map) => map.root), cursor.root);
  }

  return {
    root,
    load(model) {
      const run = model.runs[index];
      const next = JSON.stringify([
        run.id,
        run.layer,
        run.units,
        ...run.vectors.map((v) => v.source),
      ]);
      // Another epoch of the same: the elements stay, and with them what has the focus.
      if (next !== shape) build(model);
      shape = next;
      for (const map of maps) map.load(model);
    },
    resize(room) {
      root.classList.toggle("compact", room.compact === true);
      for (const map of maps) map.resize(room);
      cursor.resize(room.axis);
    },
    renew() {
      for (const map of maps) map.renew?.();
    },
    show(state) {
      for (const map of maps) map.show(state);
      cursor.show(state.step);
    },
    picture(pen: Pen | null, room: Room, state: State) {
      let y = 0;
      for (const map of maps) {
        const top = y;
        if (pen) pen.at(0, top, () => void map.picture?.(pen, room, state));
        y += (map.picture?.(null, room, state) ?? room.height + FIXED.caption) + 3;
      }
      return y;
    },
  };
}
