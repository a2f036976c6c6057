// What the colours of heatmaps and columns mean: one bar a scale.

import type { Scale } from "../shared/colour.ts";
import { element } from "../shared/elements.ts";
import type { Pen } from "../shared/scene.ts";
import type { Theme } from "../shared/theme.ts";
import type { Model } from "./types.ts";
import type { Room, View } from "./view.ts";

const STOPS = 9;
const BAR = { width: 44, height: 9, gap: 4, apart: 16 } as const;

interface Entry {
  readonly name: string;
  /** What stands before and behind the bar; a gate's range is named once for all of them. */
  readonly ends: readonly [string, string];
  readonly scale: Scale;
}

function entriesOf(model: Model, theme: Theme): Entry[] {
  const names = new Set(model.runs.flatMap((run) => run.vectors.map((vector) => vector.scale)));
  const gates = [...names].filter((name) => name !== "state");
  return [...names].map((name): Entry => {
    const scale = theme.scales[name] ?? theme.scales.state;
    if (name === "state") return { name: "states", ends: ["−1", "+1"], scale };
    return { name: name === gates[0] ? `gates, 0 to 1: ${name}` : name, ends: ["", ""], scale };
  });
}

function stopsOf(scale: Scale): string[] {
  return Array.from({ length: STOPS }, (_, k) => scale.css[Math.round((k / (STOPS - 1)) * 255)]);
}

function legendBar({ name, ends, scale }: Entry): HTMLElement {
  const bar = element("span", { class: "bar" });
  bar.style.backgroundImage = `linear-gradient(to right, ${stopsOf(scale).join(", ")})`;
  const title = element("span", { class: "scale-name" }, name);
  return element("span", { class: "scale" }, title, ends[0], bar, ends[1]);
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
        const before = `${name} ${ends[0]}`.trimEnd();
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
