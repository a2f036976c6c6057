// The symbols that are read, one cell each, in as many lines as they need: coloured by what a
// unit holds after reading them, with the probabilities of the right answers below.

import { shadeOf } from "../shared/colour.ts";
import { element, setAttribute } from "../shared/elements.ts";
import { formatShare } from "../shared/numbers.ts";
import { answerAt, judgedRuns, rightProbabilities } from "./answers.ts";
import { barLayers } from "./bars.ts";
import { sourceLimit, stepLabel } from "./model.ts";
import { hasShape, quotedSymbol, shortSymbol } from "./symbol_text.ts";

const BARS = { height: 18, gap: 4 };
const SHORT_SYMBOL = 14;

function symbolTitle(model, runs, chances, step) {
  const { sequence } = model;
  const answer = answerAt(sequence, step);
  const read = `step ${step}: ${quotedSymbol(stepLabel(sequence, step), 80)}`;
  if (!answer.asked) return read;
  const shares = runs.map((run, k) => `${run.label}: ${formatShare(chances[k][step])}`);
  return [`${read}; right: ${quotedSymbol(answer.name, 80)}`, ...shares].join("\n");
}

function createSymbolCell(sequence, step) {
  const label = stepLabel(sequence, step);
  const glyph = element("bdi", { class: "glyph" }, shortSymbol(label, SHORT_SYMBOL));
  glyph.classList.toggle("stand-in", !hasShape(label));
  const bars = element("span", { class: "bars", "aria-hidden": "true" });
  const root = element("span", { class: "cell", "data-role": "symbol", "data-step": step }, glyph, bars);
  return { root, glyph, bars };
}

// A line on which nothing is asked needs no room for bars.
function showBars(cell, layers) {
  cell.bars.hidden = layers.image.length === 0;
  cell.bars.style.backgroundImage = layers.image.join(", ");
  cell.bars.style.backgroundPosition = layers.position.join(", ");
  cell.bars.style.backgroundSize = layers.size.join(", ");
}

// The cell at a place: that of the nearest line, and in it the nearest.
function nearestCell(boxes, x, y) {
  const away = (from, size, at) => Math.max(from - at, at - from - size, 0);
  let [best, found] = [Infinity, 0];
  boxes.forEach((box, k) => {
    const distance = away(box.top, box.height, y) * 1e4 + away(box.left, box.width, x);
    if (distance < best) [best, found] = [distance, k];
  });
  return found;
}

export function createSymbolRow(actions) {
  const root = element("div", { class: "symbols", role: "group", "data-role": "symbols" });
  let [model, theme, cells, boxes, read, painted, current] = [null, null, [], [], "", "", null];
  let [dragging, scrolled, visible, total] = [false, 0, 0, 0];

  function cellAt(event) {
    const box = root.getBoundingClientRect();
    return nearestCell(boxes, event.clientX - box.left, event.clientY - box.top + root.scrollTop);
  }
  root.onpointerdown = (event) => {
    // A press on the scroll bar is none on a symbol.
    if (event.button !== 0 || event.offsetX > root.clientWidth) return;
    dragging = true;
    root.setPointerCapture(event.pointerId);
    actions.goTo(cellAt(event));
  };
  root.onpointermove = (event) => { if (dragging) actions.goTo(cellAt(event)); };
  root.onpointerup = root.onpointercancel = () => { dragging = false; };
  root.onscroll = () => {
    scrolled = root.scrollTop;
    showMore();
  };

  // A fading edge says that there is more beyond it.
  function showMore() {
    root.classList.toggle("more-above", visible > 0 && scrolled > 4);
    root.classList.toggle("more-below", visible > 0 && scrolled + visible < total - 4);
  }

  function loadCells() {
    const { sequence, steps } = model;
    const text = JSON.stringify([steps, sequence.step_labels]);
    if (text === read) return;
    read = text;
    cells = Array.from({ length: steps }, (_, t) => createSymbolCell(sequence, t));
    root.replaceChildren(...cells.map((cell) => cell.root));
    const longest = Math.max(...cells.map((cell) => Array.from(cell.glyph.textContent).length));
    root.classList.toggle("words", longest > 2);
    current = null;
  }

  // Colours change with the unit and not with the step, so stepping paints none of them.
  function paint(run, unit) {
    const key = `${run.index}/${unit}`;
    if (key === painted) return;
    painted = key;
    const column = { scale: "state", limit: sourceLimit(run, "hidden") };
    const looks = theme.stateCells();
    cells.forEach((cell, t) => {
      const shade = shadeOf(column, run.sources.hidden[t * run.units + unit]);
      cell.glyph.style.backgroundColor = looks[shade].ground;
      cell.glyph.style.color = looks[shade].text;
    });
  }

  function keepInSight(box) {
    if (!box || visible === 0 || (box.top >= scrolled && box.top + box.height <= scrolled + visible)) return;
    scrolled = Math.max(0, Math.min(total - visible, box.top - visible / 2 + box.height / 2));
    root.scrollTop = scrolled;
    showMore();
  }

  return {
    root,
    load(next) {
      model = next;
      root.hidden = model.sequence.kind !== "symbols";
      if (root.hidden) return;
      loadCells();
      painted = "";
      const runs = judgedRuns(model);
      const chances = runs.map((run) => rightProbabilities(model, run));
      root.style.setProperty("--bars", runs.length ? `${BARS.height + BARS.gap}px` : "0px");
      cells.forEach((cell, t) => {
        showBars(cell, barLayers(chances.map((list) => list[t]), runs, BARS.height));
        cell.root.title = symbolTitle(model, runs, chances, t);
      });
      setAttribute(root, "aria-label", `${model.steps} ${model.steps === 1 ? "symbol" : "symbols"} read; click one to go to its step`);
    },
    resize(width, nextTheme) {
      if (root.hidden) return;
      theme = nextTheme;
      painted = "";
      const wide = root.classList.contains("words") ? 92 : 38;
      root.classList.toggle("large", model.steps * wide <= width);
      boxes = cells.map(({ root: node }) => ({
        left: node.offsetLeft, top: node.offsetTop, width: node.offsetWidth, height: node.offsetHeight,
      }));
      total = root.scrollHeight;
      visible = total > root.clientHeight + 1 ? root.clientHeight : 0;
      scrolled = root.scrollTop;
      showMore();
      keepInSight(boxes[cells.indexOf(current)]);
    },
    show(step, run, unit) {
      if (root.hidden) return;
      paint(run, unit);
      const cell = cells[step];
      if (cell === current) return;
      if (current) current.root.removeAttribute("aria-current");
      cell.root.setAttribute("aria-current", "step");
      current = cell;
      if (!dragging) keepInSight(boxes[step]);
    },
  };
}
