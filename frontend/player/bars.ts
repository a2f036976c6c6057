// Bars of probabilities in the runs' colours. Runs that share a colour are told apart by
// stripes, as their lines are by dashes.



const STRIPES = [null, [3, 2], [1, 2], [6, 2]]; // [painted, left out] pixels from the base up

function barImage(colour, dash) {
  const stripes = STRIPES[dash];
  if (!stripes) return `linear-gradient(${colour}, ${colour})`;
  const [on, off] = stripes;
  return `repeating-linear-gradient(to top, ${colour} 0 ${on}px, transparent ${on}px ${on + off}px)`;
}

function fillBar(context, x, bottom, width, height, dash) {
  const stripes = STRIPES[dash];
  if (!stripes) {
    context.fillRect(x, bottom - height, width, height);
    return;
  }
  const [on, off] = stripes;
  for (let y = 0; y < height; y += on + off) {
    const part = Math.min(on, height - y);
    context.fillRect(x, bottom - y - part, width, part);
  }
}

// One row a run: a bar a judged step, as high as the right class is probable.
export function drawProbabilityLane(context, plot, theme, lane) {
  const { steps } = plot.model;
  const { run, top, height, values } = lane;
  const pitch = (plot.xAt(1) - plot.xAt(0)) || plot.inner / steps;
  const width = Math.max(1, Math.min(16, pitch * 0.74));
  const bottom = top + height;
  values.forEach((value, t) => {
    if (!Number.isFinite(value)) return;
    const x = plot.xAt(t) - width / 2;
    context.fillStyle = theme.faint(0.09);
    context.fillRect(x, top, width, height);
    context.fillStyle = theme.cellColour(run.cell);
    fillBar(context, x, bottom, width, Math.max(1, value * height), run.dash);
  });
  context.fillStyle = theme.faint(0.3);
  context.fillRect(plot.left, bottom, plot.inner, 1);
  if (height < 14) return;
  context.font = `9.5px ${theme.font}`;
  context.textAlign = "right";
  context.textBaseline = "middle";
  context.fillStyle = theme.muted;
  context.fillText("1", plot.left - 6, top + 3);
  context.fillText("0", plot.left - 6, bottom - 2);
}

// The bars below one symbol, as layers of one background: none of them needs an element.
export function barLayers(probabilities, runs, height) {
  const width = Math.max(3, Math.min(7, Math.floor(22 / runs.length) - 1));
  const layers = { image: [], position: [], size: [] };
  const middle = (runs.length - 1) / 2;
  runs.forEach((run, k) => {
    const value = probabilities[k];
    if (!Number.isFinite(value)) return;
    const x = `calc(50% + ${(k - middle) * (width + 1)}px) 100%`;
    for (const [image, high] of [
      [barImage(`var(--run-${run.index})`, run.dash), Math.max(1, value * height)],
      ["linear-gradient(var(--faint), var(--faint))", height],
    ]) {
      layers.image.push(image);
      layers.position.push(x);
      layers.size.push(`${width}px ${high.toFixed(1)}px`);
    }
  });
  return layers;
}
