// One run: its title, the picture of its equation, the numbers below and the products beside.

import { element, setAttribute, setText } from "../shared/elements.ts";
import { decimalsFor } from "../shared/numbers.ts";
import { createDiagram } from "./diagram.ts";
import { createEquation } from "./equation.ts";
import { DIRECT_PATH, directPathSentence, runTitle } from "./model.ts";
import { blockOf } from "./products.ts";
import { createProductsPanel } from "./products_panel.ts";
import { createSentence } from "./sentence.ts";
import { finiteRange } from "./track_layout.ts";

const PRODUCTS_WIDTH = 340;

function tallestStrips(runs) {
  return [0, 290, 236, 200, 180][Math.min(4, runs)];
}

// The gate that decides about forgetting tells most; a cell without gates opens its sum.
function firstProductsKey(run) {
  const opening = run.columns.filter((column) => blockOf(run, column));
  return (opening.find((c) => c.source && c.source === run.retention) || opening[opening.length - 1]).key;
}

export function createRunView(actions) {
  const title = element("h3", { class: "run-title" });
  const equation = createEquation(actions);
  const diagram = createDiagram(actions);
  const products = createProductsPanel(actions);
  const row = element("div", { class: "equation-row" }, element("div", { class: "pictures" }, equation.root, diagram.root), products.root);
  const sentence = createSentence();
  const memory = element("p", { class: "memory", "data-role": "direct-path" });
  const toggle = element("button", { type: "button", class: "quiet", "data-role": "show-products" });
  const root = element("section", { class: "panel run", "data-role": "run" },
    title, row, sentence.root, element("div", { class: "below" }, memory, toggle));
  let [run, model, theme, decimals, openKey, width, view] = [null, null, null, 3, null, 0, "equation"];

  root.addEventListener("focusin", () => run && actions.focusRun(run));
  toggle.onclick = () => actions.openProducts(run, openKey || firstProductsKey(run), { close: openKey !== null });

  function layOut() {
    const beside = width >= 860 && openKey;
    row.classList.toggle("beside", Boolean(beside));
    equation.resize(beside ? width - PRODUCTS_WIDTH - 16 : width, tallestStrips(model.runs.length), theme);
  }

  function toggleText() {
    if (openKey) return "hide the products";
    const column = run.columns.find((c) => c.key === firstProductsKey(run));
    return `show the products inside ${column.symbol} ▸`;
  }

  return {
    root,
    load(nextModel, index) {
      model = nextModel;
      run = model.runs[index];
      const [low, high] = finiteRange([model.value, model.target]);
      decimals = decimalsFor(low, high);
      root.dataset.run = String(index);
      root.style.setProperty("--cell", `var(--run-${index})`);
      const epochs = new Set(model.runs.map((r) => `${r.epoch}/${r.epochs}`));
      setText(title, epochs.size > 1 ? `${runTitle(run)} · epoch ${run.epoch} of ${run.epochs}` : runTitle(run));
      title.hidden = model.runs.length === 1 && runTitle(run) === run.label;
      equation.load(model, run);
      diagram.load(run);
      sentence.load(run);
      products.load(model, run);
    },
    resize(nextWidth, nextTheme) {
      width = nextWidth;
      theme = nextTheme;
      sentence.theme(theme);
      diagram.theme(theme);
      layOut();
    },
    show(state) {
      const { step } = state;
      const { unit, pinned, order, key } = state.runs[run.index];
      if (key !== openKey) {
        openKey = key;
        // The focus must not vanish with the button that closed the list.
        if (!key && products.root.contains(root.getRootNode().activeElement)) toggle.focus();
        products.root.hidden = !key;
        layOut();
      }
      if (view !== state.view) {
        view = state.view;
        layOut();
      }
      equation.root.hidden = view !== "equation";
      diagram.root.hidden = view !== "diagram";
      if (view === "diagram") diagram.show({ step, unit, order, motion: state.motion });
      else equation.show({ step, unit, pinned, order, key, motion: state.motion, decimals });
      sentence.show(step, unit);
      products.show({ key, step, unit, theme, decimals });
      setText(toggle, toggleText());
      setAttribute(toggle, "aria-expanded", String(Boolean(key)));
      setText(memory, directPathSentence(run, unit));
      memory.title = run.retention ? `At the geometric mean of its ${run.retention} gate. ${DIRECT_PATH}` : "";
    },
  };
}
