// One switch for all runs: the update as an equation, or as the textbooks' wiring diagram.

import { element, setAttribute } from "../shared/elements.ts";

export const VIEWS = [["equation", "Equation"], ["diagram", "Diagram"]];

export function createViewChoice(actions) {
  const buttons = VIEWS.map(([view, text]) => {
    const button = element("button", { type: "button", class: "quiet jump", "data-role": `view-${view}` }, text);
    button.onclick = () => actions.setView(view);
    return button;
  });
  const root = element("div", { class: "views", role: "group", "aria-label": "Picture of the update" }, ...buttons);
  return {
    root,
    show(state) {
      VIEWS.forEach(([view], k) => setAttribute(buttons[k], "aria-pressed", String(state.view === view)));
    },
  };
}
