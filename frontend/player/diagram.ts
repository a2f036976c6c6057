// The wiring diagram of one run: the same vectors as in the equation, on the textbooks' wires.

import { shadeOf } from "../shared/colour.ts";
import { element, setAttribute, setText } from "../shared/elements.ts";
import { formatScaled, formatSigned } from "../shared/numbers.ts";
import { STRIP, diagramColumn, diagramOf } from "./diagram_layouts.ts";
import { runTitle } from "./model.ts";
import { columnName } from "./sentence.ts";
import { pointAlong } from "./strips.ts";

export const SVG_SPACE = "http://www.w3.org/2000/svg";
const FLOW_MS = 340;

export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS(SVG_SPACE, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

function svgSymbol(column, x, y) {
  const sub = column.subscript ? svg("tspan", { class: "d-sub", dy: "4" }, column.subscript.replace("-", "−")) : "";
  return svg("text", { class: "d-symbol", x, y }, column.symbol.replace("-", "−"), sub);
}

function wirePathText(points) {
  return points.map(([x, y], k) => `${k ? "L" : "M"}${x} ${y}`).join("");
}

function createVector(box, column, actions, run) {
  const left = box.x - STRIP.width / 2;
  const top = box.y - STRIP.height / 2;
  const pitch = STRIP.height / column.size;
  const cells = Array.from({ length: column.size }, (_, row) => svg("rect", {
    x: left, y: (top + row * pitch).toFixed(2), width: STRIP.width, height: Math.max(0.5, pitch > 3 ? pitch - 0.8 : pitch).toFixed(2),
  }));
  const mark = svg("rect", { class: "d-mark", x: left - 2.5, width: STRIP.width + 5, rx: 2, height: Math.max(4, pitch + 1).toFixed(2) });
  const value = svg("text", { class: "d-value", x: box.x + 18, y: box.y + STRIP.height / 2 - 2, "data-column": column.key });
  const root = svg("g", { class: "d-vector", "data-vector": column.key },
    svg("title", {}, columnName(column)),
    svg("rect", { class: "d-back", x: left - 3, y: top - 3, width: STRIP.width + 6, height: STRIP.height + 6, rx: 4 }),
    ...cells, mark, svgSymbol(column, box.x + 18, top + 11), value);
  const entry = { box, column, cells, mark, value, top, pitch, root, order: [] };
  if (column.key === "network_input") mark.setAttribute("visibility", "hidden");
  else {
    const unitAt = (event) => {
      const area = cells[0].getBoundingClientRect();
      const end = cells[cells.length - 1].getBoundingClientRect();
      const row = Math.floor(((event.clientY - area.top) / (end.bottom - area.top)) * cells.length);
      return entry.order[Math.max(0, Math.min(cells.length - 1, row))];
    };
    root.onpointermove = (event) => { if (event.pointerType === "mouse") actions.hover(run, unitAt(event)); };
    root.onpointerleave = () => actions.hover(run, null);
    root.onclick = (event) => actions.togglePin(run, unitAt(event));
  }
  return entry;
}

export function createDiagram(actions) {
  const root = element("div", { class: "diagram", "data-role": "diagram", tabindex: "0", role: "group" });
  const stack = element("p", { class: "stack-map", "data-role": "stack-map" });
  const picture = svg("svg", { role: "img" });
  root.append(stack, picture);
  let [run, theme, vectors, wires, flows, known, shown, flight] = [null, null, [], [], null, "", {}, null];

  // Which part of a network of several layers this is: its encoder or its decoder, say.
  function showStack() {
    const names = run.layer_names || [];
    stack.hidden = names.length < 2;
    stack.replaceChildren(...[...names, "readout"].flatMap((name, k) => {
      const chip = element("span", { class: "stack-chip" }, name.replace(/\.l(\d+)/, " $1").replace("_reverse", ", right to left"));
      if (name === run.layer) chip.setAttribute("aria-current", "true");
      return k ? [element("span", { class: "stack-arrow", "aria-hidden": "true" }, "→"), chip] : [chip];
    }));
  }

  function build() {
    const plan = diagramOf(run);
    picture.setAttribute("viewBox", `0 0 ${plan.width} ${plan.height}`);
    wires = plan.wires.map(([from, points]) => ({ from, points, node: svg("path", { class: "d-wire", d: wirePathText(points), "marker-end": "url(#d-arrow)" }) }));
    vectors = plan.vectors.map((box) => createVector(box, diagramColumn(run, box), actions, run));
    flows = svg("g", { class: "d-flows", "aria-hidden": "true" });
    const arrow = svg("marker", { id: "d-arrow", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto" },
      svg("path", { class: "d-head", d: "M0 0L8 4L0 8z" }));
    picture.replaceChildren(svg("defs", {}, arrow), ...wires.map((wire) => wire.node),
      ...plan.pills.map(([text, x, y]) => {
        const half = Math.max(26, text.length * 4.6 + 5);
        return svg("g", { class: "d-pill" }, svg("rect", { x: x - half, y: y - 13, width: 2 * half, height: 26, rx: 6 }),
          svg("text", { x, y: y + 4.5, "text-anchor": "middle" }, text));
      }),
      ...plan.operators.map(([sign, x, y]) => svg("g", { class: "d-operator" }, svg("circle", { cx: x, cy: y, r: 13 }),
        svg("text", { x, y: y + 6, "text-anchor": "middle" }, sign))),
      ...plan.ends.map(([text, x, y]) => svg("text", { class: "d-end", x, y, "text-anchor": "end" }, run.reverse ? text.replace("next step", "step on the left") : text)),
      ...vectors.map((entry) => entry.root), flows);
  }

  function colourOf(entry, unit, step) {
    const shade = shadeOf(entry.column, entry.column.values[step * entry.column.size + unit]);
    return (theme.cssScales[entry.column.scale] || theme.cssScales.state)[shade];
  }

  // The value of the marked unit runs along every wire, in its colour.
  function flow(step, unit) {
    cancelAnimationFrame(flight);
    const running = wires.map((wire) => {
      const entry = vectors.find((one) => one.box.key === wire.from);
      if (!entry || entry.column.size !== run.units) return null;
      const dot = svg("circle", { r: 5, class: "d-dot" });
      dot.style.fill = colourOf(entry, unit, step);
      return { dot, points: wire.points };
    }).filter(Boolean);
    flows.replaceChildren(...running.map((one) => one.dot));
    const begin = performance.now();
    const frame = (now) => {
      const share = Math.max(0, Math.min(1, (now - begin) / FLOW_MS));
      for (const { dot, points } of running) {
        const [x, y] = pointAlong(points, share);
        dot.setAttribute("cx", x.toFixed(1));
        dot.setAttribute("cy", y.toFixed(1));
      }
      if (share < 1 && root.isConnected) flight = requestAnimationFrame(frame);
      else flows.replaceChildren();
    };
    frame(begin);
  }

  function paint(entry, step, unit, order, moved) {
    const { column, cells } = entry;
    const units = column.size === run.units && column.key !== "network_input" ? order : cells.map((_, k) => k);
    entry.order = units;
    if (moved) {
      const css = theme.cssScales[column.scale] || theme.cssScales.state;
      units.forEach((one, row) => {
        const colour = css[shadeOf(column, column.values[step * column.size + one])];
        if (cells[row].shade !== colour) {
          cells[row].shade = colour;
          cells[row].style.fill = colour;
        }
      });
    }
    if (column.key === "network_input") {
      const single = column.size === 1;
      setText(entry.value, single ? formatSigned(column.values[step]) : "");
      return;
    }
    entry.mark.setAttribute("y", (entry.top + units.indexOf(unit) * entry.pitch - 0.8).toFixed(2));
    setText(entry.value, formatScaled(column.values[step * column.size + unit], column.scale));
  }

  return {
    root,
    load(next) {
      const about = JSON.stringify([next.id, next.cell, next.layer, next.units, next.inputs, next.reverse]);
      run = next;
      showStack();
      if (about === known) for (const entry of vectors) entry.column = diagramColumn(run, entry.box);
      else build();
      known = about;
      shown = {};
      setAttribute(root, "aria-label", `Wiring diagram of ${runTitle(run)}; scroll it sideways where it is wider than the page`);
      setAttribute(picture, "aria-label", `${runTitle(run)} as a wiring diagram: ${vectors.map(({ column }) => columnName(column)).join("; ")}. The numbers of the marked unit are given below as text.`);
    },
    theme(next) {
      theme = next;
      shown = {};
      for (const { value, column, cells } of vectors) {
        value.style.fill = theme.scaleText(column.scale) || theme.text;
        for (const cell of cells) cell.shade = "";
      }
    },
    show({ step, unit, order, motion }) {
      const moved = shown.step !== step || shown.order !== order;
      const forward = step === shown.step + (run.reverse ? -1 : 1);
      for (const entry of vectors) paint(entry, step, unit, order, moved);
      shown = { step, order };
      if (forward && motion) flow(step, unit);
    },
  };
}
