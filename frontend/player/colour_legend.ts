// What the colours of heatmaps and columns mean: one bar a scale.

import { element } from "../shared/elements.ts";
import type { Scale } from "../shared/colour.ts";
import type { Pen } from "../shared/scene.ts";
import type { Theme } from "../shared/theme.ts";
import type { Model } from "./types.ts";
import type { Room, View } from "./view.ts";

const STOPS = 9;
const BAR = { width: 44, height: 9, gap: 4, apart: 16 } as const;

interface Entry {
  readonly name: string;
  readonly ends: readonly [string, string];
  readonly scale: Scale;
}

function entriesOf(model: Model, theme: Theme): Entry[] {
  const names = new Set(model.runs.flatMap((run) => run.vectors.map((vector) => vector.scale)));
  return [...names].map((name) => ({
    name: name === "state" ? "states" : name,
    ends: name === "state" ? ["−1", "+1"] : ["0", "1"],
    scale: theme.scales[name] ?? theme.scales.state,
  }));
}

function stopsOf(scale: Scale): string[] {
  return Array.from({ length: STOPS }, (_, k) => scale.css[Math.round((k / (STOPS - 1)) * 255)]);
}

function legendBar({ name, ends, scale }: Entry): HTMLElement {
  const bar = element("span", { class: "bar" });
  bar.style.backgroundImage = `linear-gradient(to right, ${stopsOf(scale).join(", ")})`;
  const [from, to] = ends.map((end) => element("span", { class: "end" }, end));
  return element("span", { class: "scale" }, element("span", { class: "scale-name" }, name), from, bar, to);
}

export function createColourLegend(): View {
  const root = element("div", { class: "legend", "data-role": "legend" });
  let model: Model;
  return {
    root,
    load(next) {
      model = next;
    },
    resize({ theme }) {
      root.replaceChildren(...entriesOf(model, theme).map(legendBar));
    },
    show() {},
    picture(pen: Pen | null, { theme, axis }: Room) {
      const look = { size: 11, font: theme.font, colour: theme.muted, baseline: "middle" } as const;
      if (!pen) return 20;
      let x = axis.left;
      for (const { name, ends, scale } of entriesOf(model, theme)) {
        const before = `${name} ${ends[0]}`;
        pen.text(before, x, 10, look);
        x += pen.measure(before, look) + BAR.gap;
        const each = BAR.width / STOPS;
        stopsOf(scale).forEach((fill, k) => {
          pen.rect(x + k * each, 10 - BAR.height / 2, each, BAR.height, { fill });
        });
        x += BAR.width + BAR.gap;
        pen.text(ends[1], x, 10, look);
        x += pen.measure(ends[1], look) + BAR.apart;
      }
      return 20;
    },
  };
}
