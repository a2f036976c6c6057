// Pointer gestures on a plot of curves. Wheel and vertical swipes stay with the page: only pointer
// drags are taken.

import type { CurvesEvent } from "./curves_state.ts";
import type { Panel } from "./panel.ts";

// Pixels from which on a press is a drag.
const DRAG = 6;

/** Where an event lies in a box, in CSS pixels. */
export function placeIn(box: Element, event: PointerEvent): readonly [number, number] {
  const { left, top } = box.getBoundingClientRect();
  return [event.clientX - left, event.clientY - top];
}

export function attachPointer(panel: Panel, dispatch: (event: CurvesEvent) => void): void {
  const { box, kind } = panel;
  let startX: number | null = null;
  const epochOf = (event: PointerEvent) => panel.scale.epochUnder(placeIn(box, event)[0]);
  box.onpointerdown = (event) => {
    if (event.button !== 0) return;
    startX = event.clientX;
    box.setPointerCapture(event.pointerId);
    dispatch({ kind: "press", panel: kind, epoch: epochOf(event) });
  };
  box.onpointermove = (event) => dispatch({ kind: "point", panel: kind, epoch: epochOf(event) });
  box.onpointerup = (event) => {
    const dragged = startX !== null && Math.abs(event.clientX - startX) >= DRAG;
    startX = null;
    dispatch({ kind: "release", dragged });
  };
  box.onpointercancel = () => {
    startX = null;
    dispatch({ kind: "cancel" });
  };
  // A finger leaves as it lifts: its readout stays until the next tap elsewhere.
  box.onpointerleave = (event) => {
    if (startX === null && event.pointerType !== "touch") dispatch({ kind: "leave" });
  };
  box.ondblclick = () => dispatch({ kind: "showAll" });
}
