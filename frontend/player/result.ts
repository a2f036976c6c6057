// What comes out of the equation: a number beside its truth, or the most probable classes.

import { element, setAttribute, setText } from "../shared/elements.ts";
import { decimalsFor, formatData, formatShare } from "../shared/numbers.ts";
import type { TextLook } from "../shared/scene.ts";
import { paddedExtent } from "../shared/ticks.ts";
import { answerAt, probabilityOf } from "./answers.ts";
import { createClassList } from "./class_list.ts";
import { SHORT_CLASS } from "./class_ranking.ts";
import { PREDICTION_KEY } from "./products.ts";
import { shortSymbol } from "./symbol_text.ts";
import type { Actions, Model, Run } from "./types.ts";
import type { View } from "./view.ts";

/** Decimals for all values of a sequence. */
export function dataDecimals({ value, target }: Model): number {
  const [low, high] = paddedExtent([value, target]);
  return decimalsFor(low, high);
}

function classTruth(model: Model, run: Run, step: number): string {
  const answer = answerAt(model.sequence, step);
  if (!answer.asked) return model.typed ? "" : "no answer expected at this step";
  const share = probabilityOf(run, step, answer.index);
  const known = Number.isFinite(share) ? ` (${formatShare(share)})` : "";
  const name = shortSymbol(answer.name, SHORT_CLASS);
  return `${model.nextTyped ? "typed next" : "right"}: ${name}${known}`;
}

function numberTruth(model: Model, step: number, decimals: number): string {
  const target = model.target[step];
  if (!Number.isFinite(target)) {
    if (model.typed) return "";
    if (model.asksLast) return "no target in training";
    if (model.judgesFew) return "no answer expected at this step";
  }
  const text = formatData(target, decimals, model.sequence.unit);
  return `${model.nextTyped ? "typed next" : "truth"} ${text}`;
}

/** What the run at a place says after a step. */
export function createResult(actions: Actions, index: number): View {
  const value = element("span", { class: "prediction-value", "data-role": "prediction" });
  const classes = createClassList(index);
  const truth = element("span", { class: "truth-value", "data-role": "truth" });
  const name = element("span", { class: "prediction-name" });
  const attributes = { type: "button", class: "prediction" };
  const button = element("button", attributes, name, value, classes.root);
  const values = element("div", { class: "result-values" }, button, truth);
  const root = element("div", { class: "result" }, values);
  let model: Model | null = null;
  let run: Run | null = null;
  let decimals = 3;
  button.addEventListener("click", () => {
    if (run) actions.openProducts(run, PREDICTION_KEY);
  });

  const nameOf = ({ probabilities }: Run) => (probabilities ? "most probable" : "prediction");

  function truthAt(model: Model, run: Run, step: number): string {
    return run.probabilities ? classTruth(model, run, step) : numberTruth(model, step, decimals);
  }

  function valueAt(model: Model, run: Run, step: number): string {
    return run.prediction ? formatData(run.prediction[step], decimals, model.sequence.unit) : "";
  }

  return {
    root,
    load(next) {
      model = next;
      run = model.runs[index];
      decimals = dataDecimals(model);
      const classifies = run.probabilities !== null;
      root.hidden = !classifies && !run.prediction;
      value.hidden = classifies;
      root.classList.toggle("classifies", classifies);
      setText(name, nameOf(run));
      button.disabled = !run.readout;
      button.title = run.readout ? "Show the products inside the prediction" : "";
      classes.load(model);
    },
    resize(room) {
      classes.resize(room);
    },
    show(state) {
      if (root.hidden || !model || !run) return;
      setAttribute(button, "aria-expanded", state.runs[index].key === PREDICTION_KEY);
      if (run.probabilities) classes.show(state);
      else setText(value, valueAt(model, run, state.step));
      setText(truth, truthAt(model, run, state.step));
    },
    picture(pen, room, state) {
      if (!model || !run || root.hidden) return 0;
      const { theme } = room;
      const colour = theme.cellText(run.cell);
      const look: TextLook = { colour, size: 12.5, font: theme.font };
      let y = 14;
      pen?.text(nameOf(run), 0, y, look);
      if (run.probabilities) {
        y += 8;
        const tall = classes.picture?.(null, room, state) ?? 0;
        pen?.at(0, y, () => {
          classes.picture?.(pen, room, state);
        });
        y += tall;
      } else {
        y += 24;
        const strong = { ...look, size: 21, weight: 600 };
        pen?.text(valueAt(model, run, state.step), 0, y, strong);
      }
      y += 18;
      pen?.text(truthAt(model, run, state.step), 0, y, { ...look, colour: theme.muted });
      return y + 6;
    },
  };
}
