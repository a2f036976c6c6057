// The stage: training of some runs, live or replayed. One instance a place; packets only change it.

import { element, prefersStillness, setAttribute } from "../shared/elements.ts";
import { frameOnlyByKeys } from "../shared/focus.ts";
import type { Home, Mounted } from "../shared/homes.ts";
import { type Packet, readPacket, sameBytes } from "../shared/packet.ts";
import type { StageHeader, StageUpdateHeader } from "../shared/packet_types.ts";
import { createSizes } from "../shared/sizes.ts";
import { readTheme, type Theme } from "../shared/theme.ts";
import { createCurves } from "./curves.ts";
import { createFrames } from "./frames.ts";
import { joinUpdate } from "./join.ts";
import { createLanes } from "./lanes.ts";
import { type Looks, looksOf } from "./looks.ts";
import { readStage, type StageModel } from "./model.ts";
import { stopsOf } from "./playhead.ts";
import {
  AT_FIRST,
  type Glide,
  glideShare,
  type StageEvent,
  type StageState,
  type Surroundings,
  shownEpoch,
  stageAfter,
} from "./state.ts";
import { createTimeline, replayKey } from "./timeline.ts";

// Text alternatives are written at rest, and this often on the way.
const DESCRIBED_MS = 1000;

/** What is known, from the packets so far. */
interface Held {
  readonly packet: Packet<StageHeader>;
  readonly model: StageModel;
  readonly stops: readonly number[];
  /** Changes with every packet. */
  readonly version: number;
}

interface Dressed {
  readonly theme: Theme;
  readonly looks: Looks;
}

function joined(held: Held | null, bytes: Uint8Array): Packet<StageHeader> | null {
  const packet = readPacket<StageHeader | StageUpdateHeader>(bytes, "stage");
  return packet.header.update
    ? joinUpdate(held?.packet ?? null, packet as Packet<StageUpdateHeader>)
    : (packet as Packet<StageHeader>);
}

export function mountStage(home: Home): Mounted {
  let state: StageState = AT_FIRST;
  let held: Held | null = null;
  let dressed: Dressed | null = null;
  let bytes: Uint8Array | null = null;
  let glide: Glide = AT_FIRST.glide;
  let described = 0;

  const frames = createFrames(paint);
  const sizes = createSizes(frames.request);
  const curves = createCurves(sizes, (event) => dispatch({ kind: "curves", event }));
  const timeline = createTimeline(dispatch);
  const lanes = createLanes(sizes, (pointed) => dispatch({ kind: "pointAt", pointed }));
  const root = element(
    "div",
    { class: "stage", "data-role": "stage", tabindex: "0" },
    timeline.root,
    curves.root,
    lanes.root,
  );
  root.onpointerdown = (event) => forgetTaps(event.composedPath());
  root.onkeydown = (event) => replayKey(event, dispatch);
  frameOnlyByKeys(root);
  home.parent.append(root);
  // Texts on canvases are measured anew when their font has arrived.
  document.fonts?.ready.then(() => {
    dressed = null;
    frames.request();
  });

  function around({ model, stops }: Held, now = performance.now()): Surroundings {
    return { model, stops, now, still: prefersStillness() };
  }

  function dispatch(event: StageEvent): void {
    if (held) state = stageAfter(state, event, around(held));
    frames.request();
  }

  // What a finger has left behind goes with the next tap elsewhere.
  function forgetTaps(path: readonly EventTarget[]): void {
    const { pointed, curves: chosen } = state;
    if (chosen.hover && !path.includes(curves.boxOf(chosen.hover.panel))) {
      dispatch({ kind: "curves", event: { kind: "leave" } });
    }
    const box = pointed && lanes.boxOf(pointed);
    if (pointed && !(box && path.includes(box))) dispatch({ kind: "pointAt", pointed: null });
  }

  function receive(given: Uint8Array): void {
    const packet = joined(held, given);
    bytes = given;
    if (!packet) {
      home.trigger("incomplete");
      return;
    }
    const before = held?.model ?? null;
    const model = readStage(packet);
    const stops = stopsOf(model.runs, model.newest);
    held = { packet, model, stops, version: (held?.version ?? 0) + 1 };
    if (before?.token !== model.token) lanes.clear();
    state = stageAfter(state, { kind: "packet", before }, around(held));
  }

  function dress({ model }: Held): Dressed {
    const theme = readTheme(root, model.palette);
    const looks = looksOf(model.runs, theme);
    lanes.update(model, looks);
    const names = model.runs.map((run) => run.label).join(", ");
    setAttribute(root, "aria-label", `Training of ${names} on ${model.task.title || "a task"}`);
    return { theme, looks };
  }

  function paint(now: number, elapsedMs: number): boolean {
    if (!held) return false;
    const { model, stops, version } = held;
    dressed ??= dress(held);
    const { still } = around(held, now);
    state = stageAfter(state, { kind: "tick", elapsed: elapsedMs }, around(held, now));
    // A glide begins at what is on screen now.
    if (glide !== state.glide && !still) lanes.hold();
    glide = state.glide;
    const { head, weights, pointed } = state;
    const { following } = head;
    const share = glideShare(state, now, still);
    const epoch = shownEpoch(state, model.newest, now, still);
    const moving = (head.playing && !head.holdUntil) || head.dragging;
    const atEnd = following && (!model.active || model.newest <= 0);
    const scene = { model, version, epoch, ...dressed };
    const drawn = { ...scene, state: state.curves, atEnd, elapsedMs, still };
    const easing = curves.paint(drawn);
    lanes.paint({ ...scene, following, weights, moving, glide: share, pointed });
    timeline.paint({ model, stops, state, epoch });
    const busy = easing || head.playing || (following && share < 1);
    if (!busy || now - described >= DESCRIBED_MS) {
      described = now;
      curves.describe(drawn);
      lanes.describe(model);
    }
    return busy;
  }

  return {
    show(given) {
      frames.wake();
      sizes.watchAll();
      if (!sameBytes(bytes, given)) receive(given);
      if (held) dressed = dress(held);
      frames.request();
    },
    rest() {
      frames.rest();
      sizes.pause();
    },
  };
}
