// The moment on screen as one picture: the player's own elements inside an SVG, with their styles,
// so that what is saved is what is seen. No server and no library.

const SNAPSHOT_MARGIN = 14;
const INHERITED = ["--st-background-color", "--st-text-color", "--st-secondary-background-color", "--st-border-color", "--st-primary-color", "--st-font"];

function styleText(root) {
  const home = root.getRootNode();
  const sheets = [...(home.styleSheets || []), ...(home.adoptedStyleSheets || [])];
  const rules = sheets.flatMap((sheet) => {
    try {
      return Array.from(sheet.cssRules, (rule) => rule.cssText);
    } catch {
      return []; // a sheet of another origin is none of ours
    }
  });
  return rules.filter((rule) => !rule.startsWith("@font-face") && !rule.startsWith("@import")).join("\n");
}

// A canvas and a field keep what they show outside their attributes.
function copyPixelsAndValues(from, to) {
  const pairs = (selector) => {
    const copies = to.querySelectorAll(selector);
    return Array.from(from.querySelectorAll(selector), (node, k) => [node, copies[k]]);
  };
  for (const [node, copy] of pairs("input")) copy.setAttribute("value", node.value);
  for (const [node, copy] of pairs("select")) {
    copy.options[node.selectedIndex].setAttribute("selected", "");
  }
  for (const [node, copy] of pairs("canvas")) {
    const image = document.createElement("img");
    for (const { name, value } of node.attributes) if (name !== "width" && name !== "height") image.setAttribute(name, value);
    image.setAttribute("src", node.toDataURL("image/png"));
    image.style.display = "block";
    copy.replaceWith(image);
  }
}

// SVG text of what is on screen, in CSS pixels.
function snapshotSvg(root) {
  const { width, height } = root.getBoundingClientRect();
  const style = getComputedStyle(root);
  const copy = root.cloneNode(true);
  copyPixelsAndValues(root, copy);
  for (const node of copy.querySelectorAll("[data-unsaved]")) node.remove();
  for (const name of INHERITED) copy.style.setProperty(name, style.getPropertyValue(name));
  copy.style.width = `${width}px`;
  copy.style.background = style.getPropertyValue("--st-background-color") || "#fff";
  const page = document.createElementNS("http://www.w3.org/1999/xhtml", "div");
  const sheet = document.createElementNS("http://www.w3.org/1999/xhtml", "style");
  sheet.textContent = styleText(root);
  page.append(sheet, copy);
  page.setAttribute("style", `padding: ${SNAPSHOT_MARGIN}px; background: ${copy.style.background};`);
  const left = Array.from(root.querySelectorAll("[data-unsaved]")).reduce((sum, node) => sum + node.offsetHeight + 14, 0);
  const [wide, high] = [Math.ceil(width) + 2 * SNAPSHOT_MARGIN, Math.ceil(height - left) + 2 * SNAPSHOT_MARGIN];
  const picture = svg("svg", { xmlns: SVG_SPACE, width: wide, height: high, viewBox: `0 0 ${wide} ${high}` });
  picture.append(svg("foreignObject", { width: wide, height: high }, page));
  return new XMLSerializer().serializeToString(picture);
}

function save(blob, name) {
  const link = element("a", { download: name, href: URL.createObjectURL(blob) });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function saveSvg(root, name) {
  save(new Blob([snapshotSvg(root)], { type: "image/svg+xml" }), `${name}.svg`);
}

async function savePng(root, name) {
  const image = new Image();
  // As data, for a canvas that was given a blob of this kind may not be read again.
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(snapshotSvg(root))}`;
  await image.decode();
  const canvas = element("canvas", { width: image.width * 2, height: image.height * 2 });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((done) => { canvas.toBlob(done, "image/png"); });
  save(blob, `${name}.png`);
}
