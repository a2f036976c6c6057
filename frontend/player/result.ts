// What comes out of the equation: a number beside its truth, or the most probable classes.

import { element, setAttribute, setText } from "../shared/elements.ts";
import { formatData, formatShare } from "../shared/numbers.ts";
import { answerAt, probabilityOf } from "./answers.ts";
import { SHORT_CLASS, createClassList } from "./class_list.ts";
import { PREDICTION_KEY } from "./products_panel.ts";
import { shortSymbol } from "./symbol_text.ts";

export function createResult(actions) {
  const value = element("span", { class: "prediction-value", "data-role": "prediction" });
  const classes = createClassList();
  const truth = element("span", { class: "truth-value", "data-role": "truth" });
  const name = element("span", { class: "prediction-name" }, "prediction");
  const button = element("button", { type: "button", class: "prediction" }, name, value, classes.root);
  const root = element("div", { class: "result" }, element("span", { class: "arrow", "aria-hidden": "true" }, "→"),
    element("div", { class: "result-values" }, button, truth));
  let [run, model] = [null, null];
  button.onclick = () => actions.openProducts(run, PREDICTION_KEY);

  function classTruth(step) {
    const answer = answerAt(model.sequence, step);
    if (!answer.asked) return model.typed ? "" : "no answer expected at this step";
    const share = probabilityOf(run, step, answer.index);
    return `${model.nextTyped ? "typed next" : "right"}: ${shortSymbol(answer.name, SHORT_CLASS)}${Number.isFinite(share) ? ` (${formatShare(share)})` : ""}`;
  }

  function numberTruth(step, decimals) {
    const target = model.target[step];
    if (!Number.isFinite(target) && model.typed) return "";
    if (!Number.isFinite(target) && model.asksLast) return "no target in training";
    if (!Number.isFinite(target) && model.judgesFew) return "no answer expected at this step";
    return `${model.nextTyped ? "typed next" : "truth"} ${formatData(target, decimals, model.sequence.unit)}`;
  }

  return {
    root,
    load(nextModel, nextRun) {
      [model, run] = [nextModel, nextRun];
      root.hidden = !run.probabilities && !run.prediction;
      value.hidden = Boolean(run.probabilities);
      root.classList.toggle("classifies", Boolean(run.probabilities));
      setText(name, run.probabilities ? "most probable" : "prediction");
      button.disabled = !run.readout;
      button.title = run.readout ? "Show the products inside the prediction" : "";
      classes.load(run, model.sequence);
    },
    show(step, decimals, open) {
      if (root.hidden) return;
      setAttribute(button, "aria-expanded", String(open));
      if (run.probabilities) {
        classes.show(run, model.sequence, step);
        setText(truth, classTruth(step));
      } else {
        setText(value, formatData(run.prediction[step], decimals, model.sequence.unit));
        setText(truth, numberTruth(step, decimals));
      }
    },
  };
}
