// What the colours of heatmaps and columns mean: one bar a scale.

import type { Scale } from "../shared/colour.ts";
import { element } from "../shared/elements.ts";
import type { Pen } from "../shared/scene.ts";
import type { Theme } from "../shared/theme.ts";
import { ruler } from "./text_lines.ts";
import type { Model } from "./types.ts";
import type { Room, View } from "./view.ts";

const STOPS = 9;
const LINE = 20;
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
      const measure = (text: string) => (pen ?? ruler()).measure(text, look);
      let [x, y] = [axis.left, LINE / 2];
      for (const { name, ends, scale } of entriesOf(model, theme)) {
        const before = `${name} ${ends[0]}`.trimEnd();
        const start = measure(before) + BAR.gap;
        const wide = start + BAR.width + BAR.gap + measure(ends[1]);
        if (x > axis.left && x + wide > axis.width) [x, y] = [axis.left, y + LINE];
        pen?.text(before, x, y, look);
        const each = BAR.width / STOPS;
        stopsOf(scale).forEach((fill, k) => {
          pen?.rect(x + start + k * each, y - BAR.height / 2, each, BAR.height, { fill });
        });
        pen?.text(ends[1], x + start + BAR.width + BAR.gap, y, look);
        x += wide + BAR.apart;
      }
      return y + LINE / 2;
    },
  };
}
