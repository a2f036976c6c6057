// The sequence as a line: input and truth, the predictions of the next value, the cursor.

const TRACK = { left: 46, right: 14, top: 20, bottom: 24 };

function finiteRange(lists) {
  let [low, high] = [Infinity, -Infinity];
  for (const list of lists) {
    for (const value of list) {
      if (!Number.isFinite(value)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  if (low > high) return [0, 1];
  const margin = (high - low) * 0.06 || Math.abs(high) * 0.1 || 1;
  return [low - margin, high + margin];
}

// Where the truth is simply the next input, one line says both.
function targetIsNextValue(model) {
  const tolerance = 1e-4 * (Math.max(...finiteRange([model.value]).map(Math.abs)) + 1e-9);
  for (let t = 0; t + 1 < model.steps; t += 1) {
    const target = model.target[t];
    if (Number.isFinite(target) && Math.abs(target - model.value[t + 1]) > tolerance) return false;
  }
  return true;
}

function pathOf(values, xAt, yAt, from) {
  const path = new Path2D();
  let open = false;
  values.forEach((value, k) => {
    if (!Number.isFinite(value)) {
      open = false;
    } else if (open) {
      path.lineTo(xAt(k + from), yAt(value));
    } else {
      path.moveTo(xAt(k + from), yAt(value));
      open = true;
    }
  });
  return path;
}

function drawTrackAxes(context, plot, theme) {
  const { model, width, height, low, high, xAt, yAt } = plot;
  const { sequence, steps } = model;
  context.font = `11px ${theme.font}`;
  context.lineWidth = 1;
  context.textBaseline = "middle";
  context.textAlign = "right";
  const valueStep = niceStep(high - low, 3);
  for (const tick of niceTicks(low, high, 3)) {
    context.strokeStyle = theme.faint(0.1);
    const y = Math.round(yAt(tick)) + 0.5;
    context.beginPath();
    context.moveTo(TRACK.left, y);
    context.lineTo(width - TRACK.right, y);
    context.stroke();
    context.fillStyle = theme.muted;
    context.fillText(formatTick(tick, valueStep), TRACK.left - 6, y);
  }
  context.textAlign = "left";
  context.fillText(axisName(sequence.value_name, sequence.unit), 8, 9);
  context.textBaseline = "alphabetic";
  const name = sequence.step_name || "step";
  const nameWidth = context.measureText(name).width;
  context.textAlign = "right";
  context.fillText(name, width - TRACK.right, height - 6);
  context.textAlign = "center";
  const stepStep = Math.max(1, niceStep(Math.max(1, steps - 1), Math.max(2, (width - 60) / 90)));
  for (let t = 0; t < steps; t += stepStep) {
    const text = stepLabel(sequence, t) || String(t);
    const half = context.measureText(text).width / 2;
    if (xAt(t) + half > width - TRACK.right - nameWidth - 10) break;
    context.fillText(text, Math.max(xAt(t), half + 2), height - 6);
  }
}

function strokePrediction(context, path, run, theme) {
  context.strokeStyle = theme.cellColour(run.cell);
  context.setLineDash(DASHES[run.dash]);
  context.stroke(path);
  context.setLineDash([]);
}

function drawTrackSeries(context, plot, theme) {
  context.lineJoin = "round";
  context.lineWidth = 1.6;
  context.strokeStyle = theme.truth;
  context.stroke(plot.series);
  if (plot.truth) {
    context.setLineDash([4, 3]);
    context.stroke(plot.truth);
    context.setLineDash([]);
  }
  context.lineWidth = 1.2;
  context.globalAlpha = 0.28;
  plot.predictions.forEach((path, k) => {
    strokePrediction(context, path, plot.model.runs[k], theme);
  });
  context.globalAlpha = 1;
}

function dot(context, x, y, radius, fill, ring) {
  if (!Number.isFinite(y)) return;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = fill;
  context.fill();
  context.lineWidth = 1.5;
  context.strokeStyle = ring;
  context.stroke();
}

function drawTrackMoment(context, plot, theme, step) {
  const { model, height, xAt, yAt } = plot;
  const x = xAt(step);
  context.save();
  context.beginPath();
  context.rect(0, 0, xAt(step + 1), height);
  context.clip();
  context.lineWidth = 2;
  context.lineJoin = "round";
  plot.predictions.forEach((path, k) => {
    strokePrediction(context, path, model.runs[k], theme);
  });
  context.restore();
  context.fillStyle = theme.text;
  context.fillRect(Math.round(x) - 0.5, TRACK.top - 4, 1, height - TRACK.top - TRACK.bottom + 8);
  const next = xAt(step + 1);
  dot(context, next, yAt(model.target[step]), 4, theme.panel, theme.truth);
  model.runs.forEach((run) => {
    dot(context, next, yAt(run.prediction[step]), 4.5, theme.cellColour(run.cell), theme.panel);
  });
  dot(context, x, yAt(model.value[step]), 4.5, theme.text, theme.panel);
}

function layoutTrack(model, width, height) {
  const [low, high] = finiteRange([model.value, model.target, ...model.runs.map((run) => run.prediction)]);
  // The last prediction stands one step behind the last input.
  const xAt = (t) => TRACK.left + (t / model.steps) * (width - TRACK.left - TRACK.right);
  const yAt = (v) => height - TRACK.bottom - ((v - low) / (high - low)) * (height - TRACK.top - TRACK.bottom);
  const joined = targetIsNextValue(model);
  const series = Float32Array.from({ length: model.steps + 1 }, (_, t) => (
    t < model.steps ? model.value[t] : joined ? model.target[t - 1] : NaN));
  return {
    model, width, height, low, high, xAt, yAt, joined,
    series: pathOf(series, xAt, yAt, 0),
    truth: joined ? null : pathOf(model.target, xAt, yAt, 1),
    predictions: model.runs.map((run) => pathOf(run.prediction, xAt, yAt, 1)),
  };
}

function trackLegend(model, joined) {
  const entry = (kind, text, run) => {
    const node = element("span", { class: `key ${kind}` }, text);
    if (run) {
      node.style.setProperty("--cell", `var(--run-${run.index})`);
      node.dataset.dash = String(run.dash);
    }
    return node;
  };
  const entries = joined ? [entry("truth", "input and truth")]
    : [entry("truth", "input"), entry("truth dashed", "truth")];
  if (model.runs.length > 1) entries.push(element("span", {}, "predictions of the next value:"));
  for (const run of model.runs) {
    entries.push(entry("run", model.runs.length === 1 ? "prediction of the next value" : run.label, run));
  }
  return entries;
}

function createTrack(actions) {
  const base = element("canvas", { "data-role": "track", role: "img" });
  const over = element("canvas", { "aria-hidden": "true", class: "over" });
  const stack = element("div", { class: "stack track-stack" }, base, over);
  const legend = element("div", { class: "keys" });
  const root = element("div", { class: "panel track" }, stack, legend);
  let [model, theme, plot, dragging] = [null, null, null, false];

  function stepAt(event) {
    const x = event.clientX - over.getBoundingClientRect().left - TRACK.left;
    const step = Math.round((x / (plot.width - TRACK.left - TRACK.right)) * model.steps);
    return Math.max(0, Math.min(model.steps - 1, step));
  }
  over.onpointerdown = (event) => {
    if (event.button !== 0) return;
    dragging = true;
    over.setPointerCapture(event.pointerId);
    actions.goTo(stepAt(event));
  };
  over.onpointermove = (event) => { if (dragging) actions.goTo(stepAt(event)); };
  over.onpointerup = over.onpointercancel = () => { dragging = false; };

  return {
    root,
    load(next) {
      model = next;
      legend.replaceChildren(...trackLegend(model, targetIsNextValue(model)));
      const { sequence } = model;
      const [low, high] = finiteRange([model.value]);
      const decimals = decimalsFor(low, high);
      setAttribute(base, "aria-label", `${axisName(sequence.value_name, sequence.unit)} over ${model.steps} `
        + `${model.steps === 1 ? "step" : "steps"}, between ${formatData(low, decimals)} and ${formatData(high, decimals)}, `
        + `with the next value as predicted by ${model.runs.map((run) => run.label).join(", ")}`);
    },
    resize(width, nextTheme) {
      theme = nextTheme;
      const inner = Math.max(200, width - 4);
      plot = layoutTrack(model, inner, inner < 560 ? 116 : 138);
      const context = sizeCanvas(base, plot.width, plot.height);
      drawTrackAxes(context, plot, theme);
      drawTrackSeries(context, plot, theme);
    },
    show(state) {
      drawTrackMoment(sizeCanvas(over, plot.width, plot.height), plot, theme, state.step);
    },
  };
}
