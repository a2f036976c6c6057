// The picture as a file: both panels below each other, with their names and the legend.

import { element } from "../shared/elements.ts";
import { rgb } from "../stage/theme.ts";
import { groupColour, shownGroups } from "./curves.ts";
import { SVG_NAMESPACE, drawn } from "./svg.ts";

export function pictureOf(model, state, panels, theme) {
  const widths = panels.map(({ svg }) => Number(svg.getAttribute("width")));
  const width = Math.max(...widths, 320);
  const picture = drawn("svg", { xmlns: SVG_NAMESPACE, width, "font-family": theme.font.replaceAll('"', "'"), "font-size": 13, fill: rgb(theme.text) });
  const background = drawn("rect", { width: "100%", height: "100%", fill: rgb(theme.page) });
  picture.append(background, drawn("text", { x: 10, y: 22, "font-weight": 600 }, model.title));
  let x = 10;
  let y = 44;
  const name = (label, colour, dash) => {
    const wide = 34 + label.length * 7;
    if (x + wide > width && x > 10) {
      x = 10;
      y += 20;
    }
    picture.append(drawn("path", { d: `M${x} ${y - 4}h22`, stroke: colour, "stroke-width": 2.5, "stroke-dasharray": dash }), drawn("text", { x: x + 27, y }, label));
    x += wide + 10;
  };
  name("truth", model.palette.truth, "");
  for (const group of shownGroups(model, state)) name(group.label, groupColour(group, theme), group.dash);
  if (state.ghosts) name("untrained", rgb(theme.muted), "1.5 3");
  for (const panel of panels) {
    y += 26;
    picture.append(drawn("text", { x: 10, y, "font-weight": 600 }, `${panel.title}: ${panel.caption.textContent}`));
    const copy = panel.svg.cloneNode(true);
    copy.setAttribute("y", String(y + 4));
    for (const handle of copy.querySelectorAll("[tabindex]")) handle.removeAttribute("tabindex");
    picture.append(copy);
    y += 4 + Number(panel.svg.getAttribute("height"));
  }
  picture.setAttribute("height", String(y + 10));
  return picture;
}

function saveFile(name, blob) {
  const url = URL.createObjectURL(blob);
  const link = element("a", { href: url, download: name });
  link.click();
  // The browser reads the address after the click.
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

export function saveSvg(picture, name) {
  saveFile(`${name}.svg`, new Blob([new XMLSerializer().serializeToString(picture)], { type: "image/svg+xml" }));
}

export function savePng(picture, name) {
  const image = new Image();
  const [width, height] = ["width", "height"].map((side) => Number(picture.getAttribute(side)));
  image.onload = () => {
    const canvas = element("canvas", { width: width * 2, height: height * 2 });
    canvas.getContext("2d").drawImage(image, 0, 0, width * 2, height * 2);
    canvas.toBlob((blob) => saveFile(`${name}.png`, blob), "image/png");
  };
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(picture))}`;
}
