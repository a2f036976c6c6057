// The moment on screen as one picture, drawn anew as SVG without the controls: real texts and
// shapes, which every drawing program can open. No server and no library.

const SNAPSHOT_MARGIN = 14;

// SVG text of what is on screen, in CSS pixels. layOut draws everything anew.
function snapshotSvg(root, layOut) {
  const canvases = new Map();
  // The page keeps its height while the controls are away: nothing scrolls.
  root.style.minHeight = `${root.offsetHeight}px`;
  root.classList.add("picture");
  recording.contexts = canvases;
  try {
    layOut();
    const rect = root.getBoundingClientRect();
    const painter = createPagePainter({ left: rect.left - SNAPSHOT_MARGIN, top: rect.top - SNAPSHOT_MARGIN }, canvases);
    for (const child of root.children) painter.walk(child, 1);
    const bottom = Math.max(...Array.from(root.children, (child) => child.getBoundingClientRect().bottom));
    const [wide, high] = [Math.ceil(rect.width) + 2 * SNAPSHOT_MARGIN, Math.ceil(bottom - rect.top) + 2 * SNAPSHOT_MARGIN];
    const ground = getComputedStyle(root).getPropertyValue("--st-background-color").trim() || "#ffffff";
    const picture = svg("svg", { xmlns: SVG_SPACE, "xmlns:xlink": "http://www.w3.org/1999/xlink", width: wide, height: high, viewBox: `0 0 ${wide} ${high}` },
      painter.defs, svg("rect", { width: wide, height: high, ...paint("fill", ground) }), painter.out);
    return new XMLSerializer().serializeToString(picture);
  } finally {
    recording.contexts = null;
    root.classList.remove("picture");
    root.style.minHeight = "";
    layOut();
  }
}

function save(blob, name) {
  const link = element("a", { download: name, href: URL.createObjectURL(blob) });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function saveSvg(root, layOut, name) {
  save(new Blob([snapshotSvg(root, layOut)], { type: "image/svg+xml" }), `${name}.svg`);
}

async function savePng(root, layOut, name) {
  const image = new Image();
  // As data, for a canvas that was given a blob of this kind may not be read again.
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(snapshotSvg(root, layOut))}`;
  await image.decode();
  const canvas = element("canvas", { width: image.width * 2, height: image.height * 2 });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((done) => { canvas.toBlob(done, "image/png"); });
  save(blob, `${name}.png`);
}
