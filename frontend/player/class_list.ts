// The most probable classes after a step, as bars with their numbers; the right one is marked.

import { element, setText } from "../shared/elements.ts";
import { formatShare } from "../shared/numbers.ts";
import type { TextLook } from "../shared/scene.ts";
import { type RankedClass, rankClasses, SHORT_CLASS } from "./class_ranking.ts";
import { hasShape, shortSymbol, visibleSymbol } from "./symbol_text.ts";
import { ruler } from "./text_lines.ts";
import type { Run, Sequence } from "./types.ts";
import type { View } from "./view.ts";

const MOST_CLASSES = 3;
const METER = { width: 48, height: 9, gap: 7, line: 22 };

interface ClassRow {
  readonly root: HTMLElement;
  show(ranked: RankedClass | undefined): void;
}

function createClassRow(): ClassRow {
  const name = element("bdi", { class: "class-name" });
  const fill = element("span", { class: "fill" });
  const share = element("span", { class: "share" });
  const mark = element("span", { class: "mark", role: "img", "aria-label": "right answer" }, "✓");
  const meter = element("span", { class: "meter", "aria-hidden": "true" }, fill);
  const root = element("span", { class: "class", "data-role": "class" }, name, meter, share, mark);
  return {
    root,
    show(ranked) {
      root.hidden = ranked === undefined;
      if (!ranked) return;
      const { probability, right } = ranked;
      setText(name, shortSymbol(ranked.name, SHORT_CLASS));
      name.title = ranked.name;
      name.classList.toggle("stand-in", !hasShape(ranked.name));
      fill.style.width = `${Number.isFinite(probability) ? 100 * probability : 0}%`;
      setText(share, formatShare(probability));
      root.dataset.class = ranked.name;
      root.dataset.probability = String(probability);
      root.classList.toggle("right", right);
      mark.style.visibility = right ? "visible" : "hidden";
    },
  };
}

/** The classes of the run at a place. */
export function createClassList(index: number): View {
  const rows = Array.from({ length: MOST_CLASSES }, createClassRow);
  const attributes = { class: "classes", "data-role": "classes", "data-run": index };
  const root = element("span", attributes, ...rows.map((row) => row.root));
  let run: Run | null = null;
  let sequence: Sequence | null = null;
  let words = false;

  return {
    root,
    load(model) {
      run = model.runs[index];
      sequence = model.sequence;
      root.hidden = !run.probabilities;
      words = sequence.classes.some((name) => Array.from(visibleSymbol(name)).length > 2);
      root.classList.toggle("words", words);
    },
    resize() {},
    show(state) {
      if (root.hidden || !run || !sequence) return;
      const { classes, unasked } = rankClasses(run, sequence, state.step, MOST_CLASSES);
      root.classList.toggle("unasked", unasked);
      rows.forEach((row, k) => {
        row.show(classes[k]);
      });
    },
    picture(pen, { theme }, state) {
      if (!run?.probabilities || !sequence) return 0;
      const { classes, unasked } = rankClasses(run, sequence, state.step, MOST_CLASSES);
      const colour = unasked ? theme.muted : theme.text;
      const lookOf = (k: number): TextLook => ({
        colour,
        size: !words && k === 0 ? 18 : 15,
        font: theme.font,
        weight: k === 0 && !unasked ? 600 : undefined,
        baseline: "middle",
      });
      const names = classes.map(({ name }) => shortSymbol(name, SHORT_CLASS));
      const rule = pen ?? ruler();
      const widths = names.map((name, k) => rule.measure(name, lookOf(k)));
      const x = Math.min(150, Math.max(0, ...widths)) + METER.gap;
      const hue = theme.cellText(run.cell);
      classes.forEach(({ probability, right }, k) => {
        const y = (k + 0.5) * METER.line;
        const top = y - METER.height / 2;
        const filled = Number.isFinite(probability) ? METER.width * probability : 0;
        const opacity = unasked ? 0.4 : 1;
        const after = x + METER.width + METER.gap;
        pen?.text(names[k], 0, y, lookOf(k));
        pen?.rect(x, top, METER.width, METER.height, { fill: theme.faint(0.1) }, 2);
        if (filled > 0) pen?.rect(x, top, filled, METER.height, { fill: hue, opacity }, 2);
        pen?.text(formatShare(probability), after, y, { ...lookOf(k), size: 13 });
        if (right) pen?.text("✓", after + 44, y, { ...lookOf(1), size: 13, colour: theme.exact });
      });
      return classes.length * METER.line;
    },
  };
}
