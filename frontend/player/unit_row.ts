// The unit of the run in focus: in words on the left, over time on the right.

import { element } from "../shared/elements.ts";
import { type Cursor, createCursor } from "./cursor.ts";
import { createTrace } from "./trace.ts";
import type { Actions, Model } from "./types.ts";
import { createUnitPanel } from "./unit_panel.ts";
import type { View } from "./view.ts";

/** One view a run, of which that in focus is seen. */
function focused(
  className: string,
  create: (index: number) => View,
  cursor: Cursor | null = null,
): View {
  const root = element("div", { class: className });
  let views: View[] = [];
  let shape = "";
  let focus = -1;
  const shapeOf = (model: Model) => model.runs.map((run) => [run.id, run.layer]).join(";");
  return {
    root,
    load(model) {
      if (views.length !== model.runs.length || shape !== shapeOf(model)) {
        views = model.runs.map((_, index) => create(index));
        root.replaceChildren(...views.map((view) => view.root));
        if (cursor) root.append(cursor.root);
        focus = -1;
      }
      shape = shapeOf(model);
      for (const view of views) view.load(model);
    },
    resize(room) {
      for (const view of views) view.resize(room);
      cursor?.resize(room.axis);
    },
    renew() {
      for (const view of views) view.renew?.();
    },
    show(state) {
      const wanted = state.hover ? state.hover.run : state.focus;
      if (focus !== wanted) {
        focus = wanted;
        views.forEach((view, k) => {
          view.root.hidden = k !== focus;
        });
      }
      views[focus].show(state);
      cursor?.show(state.step);
    },
    picture(pen, room, state) {
      return views[Math.max(0, focus)].picture?.(pen, room, state) ?? 0;
    },
  };
}

export function createUnitWords(): View {
  return focused("panel unit", (index) => createUnitPanel(index));
}

export function createUnitOverTime(actions: Actions): View {
  return focused("panel unit-trace", (index) => createTrace(actions, index), createCursor());
}
