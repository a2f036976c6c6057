// What can be taken along: code that prints the numbers on screen, and a picture of the moment.

import { element, setText } from "../shared/elements.ts";
import { type Picture, savePng, saveSvg } from "../shared/picture.ts";
import { codeOf } from "./moment_code.ts";
import type { Model, State } from "./types.ts";
import type { View } from "./view.ts";

interface Moment {
  readonly step: number;
  readonly unit: number;
  readonly code: string;
}

function tool(role: string, text: string): HTMLButtonElement {
  return element("button", { type: "button", class: "quiet tool", "data-role": role }, text);
}

/** `pictureOf`: the moment on screen, as it is drawn into a file. */
export function createTools(pictureOf: () => Picture): View {
  const copy = tool("copy-python", "Copy as Python");
  const png = tool("save-png", "Save as PNG");
  const picture = tool("save-svg", "Save as SVG");
  const said = element("span", { class: "limit", role: "status", "data-role": "tool-said" });
  const label = "Python code of this moment";
  const about = { class: "code", "data-role": "code", tabindex: 0, "aria-label": label };
  const text = element("pre", { ...about, hidden: true });
  const buttons = element("div", { class: "jumps" }, copy, png, picture);
  const root = element("div", { class: "tools" }, buttons, said, text);
  let model: Model | null = null;
  let state: State | null = null;

  function moment(): Moment {
    if (!model || !state) return { step: 0, unit: 0, code: "" };
    const run = model.runs[state.focus];
    const step = state.step + model.first;
    const { unit } = state.runs[state.focus];
    return { step, unit, code: codeOf(run, step, unit) };
  }

  function fileName(): string {
    const { step, unit } = moment();
    return `step_${step}_unit_${unit}`;
  }

  copy.addEventListener("click", async () => {
    const { code } = moment();
    text.hidden = false;
    setText(text, code);
    try {
      await navigator.clipboard.writeText(code);
      setText(said, "Copied. It prints the numbers of the marked unit at this step:");
    } catch {
      setText(said, "The browser does not allow copying; copy this code:");
    }
  });
  picture.addEventListener("click", () => saveSvg(pictureOf(), fileName()));
  png.addEventListener("click", async () => {
    try {
      await savePng(pictureOf(), fileName());
      setText(said, "");
    } catch {
      setText(said, "This browser cannot save a PNG; save an SVG instead.");
    }
  });

  return {
    root,
    load(next) {
      model = next;
      copy.hidden = !model.runs.some((run) => run.code);
    },
    resize() {},
    show(next) {
      state = next;
      // Code of another moment would print other numbers than those on screen.
      if (text.hidden) return;
      const { code } = moment();
      if (text.textContent === code) return;
      setText(text, code);
      setText(said, "The code has changed with the screen; press the button again to copy it.");
    },
  };
}
