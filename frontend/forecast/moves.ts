// Hands on the picture: a zoom above, the start of the free run below, and what the server hears.

import { indexNear, nearestStart } from "./model.ts";

const SEND_AFTER_MS = 400;

// Above: a drag chooses what is shown, in both panels.
export function attachZoom(view) {
  const { box } = view.one;
  const { state } = view;
  let from = null;
  const valueOf = (event) => view.one.scales.valueUnder(event.clientX - box.getBoundingClientRect().left);
  box.onpointerdown = (event) => {
    if (event.button !== 0 || !view.one.scales) return;
    from = event.clientX;
    state.selection = [valueOf(event), valueOf(event)];
    box.setPointerCapture(event.pointerId);
  };
  box.onpointermove = (event) => {
    if (from !== null) state.selection = [state.selection[0], valueOf(event)];
    point(view, view.one, event);
  };
  box.onpointerup = (event) => {
    if (from !== null && Math.abs(event.clientX - from) >= 8) {
      const [low, high] = [...state.selection].sort((a, b) => a - b);
      const least = (view.model.x[1] - view.model.x[0]) * 4;
      if (high - low >= least) state.view = [low, high];
    }
    from = null;
    state.selection = null;
    view.changed();
  };
  box.onpointercancel = () => {
    from = null;
    state.selection = null;
    view.changed();
  };
  box.onpointerleave = (event) => leave(view, event);
  box.ondblclick = () => {
    state.view = null;
    view.changed();
  };
}

// Below: a drag moves the start, with a finger, a mouse or the keys.
export function attachDrag(view) {
  const { box } = view.free;
  const { state } = view;
  const follow = (event) => {
    const value = view.free.scales.valueUnder(event.clientX - box.getBoundingClientRect().left);
    moveTo(view, nearestStart(view.model, indexNear(view.model.x, value)));
  };
  box.onpointerdown = (event) => {
    if (event.button !== 0 || !view.free.scales) return;
    state.dragging = true;
    state.hover = null;
    box.setPointerCapture(event.pointerId);
    view.handle.focus({ preventScroll: true });
    event.preventDefault();
    follow(event);
  };
  box.onpointermove = (event) => (state.dragging ? follow(event) : point(view, view.free, event));
  const end = () => {
    if (!state.dragging) return;
    state.dragging = false;
    view.changed();
    sendMoment(view);
  };
  box.onpointerup = end;
  box.onpointercancel = end;
  box.onpointerleave = (event) => leave(view, event);
  view.handle.onkeydown = (event) => {
    const far = Math.max(1, Math.round(view.model.starts.length / 10));
    const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -far, PageUp: far, Home: -Infinity, End: Infinity }[event.key];
    if (by === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    moveTo(view, state.at + (event.shiftKey && Math.abs(by) === 1 ? by * far : by));
    keepInView(view);
    clearTimeout(view.timer);
    view.timer = setTimeout(() => sendMoment(view), SEND_AFTER_MS);
  };
}

function moveTo(view, at) {
  view.state.at = Math.max(0, Math.min(view.model.starts.length - 1, at));
  view.changed();
}

function keepInView({ model, state }) {
  if (!state.view) return;
  const place = model.x[model.starts[state.at]];
  const [low, high] = state.view;
  const shift = place < low ? place - low : Math.max(0, place - (high - (high - low) * 0.1));
  state.view = [low + shift, high + shift];
}

function point(view, panel, event) {
  if (!panel.scales || view.state.dragging) return;
  const value = panel.scales.valueUnder(event.clientX - panel.box.getBoundingClientRect().left);
  view.state.hover = indexNear(view.model.x, value);
  view.state.hoverPanel = panel.kind;
  view.changed();
}

function leave(view, event) {
  if (event.pointerType === "touch" && event.type !== "pointerleave") return;
  view.state.hover = null;
  view.changed();
}

export function sendMoment(view) {
  clearTimeout(view.timer);
  const { model, state } = view;
  const moment = { start: model.starts[state.at] - model.testAt, steps: state.steps };
  const text = JSON.stringify(moment);
  if (!view.send || view.sent === text) return;
  view.sent = text;
  view.send("moment", moment);
}
