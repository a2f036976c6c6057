// A part of the page as SVG of real texts, rectangles and paths: no foreign object, which only
// browsers can show. Canvases come from the contexts that recorded them.

// Splits at commas that stand in no brackets.
function cssList(text) {
  const parts = [];
  let [depth, from] = [0, 0];
  for (let k = 0; k < text.length; k += 1) {
    if (text[k] === "(") depth += 1;
    if (text[k] === ")") depth -= 1;
    if (text[k] === "," && depth === 0) {
      parts.push(text.slice(from, k).trim());
      from = k + 1;
    }
  }
  return [...parts, text.slice(from).trim()];
}

// "50%", "7px" and "calc(50% + 7px)" as a length within a free one.
function cssLength(text, free) {
  const share = /(-?[\d.]+)%/.exec(text);
  const pixels = /([+-]?) ?(-?[\d.]+)px/.exec(text);
  return (share ? (Number(share[1]) / 100) * free : 0) + (pixels ? Number(pixels[2]) * (pixels[1] === "-" ? -1 : 1) : 0);
}

const placeOf = (box) => ({ x: short(box.x), y: short(box.y), width: short(box.width), height: short(box.height) });

function createPagePainter(origin, canvases) {
  const defs = svg("defs");
  const out = svg("g");
  let ids = 0;
  const add = (node) => out.append(node);
  const boxOf = (rect) => ({ x: rect.left - origin.left, y: rect.top - origin.top, width: rect.width, height: rect.height });

  // One layer of a background: stripes from below, or colours from left to right.
  function paintLayer(image, place, opacity) {
    const [, repeats, inside] = /^(repeating-)?linear-gradient\((.*)\)$/.exec(image) || [];
    if (!inside || place.width <= 0 || place.height <= 0) return;
    const parts = cssList(inside);
    const stops = parts.filter((part) => !/^to |deg$/.test(part));
    const colours = stops.map((stop) => stop.replace(/( -?[\d.]+(px|%))+$/, ""));
    if (repeats) {
      const reach = stops.map((stop) => (stop.match(/[\d.]+px/g) || []).map(parseFloat));
      const [on, whole] = [Math.max(...reach[0]), Math.max(...reach[reach.length - 1])];
      for (let y = 0; y < place.height; y += whole) {
        const height = Math.min(on, place.height - y);
        add(svg("rect", { ...placeOf({ ...place, y: place.y + place.height - y - height, height }), ...paint("fill", colours[0], opacity) }));
      }
      return;
    }
    if (new Set(colours).size === 1) {
      add(svg("rect", { ...placeOf(place), ...paint("fill", colours[0], opacity) }));
      return;
    }
    const id = `colours-${ids += 1}`;
    defs.append(svg("linearGradient", { id }, ...colours.map((colour, k) => {
      const { colour: solid, alpha } = svgColour(colour);
      return svg("stop", { offset: short(k / (colours.length - 1)), "stop-color": solid, "stop-opacity": short(alpha * opacity) });
    })));
    add(svg("rect", { ...placeOf(place), fill: `url(#${id})` }));
  }

  function paintBackground(style, box, opacity) {
    const radius = style.borderTopLeftRadius.endsWith("%") ? box.width / 2 : Math.min(parseFloat(style.borderTopLeftRadius) || 0, box.height / 2);
    const round = radius ? { rx: short(radius) } : {};
    if (svgColour(style.backgroundColor).alpha) add(svg("rect", { ...placeOf(box), ...round, ...paint("fill", style.backgroundColor, opacity) }));
    if (style.backgroundImage !== "none") {
      const [positions, sizes] = [cssList(style.backgroundPosition), cssList(style.backgroundSize)];
      cssList(style.backgroundImage).map((image, k) => {
        const [wide, high = wide] = sizes[k % sizes.length].split(" ");
        const width = wide === "auto" ? box.width : cssLength(wide, box.width);
        const height = high === "auto" ? box.height : cssLength(high, box.height);
        const [, across, down] = /^(calc\(.*?\)|\S+) (.+)$/.exec(positions[k % positions.length]);
        return [image, { x: box.x + cssLength(across, box.width - width), y: box.y + cssLength(down, box.height - height), width, height }];
      }).reverse().forEach(([image, place]) => paintLayer(image, place, opacity));
    }
    paintBorder(style, box, round, opacity);
  }

  function paintBorder(style, box, round, opacity) {
    const sides = ["Top", "Right", "Bottom", "Left"].map((side) => ({
      width: style[`border${side}Style`] === "none" ? 0 : parseFloat(style[`border${side}Width`]), colour: style[`border${side}Color`],
    }));
    const [top] = sides;
    if (sides.every((side) => side.width === top.width && side.colour === top.colour)) {
      const half = top.width / 2;
      if (half && svgColour(top.colour).alpha) add(svg("rect", { ...placeOf({ x: box.x + half, y: box.y + half, width: Math.max(0, box.width - top.width), height: Math.max(0, box.height - top.width) }), ...round, fill: "none", ...paint("stroke", top.colour, opacity), "stroke-width": short(top.width) }));
      return;
    }
    const { x, y, width, height } = box;
    sides.forEach((side, k) => {
      if (!side.width) return;
      const place = [
        { x, y, width, height: side.width }, { x: x + width - side.width, y, width: side.width, height },
        { x, y: y + height - side.width, width, height: side.width }, { x, y, width: side.width, height }][k];
      add(svg("rect", { ...placeOf(place), ...paint("fill", side.colour, opacity) }));
    });
  }

  // The sample of a line before a name in a legend is no element of its own.
  function paintSample(node, box, opacity) {
    const style = getComputedStyle(node, "::before");
    if (style.content === "none" || style.display === "none") return;
    const [width, height] = [parseFloat(style.width), parseFloat(style.height) || 0];
    const thick = parseFloat(style.borderTopWidth) || 0;
    const middle = box.y + box.height / 2;
    if (height > thick) {
      const place = { x: box.x, y: middle - height / 2, width, height };
      paintBackground(style, place, opacity);
      return;
    }
    const dashes = { dashed: "5 3", dotted: "1.5 2.5" }[style.borderTopStyle];
    add(svg("path", { d: `M${short(box.x)} ${short(middle)}h${short(width)}`, fill: "none", ...paint("stroke", style.borderTopColor, opacity), "stroke-width": short(thick), ...(dashes ? { "stroke-dasharray": dashes } : {}) }));
  }

  const measure = sizedContext(1, 1);
  function paintText(node, style, opacity) {
    const text = node.textContent;
    if (!text.trim()) return;
    const font = { family: style.fontFamily, size: parseFloat(style.fontSize), weight: style.fontWeight, style: style.fontStyle };
    if (style.writingMode !== "horizontal-tb") {
      const box = boxOf(node.parentElement.getBoundingClientRect());
      const place = `translate(${short(box.x + box.width / 2 + font.size * 0.34)} ${short(box.y + box.height / 2)}) rotate(-90)`;
      add(svgText(text, 0, 0, font, style.color, { opacity, attributes: { "text-anchor": "middle", transform: place } }));
      return;
    }
    measure.font = `${font.style} ${font.weight} ${font.size}px ${font.family}`;
    const { fontBoundingBoxAscent: ascent, fontBoundingBoxDescent: descent } = measure.measureText("x");
    for (const line of linesOf(node, style)) {
      const baseline = line.top + (line.bottom - line.top - ascent - descent) / 2 + ascent;
      const width = line.right - line.left;
      const fit = Array.from(line.text).length > 1 ? { textLength: short(width), lengthAdjust: "spacingAndGlyphs" } : {};
      add(svgText(line.text, line.left - origin.left, baseline - origin.top, font, style.color, { opacity, attributes: fit }));
    }
  }

  // What stands on each line, and where; what is cut off on screen is cut off here.
  function linesOf(node, style) {
    const range = document.createRange();
    const limit = style.textOverflow === "ellipsis" ? node.parentElement.getBoundingClientRect().right + 0.5 : Infinity;
    const lines = [];
    let at = 0;
    for (const character of node.textContent) {
      range.setStart(node, at);
      range.setEnd(node, at += character.length);
      const box = range.getBoundingClientRect();
      let line = lines[lines.length - 1];
      if (!box.width || (line && line.cut && Math.abs(line.top - box.top) < 2)) continue;
      if (!line || Math.abs(line.top - box.top) > 2) lines.push(line = { text: "", left: box.left, top: box.top, bottom: box.bottom, right: box.left });
      if (box.right > limit) {
        line.text = `${line.text.slice(0, -1)}…`;
        line.cut = true;
        continue;
      }
      line.text += character;
      if (character.trim()) [line.right, line.bottom] = [box.right, box.bottom];
    }
    return lines.map((line) => ({ ...line, text: line.text.trimEnd() })).filter((line) => line.text);
  }

  // A drawing of the page's own, with what its style sheet says written into it.
  function paintDrawing(node, box) {
    const copy = node.cloneNode(true);
    const suffix = `-${ids += 1}`;
    const originals = [node, ...node.querySelectorAll("*")];
    [copy, ...copy.querySelectorAll("*")].forEach((one, k) => {
      const style = getComputedStyle(originals[k]);
      for (const name of ["class", "style", "data-vector", "data-column", "role", "aria-label", "aria-hidden"]) one.removeAttribute(name);
      if (one.id) one.id += suffix;
      if (one.hasAttribute("marker-end")) one.setAttribute("marker-end", one.getAttribute("marker-end").replace(")", `${suffix})`));
      if (/^(path|rect|circle|text|tspan)$/.test(one.tagName)) {
        for (const kind of ["fill", "stroke"]) {
          const told = style[kind] === "none" ? { [kind]: "none" } : paint(kind, style[kind], Number(style[`${kind}Opacity`]));
          for (const [name, value] of Object.entries(told)) one.setAttribute(name, value);
        }
        if (style.stroke !== "none") one.setAttribute("stroke-width", style.strokeWidth.replace("px", ""));
      }
      if (/^(text|tspan)$/.test(one.tagName)) {
        for (const name of ["font-family", "font-size", "font-weight", "font-style", "paint-order"]) one.setAttribute(name, style.getPropertyValue(name));
      }
    });
    for (const [name, value] of Object.entries(placeOf(box))) copy.setAttribute(name, value);
    add(copy);
  }

  function walk(node, before) {
    if (node.nodeType === Node.TEXT_NODE) {
      const style = getComputedStyle(node.parentElement);
      if (style.visibility === "visible") paintText(node, style, before);
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE || node.hasAttribute("data-unsaved")) return;
    const style = getComputedStyle(node);
    const rect = node.getBoundingClientRect();
    if (style.display === "none" || (style.clipPath !== "none" && rect.width <= 1)) return;
    const opacity = before * Number(style.opacity);
    const box = boxOf(rect);
    if (node.tagName === "CANVAS") {
      const drawing = canvases.get(node);
      if (!drawing || style.visibility !== "visible") return;
      drawing.root.setAttribute("transform", `translate(${short(box.x)} ${short(box.y)})`);
      add(drawing.root);
      return;
    }
    if (node.tagName === "svg") {
      paintDrawing(node, box);
      return;
    }
    if (style.visibility === "visible" && style.display !== "contents") {
      paintBackground(style, box, opacity);
      if (node.classList.contains("key")) paintSample(node, box, opacity);
      if (style.boxShadow !== "none") add(svg("rect", { ...placeOf({ x: box.x - 2.5, y: box.y - 2.5, width: box.width + 5, height: box.height + 5 }), rx: "5", fill: "none", ...paint("stroke", style.getPropertyValue("--text") || "#000"), "stroke-width": "2" }));
    }
    for (const child of node.childNodes) walk(child, opacity);
  }
  return { defs, out, walk };
}
