// What can be taken along: code that prints the numbers on screen, and a picture of the moment.

import { element, setText } from "../shared/elements.ts";
import { savePng, saveSvg } from "./snapshot.ts";

// The text of a run's program, with the moment on screen in its places.
function codeOf(run, step, unit) {
  const values = { step, unit, epoch: run.epoch, layer: run.layer_suffix, path: run.layer_path };
  return run.code.replace(/\{\{(\w+)\}\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

export function createTools(root_, layOut, moment) {
  const copy = element("button", { type: "button", class: "quiet tool", "data-role": "copy-python" }, "Copy as Python");
  const png = element("button", { type: "button", class: "quiet tool", "data-role": "save-png" }, "Save as PNG");
  const picture = element("button", { type: "button", class: "quiet tool", "data-role": "save-svg" }, "Save as SVG");
  const said = element("span", { class: "limit", role: "status", "data-role": "tool-said" });
  const text = element("pre", { class: "code", "data-role": "code", tabindex: "0", "aria-label": "Python code of this moment", hidden: "" });
  const root = element("div", { class: "tools", "data-unsaved": "" }, element("div", { class: "jumps" }, copy, png, picture), said, text);

  const name = () => `step_${moment().step}_unit_${moment().unit}`;
  copy.onclick = async () => {
    const { run, step, unit } = moment();
    text.hidden = false;
    setText(text, codeOf(run, step, unit));
    try {
      await navigator.clipboard.writeText(text.textContent);
      setText(said, "Copied. It prints the numbers of the marked unit at this step:");
    } catch {
      setText(said, "The browser does not allow copying; copy this code:");
    }
  };
  picture.onclick = () => saveSvg(root_, layOut, name());
  png.onclick = async () => {
    try {
      await savePng(root_, layOut, name());
      setText(said, "");
    } catch {
      setText(said, "This browser cannot save a PNG; save an SVG instead.");
    }
  };

  return {
    root,
    load(model) { copy.hidden = !model.runs.some((run) => run.code); },
    // Code of another moment would print other numbers than those on screen.
    show() {
      if (text.hidden) return;
      const { run, step, unit } = moment();
      const code = codeOf(run, step, unit);
      if (text.textContent === code) return;
      setText(text, code);
      setText(said, "The code has changed with the screen; press the button again to copy it.");
    },
  };
}
