// The player: takes packets, keeps the state, and has it shown.

import { element, prefersStillness } from "../shared/elements.ts";
import { frameOnlyByKeys } from "../shared/focus.ts";
import type { Home, Mounted } from "../shared/homes.ts";
import { readPacket, sameBytes } from "../shared/packet.ts";
import type { PlayerHeader } from "../shared/packet_types.ts";
import { readTheme, type Theme } from "../shared/theme.ts";
import { createActions, type Sought } from "./actions.ts";
import { createClock } from "./clock.ts";
import { createKeyboard } from "./keyboard.ts";
import { afterEpoch, buildModel } from "./model.ts";
import { lastPlayed, playedOn } from "./playing.ts";
import {
  createState,
  type KeptOrder,
  keepWhatFits,
  momentOf,
  ordersFor,
  settleRuns,
  takeModel,
} from "./state.ts";
import { createTools } from "./tools.ts";
import { createTrainingControl, type Wanted } from "./training_control.ts";
import type { Model } from "./types.ts";
import { createWorkbench } from "./workbench.ts";

const ANNOUNCE_MS = 400;
/** Kept free below the player, so that its lower edge is seen. */
const FOOT = 10;
// Faster than that, a motion between two steps would still be running when the next one comes.
const MOTION_UP_TO = 5;

/** Height that the window leaves below the upper edge of an element, wherever it is scrolled to. */
function heightBelow(node: HTMLElement): number {
  let scrolled = 0;
  let at: Node | null = node.parentNode;
  while (at) {
    if (at instanceof Element) scrolled += at.scrollTop;
    at = at instanceof ShadowRoot ? at.host : at.parentNode;
  }
  return window.innerHeight - (node.getBoundingClientRect().top + scrolled) - FOOT;
}

export function createPlayer(home: Home): Mounted {
  const state = createState();
  const root = element("div", {
    class: "player",
    tabindex: 0,
    role: "group",
    "aria-label": "Step through the network",
    "data-role": "player",
  });
  frameOnlyByKeys(root);
  let bytes: Uint8Array | null = null;
  let model: Model | null = null;
  let theme: Theme | null = null;
  let orders: readonly KeptOrder[] = [];
  let token: unknown;
  let wanted: Wanted = {};
  let size = { width: 0, height: 0 };
  let announced = "";
  let announceTimer = 0;

  const shown = (): Model => {
    if (!model) throw new Error("nothing has been loaded");
    return model;
  };
  const clock = createClock((steps) => {
    if (!root.isConnected) {
      state.playing = false;
      clock.stop();
      return;
    }
    change(() => {
      state.step = playedOn(shown(), state.step, steps);
      if (state.step !== lastPlayed(shown())) return;
      state.playing = false;
      clock.stop();
    });
  });
  // What was asked for before stays asked for: the answer is one packet.
  function ask(more: Wanted): void {
    wanted = { ...wanted, ...more };
    home.tell("wanted", { ...wanted, token });
  }

  const around = { state, model: shown, show, announce, ask };
  const isShown = () => root.isConnected;
  const training = createTrainingControl({ ...around, isShown, takeRuns });
  const find = (sought: Sought) => home.tell("selection", sought);
  const actions = createActions({ ...around, clock, training, layOut, find });
  const tools = createTools(() => workbench.picture(state));
  const workbench = createWorkbench(actions, tools.root);
  root.append(workbench.root);
  home.parent.append(root);
  const host = home.parent instanceof ShadowRoot ? home.parent.host : home.parent;
  const keyboard = createKeyboard(root, host, actions);

  // Python hears of a moment once it rests, never of the frames before.
  function announce(): void {
    clearTimeout(announceTimer);
    if (state.playing || state.training) return;
    announceTimer = window.setTimeout(() => {
      const moment = momentOf(state, shown());
      const text = JSON.stringify(moment);
      if (text === announced || state.playing || state.training || !root.isConnected) return;
      announced = text;
      home.tell("moment", moment);
    }, ANNOUNCE_MS);
  }

  function change(apply: () => void): void {
    apply();
    show();
    announce();
  }

  function show(): void {
    if (!model || size.width <= 0) return;
    state.motion = !prefersStillness() && (!state.playing || state.speed <= MOTION_UP_TO);
    settleRuns(state, model, orders);
    workbench.show(state);
    tools.show(state);
  }

  function layOut(): void {
    if (!model) return;
    orders = ordersFor(state, model, orders);
    if (size.width <= 0 || !theme) return;
    settleRuns(state, model, orders);
    workbench.resize(
      size.width,
      size.height,
      theme,
      orders.map(({ order }) => order),
    );
    show();
  }

  function takeRuns(): void {
    const before = shown();
    model = afterEpoch(before, state.epoch);
    if (model === before) return;
    keepWhatFits(state, model);
    loadViews();
    if (theme && size.width > 0) workbench.renew();
    show();
  }

  function loadViews(): void {
    workbench.load(shown());
    tools.load(shown());
  }

  function load(next: Uint8Array): void {
    const packet = readPacket<PlayerHeader>(next, "player");
    const told = buildModel(packet, { alone: home.alone, moment: home.moment });
    const begins = model === null || (told.start.token ?? null) !== token;
    bytes = next;
    token = told.start.token ?? null;
    // A new beginning: what was asked for before is no longer wanted.
    if (begins) wanted = {};
    model = takeModel(state, told, model, begins);
    if (begins) announced = JSON.stringify(momentOf(state, model));
    else announce();
    if (state.playing) clock.restart();
    loadViews();
    theme = null;
  }

  function refresh(): void {
    if (!model) return;
    const next = readTheme(root, model.palette);
    const measured = { width: root.clientWidth, height: heightBelow(root) };
    const same = measured.width === size.width && Math.abs(measured.height - size.height) < 1;
    if (theme && theme.key === next.key && same) return;
    [theme, size] = [next, measured];
    model.runs.forEach((run, k) => {
      root.style.setProperty(`--run-${k}`, next.cellText(run.cell));
    });
    root.style.setProperty("--exact", theme.exact);
    root.style.setProperty("--muted", theme.muted);
    root.style.setProperty("--panel", theme.panel);
    root.style.setProperty("--faint", theme.faint(0.1));
    layOut();
  }

  const observer = new ResizeObserver(() => {
    if (root.clientWidth !== size.width) refresh();
  });

  function rest(): void {
    keyboard.detach();
    observer.disconnect();
    window.removeEventListener("resize", refresh);
  }

  return {
    show(next) {
      if (!sameBytes(bytes, next)) load(next);
      refresh();
      rest();
      keyboard.attach();
      observer.observe(root);
      window.addEventListener("resize", refresh);
      // A theme's variables may arrive after this call.
      requestAnimationFrame(refresh);
    },
    rest,
  };
}
