// All pieces of the player in their places: on screen, and in a picture that is saved.

import { element, setText } from "../shared/elements.ts";
import { type Picture, rulerPen } from "../shared/picture.ts";
import type { Pen } from "../shared/scene.ts";
import type { Theme } from "../shared/theme.ts";
import { createHeading, noteLines } from "./heading.ts";
import { FIXED, GAP, type Layout, layOut } from "./layout.ts";
import { type Area, PANELS } from "./panels.ts";
import { createRunRow, type RunRow } from "./run_row.ts";
import { createStepAxis } from "./step_axis.ts";
import { type TimeAxis, timeAxis } from "./time_axis.ts";
import { axisMargins, trackHeight } from "./track_layout.ts";
import type { Actions, Model, State } from "./types.ts";
import type { Room, View } from "./view.ts";

const MARGIN = 14;

export interface Workbench {
  readonly root: HTMLElement;
  load(model: Model): void;
  /** `height`: what the window leaves for it. */
  resize(width: number, height: number, theme: Theme, orders: Room["orders"]): void;
  /** After `load`, for another epoch of the same networks in the same room. */
  renew(): void;
  show(state: State): void;
  picture(state: State): Picture;
}

interface Placed {
  readonly area: Area;
  readonly view: View;
}

function areaBox(area: string, ...children: HTMLElement[]): HTMLElement {
  return element("div", { class: `area area-${area}`, style: `grid-area: ${area}` }, ...children);
}

export function createWorkbench(actions: Actions, tools: HTMLElement): Workbench {
  const heading = createHeading(tools);
  const placed: Placed[] = PANELS.map(({ area, create }) => ({ area, view: create(actions) }));
  const axis = createStepAxis();
  const ruler = rulerPen();
  const runs = element("div", { class: "runs" });
  const convention = element("p", { class: "convention", "data-role": "convention" });
  const areas = [...new Set(placed.map(({ area }) => area))];
  const boxes = new Map(
    areas.map((area) => {
      const own = placed.filter((one) => one.area === area).map(({ view }) => view.root);
      return [area, areaBox(area, ...own)] as const;
    }),
  );
  const root = element("div", { class: "workbench" }, areaBox("heading", heading.root));
  for (const area of areas) {
    // On a narrow screen the runs stand between what rules them and their unit.
    if (area === "unit") root.append(areaBox("runs", runs));
    root.append(boxes.get(area) ?? "");
  }
  root.append(areaBox("axis", axis.root), areaBox("convention", convention));
  let model: Model;
  let rows: RunRow[] = [];
  let layout: Layout;
  let theme: Theme;
  let orders: Room["orders"] = [];
  let column: TimeAxis;

  function room(width: number, height: number): Room {
    return { width, height, theme, axis: column, orders };
  }

  function columnAxis(): TimeAxis {
    const look = { size: 11, font: theme.font, colour: theme.text };
    const measure = (text: string) => ruler.measure(text, look);
    const margins = axisMargins(model, layout.right, measure);
    return timeAxis(model.steps, layout.right, { ...margins, ahead: model.continues });
  }

  function roomOf(area: Area): Room {
    const { said, track, overview, unit, trace } = layout;
    const box = { said, track, overview, unit, trace }[area as "said"];
    if (box) return room(box.width, box.height);
    return room(area === "legend" || area === "epochs" ? layout.right : layout.left, 0);
  }

  function shape(width: number) {
    return {
      runs: model.runs.map((run) => ({ units: run.units, vectors: run.vectors.length })),
      note: noteLines(model.sequence.note, width, theme),
      overviews: model.runs.filter((run) => run.overview).length,
      epochs: model.epochs.length > 1,
      track: trackHeight(model),
      symbols: model.sequence.kind === "symbols",
      classes: model.runs.some((run) => run.probabilities),
    };
  }

  function apply(): void {
    root.classList.toggle("narrow", layout.narrow);
    root.classList.toggle("scrolls", layout.scrolls);
    root.style.height = layout.height ? `${layout.height}px` : "";
    root.style.setProperty("--left", `${layout.left}px`);
    root.style.setProperty("--right", `${layout.right}px`);
    root.style.setProperty("--track", layout.narrow ? "auto" : `${layout.track.height}px`);
    root.style.setProperty("--unit", layout.narrow ? "auto" : `${layout.unit.height}px`);
  }

  const views = () => [heading, ...placed.map(({ view }) => view), axis];

  // A picture has no controls: only what draws itself is in it.
  function drawAll(pen: Pen | null, state: State): number {
    const place = (view: View, x: number, y: number, space: Room): number => {
      if (!view.picture) return 0;
      if (pen) pen.at(x, y, () => void view.picture?.(pen, space, state));
      return view.picture(null, space, state);
    };
    const right = layout.narrow ? 0 : layout.width - layout.right;
    const of = (area: Area) => placed.filter((one) => one.area === area && !one.view.root.hidden);
    let y = place(heading, 0, 0, room(layout.width, 0)) + GAP;
    const pair = (first: Area, second: Area): void => {
      let [a, b] = [y, y];
      for (const { view } of of(first)) a += place(view, 0, a, roomOf(first));
      if (layout.narrow) b = a + GAP;
      for (const { view } of of(second)) b += place(view, right, b, roomOf(second));
      y = Math.max(a, b) + GAP;
    };
    pair("said", "track");
    for (const { view } of of("overview")) y += place(view, 0, y, roomOf("overview")) + GAP;
    for (const { view } of of("legend")) y += place(view, right, y, roomOf("legend"));
    for (const row of rows) {
      const space = room(layout.width, 0);
      if (pen) pen.at(0, y, () => void row.picture(pen, space, layout, state));
      y += row.picture(null, space, layout, state) + GAP;
    }
    pair("unit", "trace");
    return y + place(axis, right, y, room(layout.axis.width, layout.axis.height));
  }

  return {
    root,
    load(next) {
      model = next;
      for (const view of views()) view.load(model);
      if (rows.length !== model.runs.length) {
        rows = model.runs.map((run) => createRunRow(actions, run.index));
        runs.replaceChildren(...rows.map((row) => row.root));
      }
      for (const row of rows) row.load(model);
      setText(convention, model.convention);
      convention.title = model.convention;
      convention.hidden = !model.convention;
    },
    resize(width, height, nextTheme, nextOrders) {
      [theme, orders] = [nextTheme, nextOrders];
      layout = layOut(shape(width), width, height);
      column = columnAxis();
      apply();
      heading.resize(room(width, FIXED.heading));
      for (const { area, view } of placed) view.resize(roomOf(area));
      axis.resize(room(layout.axis.width, layout.axis.height));
      for (const row of rows) row.resize(room(width, 0), layout);
    },
    renew() {
      for (const view of views()) view.renew?.();
      for (const row of rows) row.renew();
    },
    show(state) {
      for (const view of views()) view.show(state);
      for (const row of rows) row.show(state);
    },
    picture(state) {
      const height = drawAll(null, state) + 2 * MARGIN;
      return {
        width: layout.width + 2 * MARGIN,
        height,
        ground: theme.page,
        draw: (pen) => pen.at(MARGIN, MARGIN, () => void drawAll(pen, state)),
      };
    },
  };
}
