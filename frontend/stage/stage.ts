// The stage: training of some runs, live or replayed. One instance a DOM; packets only change it.

import { unpackPacket } from "../packet.ts";
import { buildScales } from "../shared/colour.ts";
import { element, setAttribute } from "../shared/elements.ts";
import { frameOnlyByKeys } from "../shared/focus.ts";
import { createSizes } from "../shared/sizes.ts";
import { readTheme } from "../shared/theme.ts";
import { easeOut } from "./blend.ts";
import { createCurves, forgetChoices, forgetTaps, paintCurves } from "./curves.ts";
import { joinUpdate } from "./join.ts";
import { createLane, describeLane, forgetLaneTaps, holdLane, paintLane, removeLane, updateLane } from "./lane.ts";
import { readStage } from "./model.ts";
import { advance, createPlayhead, followNewest, moveTo, playFromStart, positionOf, stopPlaying, stopsOf } from "./playhead.ts";
import { describeCurves, updateCurveWords, updateLegend } from "./readout.ts";
import { createTimeline, offerPaces, paintTimeline, replayKey } from "./timeline.ts";

// Kept on the element itself: it outlives this module if Streamlit loads the script again.
const INSTANCE = Symbol.for("rnnviz.stage");
const GLIDE_MS = 420;

function prefersStillness() {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}

function createStage(parentElement) {
  const stage = {
    bytes: null, held: null, model: null, stops: [0, 1], head: createPlayhead(), seconds: 8,
    weights: "best", followed: true, glide: { from: 0, start: -Infinity }, lanes: new Map(), version: 0, fresh: false,
    request: 0, lastFrame: 0, described: 0, themeKey: "",
  };
  const changed = () => {
    if (stage.model) writeHooks(stage, shownEpoch(stage, performance.now(), stage.model.newest));
    requestPaint(stage);
  };
  stage.changed = changed;
  stage.sizes = createSizes(changed);
  stage.actions = createActions(stage, changed);
  stage.curves = createCurves(stage.sizes, changed);
  stage.timeline = createTimeline(stage.actions);
  stage.laneBox = element("div", { class: "lanes" });
  stage.root = element("div", { class: "stage", "data-role": "stage", tabindex: "0", "data-zoom": "", "data-points": "0", "data-playhead": "0" },
    stage.timeline.element, stage.curves.element, stage.laneBox);
  stage.root.onpointerdown = (event) => {
    forgetTaps(stage.curves, event.composedPath());
    for (const lane of stage.lanes.values()) forgetLaneTaps(lane, event.composedPath());
    changed();
  };
  frameOnlyByKeys(stage.root);
  stage.root.onkeydown = (event) => replayKey(event, stage.actions);
  const previous = Number(parentElement.host ? parentElement.host.dataset.mounts || 0 : 0);
  if (parentElement.host) parentElement.host.dataset.mounts = String(previous + 1);
  stage.root.dataset.mounts = String(previous + 1);
  parentElement.append(stage.root);
  if (document.fonts) document.fonts.ready.then(() => { stage.themeKey = ""; changed(); });
  return stage;
}

function createActions(stage, changed) {
  const { head } = stage;
  const act = (change) => (...given) => {
    change(...given);
    changed();
  };
  const current = () => (head.following ? stage.stops.length - 1 : head.position);
  return {
    toggle: act(() => {
      if (stage.model.newest <= 0) return;
      if (head.playing) settleOnStop(stage);
      else if (head.following) playFromStart(head, 1);
      else head.playing = true;
    }),
    grab: act(() => {
      stopPlaying(head);
      head.dragging = true;
    }),
    scrub: act((position) => {
      stopPlaying(head);
      moveTo(head, stage.stops, position);
    }),
    settle: act(() => {
      if (head.dragging || !head.playing) settleOnStop(stage);
    }),
    step: act((count) => {
      stopPlaying(head);
      const from = count > 0 ? Math.floor(current() + 1e-6) : Math.ceil(current() - 1e-6);
      moveTo(head, stage.stops, from + count);
    }),
    goLive: act(() => followNewest(head)),
    showEnd: act((weights) => {
      if (head.following && stage.weights !== weights) stage.followed = false;
      stage.weights = weights;
      followNewest(head);
    }),
    setPace: act((seconds) => { stage.seconds = seconds; }),
  };
}

// At rest only recorded numbers are shown, so the playhead comes to rest on a recorded epoch.
function settleOnStop(stage) {
  const { head, stops } = stage;
  stopPlaying(head);
  head.dragging = false;
  if (!head.following) moveTo(head, stops, Math.round(head.position));
}

function receive(stage, bytes, incomplete) {
  const before = stage.model;
  const message = unpackPacket(bytes);
  const held = message.header.update ? joinUpdate(stage.held, message) : message;
  stage.bytes = bytes;
  if (!held) {
    incomplete();
    return;
  }
  const model = readStage(held);
  Object.assign(stage, { held, model, fresh: true, version: stage.version + 1 });
  stage.curves.version = stage.version;
  stage.scales = buildScales(model.palette);
  stage.stops = stopsOf(model.runs, model.newest);
  if (stage.stops.length < 2) stage.stops = [0, Math.max(1, model.newest)];
  if (!before || before.token !== model.token) startAnew(stage);
  else keepPlace(stage, before);
}

function startAnew(stage) {
  const { head, model } = stage;
  for (const lane of stage.lanes.values()) removeLane(lane, stage.sizes);
  stage.lanes.clear();
  forgetChoices(stage.curves);
  followNewest(head);
  stage.weights = "best";
  head.dragging = false;
  stage.seconds = model.replaySeconds;
  offerPaces(stage.timeline, stage.seconds);
  stage.glide = { from: model.newest, start: -Infinity };
  playByItself(stage);
}

function playByItself({ head, model }) {
  if (model.mode === "replay" && model.newest > 0 && !prefersStillness()) playFromStart(head, 3);
}

// New stops: the playhead keeps its epoch; a follower glides on to the newest.
function keepPlace(stage, before) {
  const { head, model } = stage;
  if (head.following && before.mode !== model.mode) {
    // What was just watched live was over in a moment: now at a pace one can follow.
    playByItself(stage);
    return;
  }
  if (head.following) {
    const now = performance.now();
    if (model.newest !== before.newest) stage.glide = { from: shownEpoch(stage, now, before.newest), start: now };
    return;
  }
  head.position = positionOf(stage.stops, head.epoch);
}

function glideShare(stage, now) {
  return prefersStillness() ? 1 : easeOut((now - stage.glide.start) / GLIDE_MS);
}

function shownEpoch(stage, now, newest) {
  if (!stage.head.following) return stage.head.epoch;
  return stage.glide.from + (newest - stage.glide.from) * glideShare(stage, now);
}

function updateLanes(stage) {
  const { model, lanes, laneBox } = stage;
  const wanted = new Set(model.runs.map((run) => run.id));
  for (const [id, lane] of lanes) {
    if (wanted.has(id)) continue;
    removeLane(lane, stage.sizes);
    lanes.delete(id);
  }
  const hold = stage.fresh && stage.head.following && !prefersStillness();
  model.runs.forEach((run, k) => {
    if (!lanes.has(run.id)) lanes.set(run.id, createLane(run, stage.sizes, stage.changed));
    const lane = lanes.get(run.id);
    if (laneBox.children[k] !== lane.element) laneBox.insertBefore(lane.element, laneBox.children[k] || null);
    updateLane(lane, run, { model, theme: stage.theme }, hold);
  });
  laneBox.dataset.count = String(Math.min(4, model.runs.length));
}

function refresh(stage) {
  stage.theme = readTheme(stage.root);
  stage.themeKey = stage.theme.key;
  updateLanes(stage);
  setAttribute(stage.root, "aria-label", `Training of ${stage.model.runs.map((run) => run.label).join(", ")} on ${stage.model.task.title || "a task"}`);
  requestPaint(stage);
}

function requestPaint(stage) {
  if (!stage.request && !stage.closed) stage.request = requestAnimationFrame((now) => paint(stage, now));
}

function paint(stage, now) {
  stage.request = 0;
  if (!stage.model) return;
  const elapsedMs = Math.min(100, stage.lastFrame ? now - stage.lastFrame : 16);
  stage.lastFrame = now;
  const { head, model, stops } = stage;
  if (!stage.themeKey) refresh(stage);
  advance(head, stops, stage.seconds, elapsedMs, now);
  glideToTheEnd(stage, now);
  const glide = glideShare(stage, now);
  const epoch = shownEpoch(stage, now, model.newest);
  const view = {
    model, theme: stage.theme, scales: stage.scales, version: stage.version, fresh: stage.fresh,
    epoch, elapsedMs, glide, following: head.following, weights: stage.weights, still: prefersStillness(),
    atEnd: head.following && (!model.active || model.newest <= 0),
    moving: (head.playing && !head.holdUntil) || head.dragging,
  };
  updateLegend(stage.curves, model, stage.theme, stage.changed);
  updateCurveWords(stage.curves, view);
  const easing = paintCurves(stage.curves, view, stage.sizes);
  for (const lane of stage.lanes.values()) paintLane(lane, view, stage.sizes);
  paintTimeline(stage.timeline, { head, stops, model, epoch, weights: stage.weights });
  writeHooks(stage, epoch);
  const busy = easing || head.playing || (head.following && glide < 1);
  describe(stage, view, now, busy);
  stage.fresh = false;
  if (busy) requestPaint(stage);
  else stage.lastFrame = 0;
}

// Back at the end, or at other weights: from what was on screen and not by a jump.
function glideToTheEnd(stage, now) {
  const { head, model, lanes } = stage;
  if (head.following && !stage.followed && !prefersStillness()) {
    for (const lane of lanes.values()) holdLane(lane);
    stage.glide = { from: model.newest, start: now };
  }
  stage.followed = head.following;
}

// Text alternatives: at rest, and now and then on the way.
function describe(stage, view, now, busy) {
  if (busy && now - stage.described < 1000) return;
  stage.described = now;
  describeCurves(stage.curves, view);
  for (const lane of stage.lanes.values()) describeLane(lane, view);
}

function writeHooks(stage, epoch) {
  const { root, model, curves } = stage;
  const first = model.runs[0];
  setAttribute(root, "data-points", String(first && !curves.hidden.has(first.id) ? first.curve.epoch.length : 0));
  setAttribute(root, "data-playhead", String(Math.round(epoch * 100) / 100));
  setAttribute(root, "data-weights", stage.head.following && !model.active ? stage.weights : "");
  setAttribute(root, "data-zoom", curves.zoom ? curves.zoom.map((edge) => edge.toFixed(2)).join(",") : "");
}

// The style is adopted by the root that the component lives in, so that it is sent once too.
export function adoptStyle(root) {
  if (!(root instanceof ShadowRoot)) return;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STAGE_STYLE);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}

function showStage(component) {
  const { data, parentElement, setTriggerValue } = component;
  if (!data || !data.length) return undefined;
  if (!parentElement[INSTANCE]) {
    adoptStyle(parentElement.getRootNode());
    parentElement[INSTANCE] = createStage(parentElement);
  }
  const stage = parentElement[INSTANCE];
  stage.closed = false;
  stage.sizes.watchAll();
  if (stage.bytes !== data) receive(stage, data, () => setTriggerValue("incomplete", true));
  if (stage.model) refresh(stage);
  return () => {
    stage.closed = true;
    stage.sizes.pause();
    cancelAnimationFrame(stage.request);
    stage.request = 0;
  };
}
