// One run: the picture of its update on the left, its recorded vectors over time on the right.

import { element, setAttribute, setText } from "../shared/elements.ts";
import type { Pen } from "../shared/scene.ts";
import { createDiagram } from "./diagram.ts";
import { createEquation } from "./equation.ts";
import { createHeatmapColumn } from "./heatmap_column.ts";
import { FIXED, type Layout, WORDS } from "./layout.ts";
import { runTitle } from "./model.ts";
import { blockOf } from "./products.ts";
import { createProductsPanel } from "./products_panel.ts";
import { createSentence } from "./sentence.ts";
import { createStatePath } from "./state_path.ts";
import type { Actions, Column, Model, Run, State } from "./types.ts";
import type { Room, View } from "./view.ts";

export interface RunRow {
  readonly root: HTMLElement;
  load(model: Model): void;
  resize(room: Room, layout: Layout): void;
  renew(): void;
  show(state: State): void;
  picture(pen: Pen | null, room: Room, layout: Layout, state: State): number;
}

// The gate that decides about forgetting tells most; a cell without gates opens its sum.
function firstOpening(run: Run): Column {
  const opening = run.columns.filter((column) => blockOf(run, column));
  return opening.find((column) => column.source === run.retention) ?? opening[opening.length - 1];
}

export function createRunRow(actions: Actions, index: number): RunRow {
  const title = element("h3", { class: "run-title" });
  const equation = createEquation(actions, index);
  const diagram = createDiagram(actions, index);
  const path = createStatePath(actions, index);
  const views: Record<string, View> = { equation, diagram, path };
  const sentence = createSentence(index);
  const products = createProductsPanel(actions, index);
  const heatmaps = createHeatmapColumn(actions, index);
  const toggle = element("button", {
    type: "button",
    class: "quiet",
    "data-role": "show-products",
  });
  const words = element("div", { class: "below" }, sentence.root, toggle);
  const left = element(
    "section",
    { class: "panel run", "data-role": "run", "data-run": index },
    title,
    element("div", { class: "pictures" }, equation.root, diagram.root, path.root),
    words,
  );
  const right = element("div", { class: "panel recorded" }, heatmaps.root);
  const root = element("div", { class: "run-row" }, left, right, products.root);
  root.style.setProperty("--cell", `var(--run-${index})`);
  let model: Model;
  let run: Run;
  let shown = "";
  let own: Room | null = null;
  // Pictures that were not seen since the room or the values changed.
  const stale = new Set<string>();

  left.addEventListener("focusin", () => actions.focusRun(run));
  let open: string | null = null;
  toggle.onclick = () => {
    actions.openProducts(run, open ?? firstOpening(run).key, { close: open !== null });
  };

  function toggleText(): string {
    if (open) return "hide the products";
    return `show the products inside ${firstOpening(run).symbol} ▸`;
  }

  const each = () => [...Object.values(views), sentence, products, heatmaps];

  function pictureRoom(room: Room, layout: Layout): Room {
    return { ...room, ...layout.runs[index].picture };
  }

  function heatmapRoom(room: Room, layout: Layout): Room {
    const { heatmap, compact } = layout.runs[index];
    return { ...room, ...heatmap, compact };
  }

  return {
    root,
    load(next) {
      model = next;
      run = model.runs[index];
      const epochs = new Set(model.runs.map((one) => `${one.epoch}/${one.epochs}`));
      const own = epochs.size > 1 ? ` · epoch ${run.epoch} of ${run.epochs}` : "";
      setText(title, runTitle(run) + own);
      title.hidden = model.runs.length === 1;
      for (const view of each()) view.load(model);
    },
    resize(room, layout) {
      const { height } = layout.runs[index];
      left.style.height = height ? `${height}px` : "";
      const inner = pictureRoom(room, layout);
      own = inner;
      for (const name of Object.keys(views)) stale.add(name);
      for (const view of [sentence, products]) view.resize(inner);
      heatmaps.resize(heatmapRoom(room, layout));
      shown = "";
    },
    renew() {
      for (const name of Object.keys(views)) if (name !== shown) stale.add(name);
      const picture = views[shown];
      if (picture?.renew) picture.renew();
      else if (own) picture?.resize(own);
      for (const view of [sentence, products, heatmaps]) view.renew?.();
    },
    show(state) {
      const { key } = state.runs[index];
      if (key !== open) {
        open = key;
        // The focus must not vanish with the button that closed the list.
        const active = (root.getRootNode() as Document | ShadowRoot).activeElement;
        if (!key && active && products.root.contains(active)) toggle.focus();
      }
      if (shown !== state.view) {
        shown = state.view;
        for (const [name, view] of Object.entries(views)) view.root.hidden = name !== shown;
      }
      if (own && stale.delete(shown)) views[shown]?.resize(own);
      (views[shown] ?? equation).show(state);
      for (const view of [sentence, products, heatmaps]) view.show(state);
      setText(toggle, toggleText());
      setAttribute(toggle, "aria-expanded", Boolean(open));
    },
    picture(pen, room, layout, state) {
      const inner = pictureRoom(room, layout);
      const view = views[state.view] ?? equation;
      const top = model.runs.length > 1 ? FIXED.caption : 0;
      if (pen && top) {
        const { theme } = room;
        pen.text(runTitle(run), 0, top / 2, {
          size: 13,
          weight: 600,
          font: theme.font,
          colour: theme.cellText(run.cell),
          baseline: "middle",
        });
      }
      const high = view.picture?.(null, inner, state) ?? inner.height;
      if (pen) {
        pen.at(0, top, () => void view.picture?.(pen, inner, state));
        pen.at(0, top + high + 6, () => void sentence.picture?.(pen, inner, state));
      }
      const leftHeight = top + high + 6 + (sentence.picture?.(null, inner, state) ?? WORDS);
      const columnRoom = heatmapRoom(room, layout);
      const [x, y] = layout.narrow ? [0, leftHeight + 8] : [layout.width - layout.right, top];
      if (pen) pen.at(x, y, () => void heatmaps.picture?.(pen, columnRoom, state));
      const rightHeight = y + (heatmaps.picture?.(null, columnRoom, state) ?? 0);
      let bottom = Math.max(leftHeight, rightHeight);
      if (open) {
        const height = products.picture?.(null, inner, state) ?? 0;
        if (pen) pen.at(0, bottom + 8, () => void products.picture?.(pen, inner, state));
        bottom += height + 8;
      }
      return bottom;
    },
  };
}
