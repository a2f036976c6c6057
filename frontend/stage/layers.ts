// Canvases laid over each other in one box: what changes seldom below, what moves above.



export function createLayers(box, count) {
  const canvases = Array.from({ length: count }, () => document.createElement("canvas"));
  for (const canvas of canvases) {
    canvas.setAttribute("aria-hidden", "true");
    box.append(canvas);
  }
  return {
    box,
    canvases,
    contexts: canvases.map((canvas) => canvas.getContext("2d")),
    width: 0,
    height: 0,
    ratio: 1,
  };
}

// Resizing a canvas empties it, so it happens only when the size has changed; says whether it did.
export function fitLayers(layers, width, height) {
  const ratio = Math.min(3, window.devicePixelRatio || 1);
  if (layers.width === width && layers.height === height && layers.ratio === ratio) return false;
  Object.assign(layers, { width, height, ratio });
  for (const canvas of layers.canvases) {
    canvas.width = Math.max(1, Math.round(width * ratio));
    canvas.height = Math.max(1, Math.round(height * ratio));
  }
  return true;
}

export function clearLayer(layers, at) {
  const context = layers.contexts[at];
  context.setTransform(layers.ratio, 0, 0, layers.ratio, 0, 0);
  context.clearRect(0, 0, layers.width, layers.height);
  return context;
}

// A line through (x, y) in pixels that lifts its pen at gaps; a lone point becomes a dot.
export function tracePath(count, xAt, yAt, dotRadius) {
  const path = new Path2D();
  const dots = new Path2D();
  let open = 0;
  let lastX = 0;
  let lastY = 0;
  const closeRun = () => {
    if (open === 1) {
      dots.moveTo(lastX + dotRadius, lastY);
      dots.arc(lastX, lastY, dotRadius, 0, 2 * Math.PI);
    }
    open = 0;
  };
  for (let k = 0; k < count; k += 1) {
    const y = yAt(k);
    if (!Number.isFinite(y)) {
      closeRun();
      continue;
    }
    lastX = xAt(k);
    lastY = y;
    if (open === 0) path.moveTo(lastX, lastY);
    else path.lineTo(lastX, lastY);
    open += 1;
  }
  closeRun();
  return { path, dots };
}

export function strokeTrace(context, { path, dots }, colour, width, dash) {
  context.strokeStyle = colour;
  context.fillStyle = colour;
  context.lineWidth = width;
  context.lineJoin = "round";
  context.lineCap = dash && dash.length ? "butt" : "round";
  context.setLineDash(dash || []);
  context.stroke(path);
  context.setLineDash([]);
  context.fill(dots);
}
