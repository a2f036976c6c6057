// Press and drag over what is drawn over time: one gesture for the trace, the heatmaps, the unit's
// lines and the symbols.

// A finger or a hand that shakes by this many pixels has not dragged.
const STILL = 4;

export interface TimeDrag {
  stepAt(event: PointerEvent): number;
  /** Pressed at step `from`, and now at `step`. */
  onSteps(step: number, from: number): void;
  /** Released where it was pressed. */
  onPress?(event: PointerEvent): void;
  /** Whether a press begins a drag here; everywhere if it is left out. */
  accepts?(event: PointerEvent): boolean;
}

export interface Dragging {
  readonly active: boolean;
}

export function dragOverTime(box: HTMLElement, drag: TimeDrag): Dragging {
  let pressed: { x: number; y: number; step: number; moved: boolean } | null = null;
  const end = (event: PointerEvent) => {
    const still = pressed !== null && !pressed.moved;
    pressed = null;
    if (still && event.type === "pointerup") drag.onPress?.(event);
  };
  box.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || drag.accepts?.(event) === false) return;
    const step = drag.stepAt(event);
    pressed = { x: event.clientX, y: event.clientY, step, moved: false };
    box.setPointerCapture(event.pointerId);
    drag.onSteps(step, step);
  });
  box.addEventListener("pointermove", (event) => {
    if (!pressed) return;
    const away = Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y);
    pressed.moved ||= away > STILL;
    drag.onSteps(drag.stepAt(event), pressed.step);
  });
  box.addEventListener("pointerup", end);
  box.addEventListener("pointercancel", end);
  return {
    get active() {
      return pressed !== null;
    },
  };
}
