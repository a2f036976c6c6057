// The columns of an equation on a canvas: one strip a unit, the row pointed at, and the wires
// that carry a state to the next step.

import { scaleIndex } from "../colour.ts";
import { functionOf } from "./model.ts";

export const STRIPS = { columnWidth: 72, wire: 24 };

export function equationLayout(run, width, tallest) {
  const narrow = width < 560;
  const gutter = narrow ? 24 : 44;
  const resultWidth = narrow ? 0 : run.probabilities ? 236 : 148;
  const weights = run.parts.map((part) => {
    if (part.values) return 1;
    return functionOf(part.operator) ? (narrow ? 0.95 : 1.05) : 0.6;
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const size = Math.min(STRIPS.columnWidth, (width - gutter - resultWidth - 4) / total);
  const pitch = Math.min(run.units <= 6 ? 24 : 17, tallest / run.units);
  let x = gutter;
  const parts = run.parts.map((part, k) => {
    const box = { part, x, width: size * weights[k], middle: x + (size * weights[k]) / 2 };
    x += box.width;
    return box;
  });
  const columns = parts.filter((box) => box.part.values);
  const height = pitch * run.units;
  return { run, narrow, gutter, parts, columns, pitch, height, size, right: x, top: 4, wires: findWires(columns) };
}

// A column "previous" is fed by the column of the same source, one step later.
function findWires(columns) {
  const wires = [];
  for (const to of columns) {
    const source = to.part.transform === "previous" ? to.part.source : to.part.affine === "hidden" ? "hidden" : "";
    const from = columns.find((box) => source && box.part.source === source && !box.part.transform);
    if (from) wires.push({ from: from.middle, to: to.middle });
  }
  return wires;
}

// 0..255, the colour's place on its scale; no number is drawn as nothing.
export function shadeOf(column, value) {
  if (!Number.isFinite(value)) return column.scale === "state" ? 128 : 0;
  return scaleIndex(column.scale, value, column.limit);
}

export function shadesAt(run, step) {
  const shades = new Float32Array(run.columns.length * run.units);
  run.columns.forEach((column, c) => {
    for (let u = 0; u < run.units; u += 1) {
      shades[c * run.units + u] = shadeOf(column, column.values[step * run.units + u]);
    }
  });
  return shades;
}

// Edges on whole device pixels keep thin strips even; the gap goes when there is no room for it.
function rowEdges(layout, ratio, row) {
  const { top, pitch } = layout;
  const from = Math.round((top + row * pitch) * ratio);
  const to = Math.round((top + (row + 1) * pitch) * ratio);
  const gap = to - from >= 3 ? Math.max(1, Math.round(pitch * ratio * 0.14)) : 0;
  return [from / ratio, (to - from - gap) / ratio];
}

export function drawStrips(context, layout, theme, order, shades, ratio) {
  const { run, columns } = layout;
  columns.forEach((box, c) => {
    const css = theme.cssScales[box.part.scale] || theme.cssScales.state;
    context.fillStyle = theme.faint(0.045);
    context.fillRect(box.x, layout.top, box.width, layout.height);
    order.forEach((unit, row) => {
      const [y, height] = rowEdges(layout, ratio, row);
      context.fillStyle = css[Math.round(shades[c * run.units + unit])];
      context.fillRect(box.x, y, box.width, height);
    });
  });
}

export function drawUnitLabels(context, layout, theme, order, active) {
  const every = Math.max(1, Math.ceil(11 / layout.pitch));
  const activeRow = order.indexOf(active);
  context.textAlign = "right";
  context.textBaseline = "middle";
  order.forEach((unit, row) => {
    const near = Math.abs(row - activeRow) * layout.pitch < 11;
    if (row !== activeRow && (row % every !== 0 || near)) return;
    const small = layout.narrow ? 9 : 10.5;
    context.font = row === activeRow ? `600 ${small + 1}px ${theme.font}` : `${small}px ${theme.font}`;
    context.fillStyle = row === activeRow ? theme.text : theme.muted;
    context.fillText(String(unit), layout.gutter - 7, layout.top + (row + 0.46) * layout.pitch);
  });
}

export function drawRowMark(context, layout, theme, row, pinned) {
  if (row < 0) return;
  const height = Math.max(6, layout.pitch + 1.5);
  const y = layout.top + (row + 0.44) * layout.pitch - height / 2;
  context.strokeStyle = theme.text;
  context.lineWidth = pinned ? 2 : 1.2;
  context.beginPath();
  context.roundRect(layout.gutter - 4, y, layout.right - layout.gutter + 8, height, 3);
  context.stroke();
}

function wirePath(layout, wire) {
  const top = layout.top + layout.height + 3;
  const low = top + 11;
  return [[wire.from, top], [wire.from, low], [wire.to, low], [wire.to, top + 2]];
}

export function pointAlong(points, share) {
  const lengths = points.slice(1).map(([x, y], k) => Math.abs(x - points[k][0]) + Math.abs(y - points[k][1]));
  let left = share * lengths.reduce((sum, length) => sum + length, 0);
  for (let k = 0; k < lengths.length; k += 1) {
    if (left <= lengths[k] && lengths[k] > 0) {
      const part = left / lengths[k];
      return points[k].map((value, axis) => value + (points[k + 1][axis] - value) * part);
    }
    left -= lengths[k];
  }
  return points[points.length - 1];
}

// On the wire where it is long enough, else left of its end.
function drawWireLabel(context, theme, text, wire, y) {
  const half = context.measureText(text).width / 2 + 6;
  const fits = wire.from - wire.to > 2 * half + 16;
  const middle = fits ? (wire.from + wire.to) / 2 : wire.to - half - 6;
  context.fillStyle = theme.panel;
  context.fillRect(middle - half, y - 5, 2 * half, 10);
  context.fillStyle = theme.muted;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(text, middle, y);
}

// The wire says where the left column comes from; a dot runs along it when time moves on.
export function drawWires(context, layout, theme, pulse) {
  for (const wire of layout.wires) {
    const points = wirePath(layout, wire);
    context.strokeStyle = context.fillStyle = theme.faint(0.42);
    context.lineWidth = 1.2;
    context.beginPath();
    context.moveTo(...points[0]);
    context.arcTo(...points[1], ...points[2], 5);
    context.arcTo(...points[2], ...points[3], 5);
    context.lineTo(...points[3]);
    context.stroke();
    const [x, y] = points[3];
    context.beginPath();
    context.moveTo(x, y - 3);
    context.lineTo(x - 3.5, y + 3);
    context.lineTo(x + 3.5, y + 3);
    context.fill();
    const place = layout.run.reverse ? "to the step on the left" : "to the next step";
    const text = layout.narrow ? place : `carried ${place}`;
    context.font = `${layout.narrow ? 10 : 11}px ${theme.font}`;
    drawWireLabel(context, theme, text, wire, points[1][1]);
    if (pulse !== null) {
      const [px, py] = pointAlong(points, pulse);
      context.fillStyle = theme.text;
      context.beginPath();
      context.arc(px, py, 3.5, 0, 2 * Math.PI);
      context.fill();
    }
  }
}
