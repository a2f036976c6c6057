// The line above all: what runs, where the cursor stands, how exact the picture is.

import { element, setText } from "../shared/elements.ts";
import { formatParity } from "../shared/numbers.ts";
import { runTitle, stepLabel } from "./model.ts";
import { quotedSymbol } from "./symbol_text.ts";

export function createHeading() {
  const step = element("span", { "data-role": "step" });
  const label = element("span", { "data-role": "step-label" });
  const last = element("span");
  const about = element("span", { class: "about" });
  const where = element("span", { class: "where" }, "step ", step, last, label);
  const exact = element("span", { class: "exact", "data-role": "exact" });
  const note = element("p", { class: "note", "data-role": "note" });
  const root = element("div", { class: "heading" },
    element("p", { class: "context" }, about, where), exact, note);
  let model = null;

  function aboutParts() {
    const epochs = new Set(model.runs.map((run) => `epoch ${run.epoch} of ${run.epochs}`));
    const parts = [];
    if (model.sequence.caption) parts.push(model.sequence.caption);
    if (model.runs.length === 1) parts.push(runTitle(model.runs[0]));
    if (epochs.size === 1) parts.push([...epochs][0]);
    return parts;
  }

  function labelText(step) {
    const text = stepLabel(model.sequence, step);
    if (model.sequence.kind === "symbols") return `, reading ${quotedSymbol(text)}`;
    return text && text !== String(step) ? ` (${text})` : "";
  }

  return {
    root,
    load(next) {
      model = next;
      setText(about, aboutParts().map((part) => `${part} · `).join(""));
      setText(note, model.sequence.note || "");
      note.hidden = !model.sequence.note;
      setText(last, ` of ${model.whole - 1}`);
      setText(exact, `largest difference from PyTorch: ${formatParity(Math.max(...model.runs.map((r) => r.parity)))}`);
      exact.title = "The hidden states computed from the gates shown here, compared with the output of PyTorch's own module.";
    },
    show(state) {
      setText(step, String(state.step + model.first));
      setText(label, labelText(state.step));
    },
  };
}
