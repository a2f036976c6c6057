// The line above all: what runs, where the cursor stands, how exact the picture is.

import { element, setText } from "../shared/elements.ts";
import { formatParity } from "../shared/numbers.ts";
import type { Pen } from "../shared/scene.ts";
import type { Theme } from "../shared/theme.ts";
import { runTitle, stepLabel } from "./model.ts";
import { quotedSymbol } from "./symbol_text.ts";
import { drawRuns, ruler, type TextRun, wrapRuns } from "./text_lines.ts";
import type { Model, State } from "./types.ts";
import type { Room, View } from "./view.ts";

const EXACT =
  "The hidden states computed from the gates shown here, compared with the output of PyTorch's own module.";
const LINE = 20;
const LEAST_BESIDE = 320;

function aboutParts(model: Model): string[] {
  const epochs = new Set(model.runs.map((run) => `epoch ${run.epoch} of ${run.epochs}`));
  const parts: string[] = [];
  if (model.sequence.caption) parts.push(model.sequence.caption);
  if (model.runs.length === 1) parts.push(runTitle(model.runs[0]));
  if (epochs.size === 1) parts.push(...epochs);
  return parts;
}

function labelText(model: Model, step: number): string {
  const text = stepLabel(model.sequence, step);
  if (model.sequence.kind === "symbols") return `, reading ${quotedSymbol(text)}`;
  return text && text !== String(step) ? ` (${text})` : "";
}

function exactText(model: Model): string {
  return `largest difference from PyTorch: ${formatParity(Math.max(...model.runs.map((run) => run.parity)))}`;
}

/** Lines that the sentence on how the sequence was read takes in a width. */
export function noteLines(text: string, width: number, { font, muted }: Theme): number {
  if (!text) return 0;
  const look = { size: 12.5, font, colour: muted };
  return wrapRuns([{ text }], width - 2, (part) => ruler().measure(part, look)).length;
}

/** `tools`: what stands at the right end of the line. */
export function createHeading(tools: HTMLElement): View {
  const step = element("span", { "data-role": "step" });
  const label = element("span", { "data-role": "step-label" });
  const last = element("span");
  const about = element("span", { class: "about" });
  const where = element("span", { class: "where" }, "step ", step, last, label);
  const exact = element("span", { class: "exact", "data-role": "exact", title: EXACT });
  const note = element("p", { class: "note", "data-role": "note" });
  const root = element(
    "div",
    { class: "heading" },
    element("div", { class: "context-box" }, element("p", { class: "context" }, where, about)),
    element("div", { class: "heading-end" }, exact, tools),
    note,
  );
  let model: Model;

  return {
    root,
    load(next) {
      model = next;
      const text = aboutParts(model)
        .map((part) => ` · ${part}`)
        .join("");
      setText(about, text);
      about.title = text.slice(3);
      setText(note, model.sequence.note);
      note.title = model.sequence.note;
      note.hidden = !model.sequence.note;
      setText(last, ` of ${model.whole - 1}`);
      setText(exact, exactText(model));
    },
    resize() {},
    show(state) {
      setText(step, String(state.step + model.first));
      setText(label, labelText(model, state.step));
    },
    picture(pen: Pen | null, { width, theme }: Room, state: State) {
      const look = { size: 13.5, font: theme.font, colour: theme.muted };
      const at = `step ${state.step + model.first} of ${model.whole - 1}${labelText(model, state.step)}`;
      const rest = aboutParts(model).map((part) => ` · ${part}`);
      const where: TextRun[] = [
        { text: at, colour: theme.text, weight: 600 },
        { text: rest.join("") },
      ];
      const exact: TextRun = { text: exactText(model), colour: theme.exact };
      const aside = (pen ?? ruler()).measure(exact.text, look);
      const beside = width - aside - 20;
      // On a narrow screen how exact the picture is stands on a line of its own.
      const fits = beside >= LEAST_BESIDE;
      let y = drawRuns(pen, where, { x: 0, y: 0, width: fits ? beside : width }, look, LINE);
      if (fits) drawRuns(pen, [exact], { x: width - aside, y: 0, width: aside + 1 }, look, LINE);
      else y += drawRuns(pen, [exact], { x: 0, y, width }, look, LINE);
      if (!model.sequence.note) return y;
      return (
        y +
        drawRuns(
          pen,
          [{ text: model.sequence.note }],
          { x: 0, y, width },
          { ...look, size: 12.5 },
          LINE,
        )
      );
    },
  };
}
