// The most probable classes after a step, as bars with their numbers; the right one is marked.

import { element, setText } from "../shared/elements.ts";
import { formatShare } from "../shared/numbers.ts";
import { answerAt, mostProbable, probabilityOf } from "./answers.ts";
import { hasShape, shortSymbol, visibleSymbol } from "./symbol_text.ts";

const MOST_CLASSES = 3;
export const SHORT_CLASS = 16;

function createClassRow() {
  const name = element("bdi", { class: "class-name" });
  const fill = element("span", { class: "fill" });
  const share = element("span", { class: "share" });
  const mark = element("span", { class: "mark", role: "img", "aria-label": "right answer" }, "✓");
  const root = element("span", { class: "class", "data-role": "class" },
    name, element("span", { class: "meter", "aria-hidden": "true" }, fill), share, mark);
  return { root, name, fill, share, mark };
}

export function createClassList() {
  const rows = Array.from({ length: MOST_CLASSES }, createClassRow);
  const root = element("span", { class: "classes", "data-role": "classes" }, ...rows.map((row) => row.root));

  function showRow(row, label, share, right) {
    setText(row.name, shortSymbol(label, SHORT_CLASS));
    row.name.title = label;
    row.name.classList.toggle("stand-in", !hasShape(label));
    row.fill.style.width = `${Number.isFinite(share) ? 100 * share : 0}%`;
    setText(row.share, formatShare(share));
    row.root.dataset.class = label;
    row.root.dataset.probability = String(share);
    row.root.classList.toggle("right", right);
    row.mark.style.visibility = right ? "visible" : "hidden";
  }

  return {
    root,
    load(run, sequence) {
      root.hidden = !run.probabilities;
      root.classList.toggle("words", sequence.classes.some((name) => Array.from(visibleSymbol(name)).length > 2));
      root.dataset.run = String(run.index);
    },
    show(run, sequence, step) {
      const answer = answerAt(sequence, step);
      const ranked = mostProbable(run, step, MOST_CLASSES);
      // What a person typed asks for an answer at every step.
      root.classList.toggle("unasked", !answer.asked && !sequence.typed);
      rows.forEach((row, k) => {
        row.root.hidden = k >= ranked.length;
        if (row.root.hidden) return;
        const index = ranked[k];
        showRow(row, sequence.classes[index], probabilityOf(run, step, index), index === answer.index);
      });
    },
  };
}
