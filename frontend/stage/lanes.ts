// The lanes of all runs, one below the other.

import { element } from "../shared/elements.ts";
import type { Sizes } from "../shared/sizes.ts";
import { createLane, type Lane, type LaneScene } from "./lane.ts";
import { type Looks, lookOf } from "./looks.ts";
import type { StageModel } from "./model.ts";
import type { Pointed } from "./state.ts";

const MOST_COUNTED = 4;

export interface Lanes {
  readonly root: HTMLElement;
  boxOf(pointed: Pointed): HTMLElement | null;
  clear(): void;
  /** A new packet or theme. */
  update(model: StageModel, looks: Looks): void;
  hold(): void;
  paint(scene: LaneScene): void;
  describe(model: StageModel): void;
}

export function createLanes(sizes: Sizes, pointAt: (pointed: Pointed | null) => void): Lanes {
  const root = element("div", { class: "lanes" });
  const lanes = new Map<string, Lane>();

  function laneOf(id: string): Lane {
    const found = lanes.get(id);
    if (found) return found;
    const made = createLane(id, sizes, pointAt);
    lanes.set(id, made);
    return made;
  }

  function removeOthers(wanted: ReadonlySet<string>): void {
    for (const [id, lane] of lanes) {
      if (wanted.has(id)) continue;
      lane.remove();
      lanes.delete(id);
    }
  }

  return {
    root,
    boxOf: (pointed) => lanes.get(pointed.run)?.boxOf(pointed) ?? null,
    clear: () => removeOthers(new Set()),
    update(model, looks) {
      removeOthers(new Set(model.runs.map((run) => run.id)));
      model.runs.forEach((run, k) => {
        const lane = laneOf(run.id);
        const place = root.children[k] ?? null;
        if (place !== lane.root) root.insertBefore(lane.root, place);
        lane.update(run, model, lookOf(looks, run.id).colour);
      });
      root.dataset.count = String(Math.min(MOST_COUNTED, model.runs.length));
    },
    hold() {
      for (const lane of lanes.values()) lane.hold();
    },
    paint(scene) {
      for (const lane of lanes.values()) lane.paint(scene);
    },
    describe(model) {
      for (const lane of lanes.values()) lane.describe(model);
    },
  };
}
