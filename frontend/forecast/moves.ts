// Hands on the picture: a zoom above, the start of the free run below.

import type { Model } from "./model.ts";
import type { Plot } from "./plot.ts";
import {
  beginDrag,
  beginSelection,
  draggedTo,
  endDrag,
  endSelection,
  keyed,
  pointedAt,
  pointedNowhere,
  type State,
  selectedTo,
  withView,
} from "./state.ts";

/** What gestures act on. */
export interface Held {
  /** Null before the first packet. */
  readonly model: Model | null;
  readonly state: State;
  /** The value of the time axis under a pixel of a panel; null before it is drawn. */
  valueUnder(pixel: number): number | null;
  /** The next state; the page follows with the next frame. */
  set(state: State): void;
  /** A gesture has ended: Python may hear of it, at once or when no more of them follow. */
  tell(when: "now" | "soon"): void;
}

type Gesture = (model: Model, value: number) => void;

// Whatever is done before there is something to see is done to nothing.
function onValue(held: Held, box: HTMLElement, event: PointerEvent, gesture: Gesture): void {
  const value = held.valueUnder(event.clientX - box.getBoundingClientRect().left);
  if (held.model && value !== null) gesture(held.model, value);
}

// Below these pixels a pointer that was pressed and lifted has not been dragged.
const MEANT = 8;

/** Above: a drag chooses what is shown, in both panels. */
export function attachZoom({ kind, box }: Plot, held: Held): void {
  let from: number | null = null;
  const end = (event: PointerEvent, lifted: boolean) => {
    const meant = lifted && from !== null && Math.abs(event.clientX - from) >= MEANT;
    from = null;
    if (held.model) held.set(endSelection(held.model, held.state, meant));
  };
  box.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    onValue(held, box, event, (_, value) => {
      from = event.clientX;
      held.set(beginSelection(held.state, value));
      box.setPointerCapture(event.pointerId);
    });
  });
  box.addEventListener("pointermove", (event) => {
    onValue(held, box, event, (model, value) => {
      held.set(pointedAt(model, selectedTo(held.state, value), kind, value));
    });
  });
  box.addEventListener("pointerup", (event) => end(event, true));
  box.addEventListener("pointercancel", (event) => end(event, false));
  box.addEventListener("pointerleave", () => held.set(pointedNowhere(held.state)));
  box.addEventListener("dblclick", () => held.set(withView(held.state, null)));
}

/** Below: a drag moves the start, with a finger, a mouse or the keys. */
export function attachDrag({ kind, box }: Plot, handle: SVGElement, held: Held): void {
  const end = () => {
    if (!held.state.dragging) return;
    held.set(endDrag(held.state));
    held.tell("now");
  };
  box.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    onValue(held, box, event, (model, value) => {
      held.set(draggedTo(model, beginDrag(held.state), value));
      box.setPointerCapture(event.pointerId);
      handle.focus({ preventScroll: true });
      event.preventDefault();
    });
  });
  box.addEventListener("pointermove", (event) => {
    onValue(held, box, event, (model, value) => {
      const { state } = held;
      held.set(
        state.dragging ? draggedTo(model, state, value) : pointedAt(model, state, kind, value),
      );
    });
  });
  box.addEventListener("pointerup", end);
  box.addEventListener("pointercancel", end);
  box.addEventListener("pointerleave", () => held.set(pointedNowhere(held.state)));
  handle.addEventListener("keydown", (event) => {
    if (!held.model || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = keyed(held.model, held.state, event.key, event.shiftKey);
    if (!next) return;
    event.preventDefault();
    held.set(next);
    held.tell("soon");
  });
}
