// The axes of a panel: where a step and a value stand, and which ticks they get.

import { scaleLinear } from "d3-scale";
import type { Size } from "../shared/sizes.ts";
import { type Domain, linearTicks, type Tick } from "../shared/ticks.ts";
import { indexNear, type Model } from "./model.ts";
import type { Chosen } from "./runs.ts";

export interface Rect {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Pixels of one panel. */
export interface Scales {
  /** Where the curves are. */
  readonly rect: Rect;
  readonly x: Domain;
  readonly y: Domain;
  /** Of a value of the time axis. */
  readonly xOf: (value: number) => number;
  /** Of a place on the time axis. */
  readonly xAt: (index: number) => number;
  /** Of a value; far out of the panel it is one panel away. */
  readonly yAt: (value: number) => number;
  /** The value of the time axis under a pixel. */
  readonly valueUnder: (pixel: number) => number;
}

export const MARGIN = { left: 52, right: 10, top: 22, bottom: 24 } as const;

function wholeView(model: Model): Domain {
  return [model.x[0], model.x[model.x.length - 1]];
}

/** What of the time axis is shown at first. A long test range opens on as much of it as a free run
 * can be seen in; null: all of it. */
export function openingView(model: Model, { at }: Chosen, narrow: boolean): Domain | null {
  const whole = model.x.length;
  const most = Math.round(model.horizon * (narrow ? 1.7 : 2.5));
  const before = Math.min(model.testAt, Math.round(model.horizon * 0.3));
  if (whole <= most + before) {
    return narrow ? [model.x[model.testAt - before], model.x[whole - 1]] : null;
  }
  const from = Math.max(0, Math.min(model.starts[at] - before, whole - most - before));
  return [model.x[from], model.x[Math.min(whole - 1, from + before + most)]];
}

/** `foot`: room between the curves and the time axis. */
export function scalesOf(model: Model, view: Domain | null, size: Size, foot: number): Scales {
  const rect: Rect = {
    left: MARGIN.left,
    right: Math.max(MARGIN.left + 1, size.width - MARGIN.right),
    top: MARGIN.top,
    bottom: size.height - MARGIN.bottom - foot,
  };
  const height = rect.bottom - rect.top;
  const x = view ?? wholeView(model);
  const y = model.domain;
  const across = scaleLinear([...x], [rect.left, rect.right]);
  const up = scaleLinear([...y], [rect.bottom, rect.top]);
  return {
    rect,
    x,
    y,
    xOf: across,
    xAt: (index) => across(model.x[index]),
    yAt: (value) => Math.max(rect.top - height, Math.min(rect.bottom + height, up(value))),
    valueUnder: (pixel) => across.invert(pixel),
  };
}

/** Whether an x lies in the panel, `slack` pixels beyond its edges too. */
export function isInside({ rect }: Scales, x: number, slack = 0): boolean {
  return x >= rect.left - slack && x <= rect.right + slack;
}

const STEP_ROOM = { number: 90, label: 120 } as const;
const ROW_ROOM = 40;

/** Ticks of the time axis, with the names of the steps where they have some. */
export function timeTicks(model: Model, { rect, x }: Scales): Tick[] {
  const whole = Number.isInteger(model.x[0]) && Number.isInteger(model.x[1]);
  const room = model.labels.length ? STEP_ROOM.label : STEP_ROOM.number;
  const ticks = linearTicks(
    x[0],
    x[1],
    Math.max(2, Math.round((rect.right - rect.left) / room)),
    whole,
  );
  if (model.labels.length === 0) return withStepName(model, ticks);
  return ticks.flatMap(({ value }) => {
    const label = model.labels[indexNear(model.x, value)];
    return label === undefined ? [] : [{ value, label }];
  });
}

// The last tick says what is counted.
function withStepName(model: Model, ticks: readonly Tick[]): Tick[] {
  const last = ticks.length - 1;
  return ticks.map((tick, k) =>
    k === last && last > 0 ? { ...tick, label: `${model.stepName} ${tick.label}` } : tick,
  );
}

export function valueTicks({ rect, y }: Scales): Tick[] {
  const rows = Math.max(3, Math.round((rect.bottom - rect.top) / ROW_ROOM));
  return linearTicks(y[0], y[1], rows);
}
