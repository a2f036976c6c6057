// What a person chose about curves: which runs, which part, which scale, and where they point.

import type { Domain } from "../shared/ticks.ts";

export type PanelKind = "loss" | "gradient";

export interface CurvesState {
  readonly hidden: ReadonlySet<string>;
  /** The epochs that are shown; null for all. */
  readonly zoom: Domain | null;
  readonly log: boolean;
  readonly hover: { readonly panel: PanelKind; readonly epoch: number } | null;
  /** Epochs from which and to which a pointer was dragged so far. */
  readonly selection: Domain | null;
}

export type CurvesEvent =
  | { readonly kind: "press" | "point"; readonly panel: PanelKind; readonly epoch: number }
  | { readonly kind: "release"; readonly dragged: boolean }
  | { readonly kind: "cancel" | "leave" | "showAll" }
  | { readonly kind: "scale"; readonly log: boolean }
  | { readonly kind: "toggleRun"; readonly id: string };

export const ALL_CURVES: CurvesState = {
  hidden: new Set(),
  zoom: null,
  log: true,
  hover: null,
  selection: null,
};

/** The choices that hold for other runs too. */
export function withoutChoices({ log }: CurvesState): CurvesState {
  return { ...ALL_CURVES, log };
}

// One epoch wide at least, and nothing before the first.
function zoomTo([first, second]: Domain): Domain {
  const middle = (first + second) / 2;
  const half = Math.max(0.5, Math.abs(second - first) / 2);
  return [Math.max(0, middle - half), middle + half];
}

function toggled(hidden: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const others = [...hidden].filter((one) => one !== id);
  return new Set(others.length < hidden.size ? others : [...others, id]);
}

/** What is chosen after something happened. */
export function curvesAfter(state: CurvesState, event: CurvesEvent): CurvesState {
  switch (event.kind) {
    case "press": {
      const { panel, epoch } = event;
      return { ...state, hover: { panel, epoch }, selection: [epoch, epoch] };
    }
    case "point": {
      const { panel, epoch } = event;
      const selection: Domain | null = state.selection && [state.selection[0], epoch];
      return { ...state, hover: { panel, epoch }, selection };
    }
    case "release": {
      const zoom = event.dragged && state.selection ? zoomTo(state.selection) : state.zoom;
      return { ...state, zoom, selection: null };
    }
    case "cancel":
      return { ...state, hover: null, selection: null };
    case "leave":
      return { ...state, hover: null };
    case "showAll":
      return { ...state, zoom: null };
    case "scale":
      return { ...state, log: event.log };
    case "toggleRun":
      return { ...state, hidden: toggled(state.hidden, event.id) };
  }
}
