// Forecasts over one time axis. Above one step ahead, below a free run whose start is dragged.
// Everything from every start is here already: the server hears of a move when it has ended.

import { drawInto, svgElement } from "../shared/dom_svg_pen.ts";
import { element, setAttribute } from "../shared/elements.ts";
import type { Home, Mounted } from "../shared/homes.ts";
import { formatNumber } from "../shared/numbers.ts";
import { sameBytes } from "../shared/packet.ts";
import { type Picture, rulerPen, savePng, saveSvg } from "../shared/picture.ts";
import { createSizes } from "../shared/sizes.ts";
import { readTheme, type Theme } from "../shared/theme.ts";
import { createControls } from "./controls.ts";
import { drawHandle, nameHandle } from "./handle.ts";
import { createLegend } from "./legend.ts";
import { type Model, placeName, readForecast } from "./model.ts";
import { attachDrag, attachZoom, type Held } from "./moves.ts";
import { type Scene, sceneOf } from "./panel.ts";
import { pictureOf } from "./picture.ts";
import { createPlot, type Plot } from "./plot.ts";
import { updateReadout } from "./readout.ts";
import { rmseOf, startOf } from "./runs.ts";
import { openingView } from "./scales.ts";
import {
  keptState,
  momentOf,
  NOTHING_YET,
  openState,
  type State,
  withGhostsToggled,
  withGroupToggled,
  withSteps,
  withView,
} from "./state.ts";
import { createTeller } from "./teller.ts";
import { sentencesOf, updateWords } from "./words.ts";

// Narrower than this there is nothing to see, and narrower than that the opening view is short.
const LEAST_WIDTH = 120;
const NARROW = 560;

const STRIPS_NOTE =
  "Bars: share of the top layer\u2019s units whose state is outside its training range; a flag marks where it reaches a quarter. Shaded: values never seen in training; a ring marks where a free run gets there.";

function createPlots(): readonly [Plot, Plot] {
  return [
    createPlot("one", "One step ahead", "every prediction is made from the true values before it"),
    createPlot(
      "free",
      "Free run",
      "from the handle on, every prediction is fed back as the next input",
    ),
  ];
}

function createHandle(): SVGGElement {
  return svgElement("g", {
    role: "slider",
    tabindex: "0",
    "data-role": "handle",
    "aria-label": "Where the free run starts",
    "aria-orientation": "horizontal",
  });
}

function freeRunInWords(model: Model, state: State): string {
  const errors = model.networks.map(({ label, members }) => {
    const each = members.map((line) => formatNumber(rmseOf(model, line, state)));
    return `${label} ${each.join(", ")}`;
  });
  return `Free run from ${placeName(model, startOf(model, state))}, RMSE: ${errors.join("; ")}`;
}

/** The Forecast page's picture in its home. */
export function mount(home: Home): Mounted {
  let bytes: Uint8Array | null = null;
  let model: Model | null = null;
  let state: State = NOTHING_YET;
  let theme: Theme | null = null;
  let scenes: readonly Scene[] = [];
  let frame = 0;
  let away = false;

  const plots = createPlots();
  const [one, free] = plots;
  const handle = createHandle();
  free.drawing.append(handle);
  const words = element("ul", { class: "words", "data-role": "words", "aria-live": "polite" });
  const sizes = createSizes(wait);
  const teller = createTeller(
    () => (model ? momentOf(model, state) : null),
    (moment) => home.tell("moment", moment),
  );

  function wait(): void {
    if (!frame && !away) frame = requestAnimationFrame(paint);
  }

  function set(next: State): void {
    if (next === state) return;
    state = next;
    wait();
  }

  const held = (plot: Plot): Held => ({
    get model() {
      return model;
    },
    get state() {
      return state;
    },
    valueUnder: (pixel) =>
      scenes.find(({ kind }) => kind === plot.kind)?.scales.valueUnder(pixel) ?? null,
    set,
    tell: (when) => teller.tell(when),
  });

  function picture(): Picture | null {
    const titled = scenes.map((scene, k) => ({ scene, title: plots[k].title }));
    return pictureOf(titled, rulerPen());
  }

  const legend = createLegend({
    toggle: (key) => set(withGroupToggled(state, key)),
    toggleGhosts: () => set(withGhostsToggled(state)),
  });
  const controls = createControls({
    steps(steps, ended) {
      if (model) set(withSteps(model, state, steps));
      if (ended) teller.tell("now");
    },
    wholeRange: () => set(withView(state, null)),
    saveSvg() {
      const saved = picture();
      if (saved) saveSvg(saved, "forecast");
    },
    savePng() {
      const saved = picture();
      if (saved) void savePng(saved, "forecast");
    },
  });
  const root = element(
    "div",
    { class: "forecast", "data-role": "forecast" },
    element("div", { class: "head" }, legend.root),
    one.figure,
    free.figure,
    controls.root,
    words,
    element("p", { class: "strips-note" }, STRIPS_NOTE),
  );
  attachZoom(one, held(one));
  attachDrag(free, handle, held(free));
  for (const { box } of plots) sizes.watch(box);
  home.parent.append(root);

  function receive(sent: Uint8Array): void {
    const before = model;
    const read = readForecast(sent);
    [model, bytes] = [read, sent];
    if (before?.token === read.token) {
      state = keptState(read, state);
      return;
    }
    state = openState(read);
    teller.knows(momentOf(read, state));
  }

  function paint(): void {
    frame = 0;
    const width = sizes.of(one.box).width;
    if (!model || width < LEAST_WIDTH) return;
    if (state.view === "unknown") {
      state = withView(state, openingView(model, state, width < NARROW));
    }
    const look = theme ?? readTheme(root, model.palette);
    theme = look;
    const drawn = model;
    scenes = plots.map(({ kind, box }) => sceneOf(kind, drawn, state, look, sizes.of(box)));
    scenes.forEach((scene, k) => {
      plots[k].show(scene);
      updateReadout(plots[k].tooltip, scene);
    });
    const [, below] = scenes;
    drawInto(handle, (pen) => drawHandle(pen, below));
    nameHandle(handle, below);
    setAttribute(free.drawing, "aria-label", freeRunInWords(model, state));
    legend.show(model, state, look);
    updateWords(words, sentencesOf(model, state));
    controls.show(model, state);
  }

  return {
    show(sent) {
      away = false;
      sizes.watchAll();
      teller.wake();
      if (!sameBytes(bytes, sent)) receive(sent);
      theme = null;
      wait();
    },
    rest() {
      away = true;
      sizes.pause();
      teller.rest();
      cancelAnimationFrame(frame);
      frame = 0;
    },
  };
}
