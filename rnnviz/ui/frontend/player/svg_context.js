// A canvas context that writes SVG: what draws the screen draws the picture too, as real shapes.
// It knows what the player's own drawing uses, and no more.

// Above this a picture of values is embedded as pixels: no program likes a million shapes.
const MOST_CELLS = 20_000;
const settled = new Map();

// Any CSS colour as what SVG 1.1 knows: six digits and an opacity.
function svgColour(css) {
  if (!settled.has(css)) {
    const context = sizedContext(1, 1);
    context.fillStyle = css;
    context.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = context.getImageData(0, 0, 1, 1).data;
    const hex = [red, green, blue].map((v) => v.toString(16).padStart(2, "0")).join("");
    settled.set(css, { colour: `#${hex}`, alpha: alpha / 255 });
  }
  return settled.get(css);
}

function sizedContext(width, height) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  return canvas.getContext("2d", { willReadFrequently: true });
}

const short = (value) => String(Math.round(value * 100) / 100);

function paint(kind, css, opacity = 1) {
  const { colour, alpha } = svgColour(css);
  const all = alpha * opacity;
  if (all === 0) return { [kind]: "none" };
  return { [kind]: colour, ...(all < 1 ? { [`${kind}-opacity`]: short(all) } : {}) };
}

function svgText(text, x, y, font, css, more = {}) {
  return svg("text", {
    x: short(x), y: short(y), "font-family": font.family, "font-size": `${short(font.size)}px`,
    ...(font.weight && font.weight !== "400" ? { "font-weight": font.weight } : {}),
    ...(font.style && font.style !== "normal" ? { "font-style": font.style } : {}),
    ...paint("fill", css, more.opacity), ...more.attributes, "xml:space": "preserve",
  }, text);
}

// Values as shapes: one path a colour, equal neighbours joined.
function cellShapes(pixels, across, down, place) {
  const byColour = new Map();
  const numbers = new Uint32Array(pixels.data.buffer);
  for (let row = 0; row < down; row += 1) {
    for (let from = 0, to = 0; from < across; from = to) {
      const colour = numbers[row * across + from];
      for (to = from; to < across && numbers[row * across + to] === colour; to += 1);
      if (!pixels.data[(row * across + from) * 4 + 3]) continue;
      const [x, y] = [place.x + (from / across) * place.width, place.y + (row / down) * place.height];
      const part = `M${short(x)} ${short(y)}h${short(((to - from) / across) * place.width)}v${short(place.height / down)}H${short(x)}z`;
      if (!byColour.has(colour)) byColour.set(colour, { at: (row * across + from) * 4, parts: [] });
      byColour.get(colour).parts.push(part);
    }
  }
  return Array.from(byColour.values(), ({ at, parts }) => {
    const [red, green, blue, alpha] = pixels.data.slice(at, at + 4);
    return svg("path", { d: parts.join(""), "shape-rendering": "crispEdges", ...paint("fill", `rgba(${red}, ${green}, ${blue}, ${alpha / 255})`) });
  });
}

function createSvgContext(width, height) {
  const root = svg("g");
  const measure = sizedContext(1, 1);
  let [into, path, pen, dash, kept] = [root, "", [0, 0], [], []];
  const context = {
    root, fillStyle: "#000", strokeStyle: "#000", lineWidth: 1, lineCap: "butt", lineJoin: "miter",
    globalAlpha: 1, font: "10px sans-serif", textAlign: "start", textBaseline: "alphabetic",
    imageSmoothingEnabled: true,
  };
  const add = (node) => into.append(node);
  const stroked = () => ({
    fill: "none", ...paint("stroke", context.strokeStyle, context.globalAlpha), "stroke-width": short(context.lineWidth),
    ...(context.lineJoin === "miter" ? {} : { "stroke-linejoin": context.lineJoin }),
    ...(context.lineCap === "butt" ? {} : { "stroke-linecap": context.lineCap }),
    ...(dash.length ? { "stroke-dasharray": dash.join(" ") } : {}),
  });
  const go = (sign, x, y) => {
    path += `${sign}${short(x)} ${short(y)}`;
    pen = [x, y];
  };
  const drawn = (given) => (given ? given.text : path);
  return Object.assign(context, {
    setTransform() {},
    clearRect() {},
    setLineDash(next) { dash = next; },
    beginPath() { path = ""; },
    closePath() { path += "z"; },
    moveTo(x, y) { go("M", x, y); },
    lineTo(x, y) { go("L", x, y); },
    rect(x, y, w, h) { path += `M${short(x)} ${short(y)}h${short(w)}v${short(h)}H${short(x)}z`; },
    roundRect(x, y, w, h, r) {
      path += `M${short(x + r)} ${short(y)}h${short(w - 2 * r)}a${r} ${r} 0 0 1 ${r} ${r}v${short(h - 2 * r)}a${r} ${r} 0 0 1 ${-r} ${r}h${short(2 * r - w)}a${r} ${r} 0 0 1 ${-r} ${-r}v${short(2 * r - h)}a${r} ${r} 0 0 1 ${r} ${-r}z`;
    },
    // Whole circles are all that is drawn.
    arc(x, y, r) { path += `M${short(x - r)} ${short(y)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`; },
    arcTo(x, y, nextX, nextY, r) {
      const toward = ([a, b]) => {
        const length = Math.hypot(a - x, b - y) || 1;
        const share = Math.min(1, r / length);
        return [x + (a - x) * share, y + (b - y) * share];
      };
      const [begin, end] = [toward(pen), toward([nextX, nextY])];
      go("L", ...begin);
      path += `Q${short(x)} ${short(y)} ${short(end[0])} ${short(end[1])}`;
      pen = end;
    },
    fill(given) { if (drawn(given)) add(svg("path", { d: drawn(given), ...paint("fill", context.fillStyle, context.globalAlpha) })); },
    stroke(given) { if (drawn(given)) add(svg("path", { d: drawn(given), ...stroked() })); },
    fillRect(x, y, w, h) {
      if (w > 0 && h > 0) add(svg("rect", { x: short(x), y: short(y), width: short(w), height: short(h), ...paint("fill", context.fillStyle, context.globalAlpha) }));
    },
    save() { kept.push([into, { ...context }, dash]); },
    restore() {
      const [before, values, dashes] = kept.pop();
      [into, dash] = [before, dashes];
      for (const name of ["fillStyle", "strokeStyle", "lineWidth", "lineCap", "lineJoin", "globalAlpha", "font", "textAlign", "textBaseline"]) context[name] = values[name];
    },
    clip() {
      const id = `clip-${createSvgContext.clips += 1}`;
      into = svg("g", { "clip-path": `url(#${id})` });
      (kept.length ? kept[kept.length - 1][0] : root).append(svg("clipPath", { id }, svg("path", { d: path })), into);
    },
    measureText(text) {
      measure.font = context.font;
      return measure.measureText(text);
    },
    fillText(text, x, y) {
      measure.font = context.font;
      const [, style, weight, size, family] = /^(italic )?(?:(\d{3}|bold) )?([\d.]+)px (.+)$/.exec(measure.font) || [null, "", "", "10", "sans-serif"];
      const middle = context.textBaseline === "middle" ? Number(size) * 0.34 : 0;
      const anchor = { center: "middle", right: "end", end: "end" }[context.textAlign];
      add(svgText(text, x, y + middle, { family, size: Number(size), weight, style: (style || "").trim() }, context.fillStyle,
        { opacity: context.globalAlpha, attributes: anchor ? { "text-anchor": anchor } : {} }));
    },
    drawImage(image, x, y, w, h) {
      const place = { x, y, width: w, height: h };
      if (image.width * image.height <= MOST_CELLS) {
        root.append(...cellShapes(image.getContext("2d").getImageData(0, 0, image.width, image.height), image.width, image.height, place));
        return;
      }
      root.append(svg("image", { x: short(x), y: short(y), width: short(w), height: short(h), preserveAspectRatio: "none", "image-rendering": "pixelated", "xlink:href": image.toDataURL("image/png") }));
    },
  });
}
createSvgContext.clips = 0;
