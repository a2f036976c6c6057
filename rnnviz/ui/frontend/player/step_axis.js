// What stands below a picture over time: its ends and its direction, or the symbols themselves
// where there is room for them.

const AXIS = { height: 15, font: 11 };

function endsAxis(model, run) {
  const { sequence, steps } = model;
  // One symbol says little about where a text begins; its number does.
  const text = (t) => (sequence.kind === "symbols" ? String(t + model.first) : stepText(model, t));
  const name = sequence.step_name || "step";
  const ends = steps > 1 ? [text(0), run.reverse ? `← ${name}` : `${name} →`, text(steps - 1)] : [text(0)];
  return element("div", { class: "axis" }, ...ends.map((end) => element("span", {}, end)));
}

function drawSymbolAxis(canvas, model, run, gutter, width, theme) {
  const context = sizeCanvas(canvas, gutter + width, AXIS.height);
  const pitch = width / model.steps;
  context.font = `${AXIS.font}px ${theme.font}`;
  context.textBaseline = "middle";
  context.textAlign = "center";
  context.fillStyle = theme.muted;
  context.fillText(run.reverse ? "←" : "→", gutter / 2, AXIS.height / 2);
  let written = 0;
  for (let t = 0; t < model.steps; t += 1) {
    const text = stepText(model, t);
    if (context.measureText(text).width > pitch - 1) continue;
    context.fillText(text, gutter + (t + 0.5) * pitch, AXIS.height / 2);
    written += 1;
  }
  return written;
}

function createStepAxis(model, run, gutter) {
  const ends = endsAxis(model, run);
  if (model.sequence.kind !== "symbols") return { root: ends, resize() {} };
  const canvas = element("canvas", { "aria-hidden": "true", class: "symbol-axis" });
  return {
    root: element("div", {}, canvas, ends),
    resize(width, theme) {
      canvas.hidden = drawSymbolAxis(canvas, model, run, gutter, width, theme) * 2 < model.steps;
      ends.hidden = !canvas.hidden;
    },
  };
}
