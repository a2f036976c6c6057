// The values under the pointer, in both panels at once.

function drawCrosshair(model, state, scales, theme) {
  if (state.hover === null) return null;
  const x = scales.xAt(state.hover);
  if (x < scales.rect.left - 1 || x > scales.rect.right + 1) return null;
  return drawn("line", { x1: short(x), x2: short(x), y1: scales.rect.top, y2: scales.rect.bottom, stroke: rgb(theme.muted), "stroke-width": 1, "pointer-events": "none" });
}

function valueAt(model, group, state, kind, index) {
  if (kind === "one") return index < model.testAt ? NaN : oneStepOf(group, false).middle[index - model.testAt];
  return freeRunOf(model, group, state, false).middle[index - model.starts[state.at]];
}

function updateReadout(panel, model, state, scales, theme, width) {
  const { tooltip } = panel;
  const shown = state.hover !== null && state.hoverPanel === panel.kind && !state.dragging;
  tooltip.classList.toggle("shown", shown);
  if (!shown) return;
  const rows = [["truth", model.truth[state.hover], model.palette.truth]];
  for (const group of shownGroups(model, state)) {
    const value = valueAt(model, group, state, panel.kind, state.hover);
    if (value !== undefined) rows.push([group.label, value, groupColour(group, theme)]);
  }
  const table = build("table", {}, build("caption", {}, placeName(model, state.hover)));
  for (const [label, value, colour] of rows) {
    if (!Number.isFinite(value)) continue;
    const dot = build("i", { class: "dot" });
    dot.style.background = colour;
    table.append(build("tr", {}, build("td", {}, dot, label), build("td", {}, formatNumber(value))));
  }
  tooltip.replaceChildren(table);
  const x = scales.xAt(state.hover);
  const own = tooltip.offsetWidth;
  const left = x + 14 + own <= width ? x + 14 : x - 14 - own;
  tooltip.style.left = `${Math.max(0, Math.min(width - own, left))}px`;
}
