// What the left side shows of every run, and in which order its units stand.

import { element, selectBox, setAttribute } from "../shared/elements.ts";
import { SORTS, VIEWS } from "./choices.ts";
import type { Actions } from "./types.ts";
import type { View } from "./view.ts";

export function createViewChoice(actions: Actions): View {
  const buttons = VIEWS.map(([view, text]) => {
    const attributes = { type: "button", class: "quiet jump", "data-role": `view-${view}` };
    const button = element("button", attributes, text);
    button.onclick = () => actions.setView(view);
    return button;
  });
  const sort = selectBox("sort units", SORTS, "similarity");
  sort.dataset.role = "sort";
  sort.onchange = () => actions.setSort(sort.value);
  const root = element(
    "div",
    { class: "bar" },
    element(
      "div",
      { class: "views", role: "group", "aria-label": "Picture of the update" },
      ...buttons,
    ),
    element("label", { class: "choice" }, element("span", {}, "sort units"), sort),
  );
  return {
    root,
    load(model) {
      const gate = sort.querySelector<HTMLOptionElement>('[value="gate"]');
      if (gate) gate.disabled = !model.runs.some((run) => run.retention);
    },
    resize() {},
    show(state) {
      VIEWS.forEach(([view], k) => {
        setAttribute(buttons[k], "aria-pressed", state.view === view);
      });
      if (sort.value !== state.sort) sort.value = state.sort;
    },
  };
}
