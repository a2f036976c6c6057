// The list of products inside one gate, largest first, adding up to the value shown.

import { element, iconButton, setText } from "../shared/elements.ts";
import { formatData, formatScaled, formatSigned } from "../shared/numbers.ts";
import { SHORT_CLASS } from "./class_list.ts";
import { blockOf, blockProducts, readoutProducts, shortenTerms } from "./products.ts";
import { quotedSymbol } from "./symbol_text.ts";

const MOST_PRODUCTS = 8;
export const PREDICTION_KEY = "prediction";

export function createProductsPanel(actions) {
  const title = element("h4");
  const close = iconButton("close", "Close the products");
  const hint = element("p", { class: "hint" });
  const list = element("ol", { class: "products-list" });
  const sum = element("p", { class: "total", "data-role": "products-sum" });
  const result = element("p", { class: "total", "data-role": "products-result" });
  const root = element("aside", { class: "products", "data-role": "products", hidden: "" },
    element("div", { class: "products-head" }, title, close), hint, list, sum, result);
  const rows = Array.from({ length: MOST_PRODUCTS + 4 }, () => productRow());
  list.append(...rows.map((row) => row.root));
  let [model, run] = [null, null];

  function showRow(row, term, largest, theme) {
    row.root.hidden = false;
    setText(row.name, term.name);
    setText(row.factors, term.factors.map((factor, k) => (
      term.gated && k === 0 ? factor.toFixed(3) : formatSigned(factor))).join(" × "));
    setText(row.value, formatSigned(term.value));
    row.root.dataset.value = String(term.value);
    row.bar.style.width = `${largest > 0 ? Math.min(100, (100 * Math.abs(term.value)) / largest) : 0}%`;
    row.bar.style.background = theme.cssScales.state[term.value < 0 ? 64 : 192];
  }

  function resultText(products, column, shown) {
    const { sum: total, activation, result: value } = products;
    const symbol = `${column.symbol} = `;
    if (activation) return `${symbol}${activation}(${formatSigned(total)}) = ${formatScaled(value, shown)}`;
    return `${symbol}${formatScaled(value, shown)}`;
  }

  // The network speaks in normalised units: of the value itself, or of the change to it.
  function predictionText(total, value, decimals, step) {
    const { scale, offset, offsetName } = run.readout;
    const back = `${formatSigned(total)} × ${scale.toFixed(3)} (scale) + ${offset[step].toFixed(3)} (${offsetName})`;
    return `prediction = ${back} = ${formatData(value, decimals, model.sequence.unit)}`;
  }

  // Headline, hint, sum and result of the list inside the prediction.
  function readoutTexts(products, decimals, step) {
    const reads = "weight × h of this step";
    if (!run.probabilities) {
      return ["inside the prediction", reads, `sum = ${formatSigned(products.sum)}`,
        predictionText(products.sum, products.result, decimals, step)];
    }
    const { classes } = model.sequence;
    const score = `score of ${quotedSymbol(classes[products.output], SHORT_CLASS)}`;
    return [`inside the ${score}`, `${reads}; softmax turns the scores of all ${classes.length} classes into probabilities`,
      `${score} = ${formatSigned(products.sum)}`, `softmax → ${products.result.toFixed(3)}`];
  }

  function blockTexts(products, column, unit) {
    const single = run.blocks.length === 1;
    const before = run.reverse ? "h of the step on the right" : "h of the step before";
    return [single ? `inside the sum, unit ${unit}` : `inside ${column.symbol}, unit ${unit}`,
      products.reset === null ? `weight × input, or ${before}` : `weight × input, or reset gate × weight × ${before}`,
      `sum = ${formatSigned(products.sum)}`,
      single ? resultText(products, run.columns[run.columns.length - 1], "state") : resultText(products, column, column.scale)];
  }

  close.onclick = () => actions.openProducts(run, null);

  return {
    root,
    load(nextModel, nextRun) { [model, run] = [nextModel, nextRun]; },
    show({ key, step, unit, theme, decimals }) {
      root.hidden = !key;
      if (!key) return;
      const readout = key === PREDICTION_KEY;
      const column = readout ? null : run.columns.find((c) => c.key === key);
      const products = readout ? readoutProducts(run, step) : blockProducts(run, blockOf(run, column), step, unit);
      if (!products) {
        actions.needProducts(run, unit);
        setText(title, `unit ${unit}: fetching its weights …`);
        for (const row of rows) row.root.hidden = true;
        for (const text of [hint, sum, result]) setText(text, "");
        return;
      }
      const [head, reads, total, outcome] = readout
        ? readoutTexts(products, decimals, step) : blockTexts(products, column, unit);
      const { shown, others } = shortenTerms(products.terms, MOST_PRODUCTS);
      const lines = others ? [...shown, { name: `${others.count} others`, factors: [], value: others.value }] : [...shown];
      lines.push(...products.biases);
      const largest = Math.max(...lines.map((line) => Math.abs(line.value)));
      rows.forEach((row, k) => {
        if (k < lines.length) showRow(row, lines[k], largest, theme);
        else row.root.hidden = true;
      });
      setText(title, head);
      setText(hint, reads);
      setText(sum, total);
      setText(result, outcome);
      sum.dataset.value = String(products.sum);
      result.dataset.value = String(products.result);
    },
  };
}

function productRow() {
  const bar = element("span", { class: "bar", "aria-hidden": "true" });
  const name = element("span", { class: "name" });
  const factors = element("span", { class: "factors" });
  const value = element("span", { class: "value" });
  const root = element("li", { "data-role": "product", hidden: "" }, bar, name, factors, value);
  return { root, bar, name, factors, value };
}
