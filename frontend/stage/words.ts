// What the stage says in words. Pure.

import { axisName, counted, formatCount, formatNumber, formatTick } from "../shared/numbers.ts";
import type { StageTaskHeader } from "../shared/packet_types.ts";
import type { Domain } from "../shared/ticks.ts";
import { curveAt, type StageModel, type StageRun } from "./model.ts";
import type { FrameMix, Playhead } from "./playhead.ts";

const DASH = "\u2013";

function epochsText(run: StageRun): string {
  const epoch = `epoch ${formatCount(run.epoch)}`;
  return run.epochs ? `${epoch} of ${formatCount(run.epochs)}` : epoch;
}

function rateText(rate: number): string {
  if (!(rate > 0)) return "";
  const shown = rate >= 10 ? String(Math.round(rate)) : rate.toFixed(1);
  return `${shown} ${shown === "1.0" ? "epoch" : "epochs"}/s`;
}

function statusWords(run: StageRun): readonly string[] {
  const started = run.newest > 0 || run.frames.epochs.length > 0 || run.epoch > 0;
  switch (run.status) {
    case "queued":
      return ["waiting for a worker", run.note];
    case "running":
      return started ? [epochsText(run), rateText(run.rate), run.note] : ["starting"];
    case "paused":
    case "stopped":
    case "interrupted":
      return [`${run.status} at ${epochsText(run)}`, run.note];
    case "finished":
      return ["finished", counted(run.epoch, "epoch"), run.note];
    case "failed":
      return [started ? `failed at ${epochsText(run)}` : "failed", run.note];
    case "diverged":
      return [`${divergedWords(run.divergedIn)} of ${formatCount(run.epochs)}`, run.note];
    default:
      return [run.status, run.note];
  }
}

/** One line of plain words on how a run stands. */
export function statusText(run: StageRun): string {
  return statusWords(run).filter(Boolean).join(" \u00b7 ");
}

export function divergedWords(epoch: number): string {
  return `diverged in epoch ${formatCount(epoch)}`;
}

/** What stands in place of hidden states that are not there. */
export function waitingText(run: StageRun): string {
  if (run.frames.hidden.frames)
    return `the first recorded picture is of epoch ${run.frames.epochs[0]}`;
  if (run.status === "queued") return "waiting for a worker";
  if (run.status === "running") return "starting";
  return run.message ? "" : "no epoch was recorded";
}

/** The epoch of a picture; null for none. Between two frames, the whole epoch that is past. */
export function frameEpoch(run: StageRun, mix: FrameMix | null, epoch: number): number | null {
  if (!mix) return null;
  return mix.share > 0 ? Math.floor(epoch + 1e-6) : run.frames.epochs[mix.from];
}

export function placeText(epoch: number | null, isBest: boolean): string {
  if (epoch === null) return "";
  return epoch === 0 ? "untrained" : `epoch ${epoch}${isBest ? " (best)" : ""}`;
}

/** A share in per cent, for a small cell. */
export function percentText(share: number): string {
  if (!Number.isFinite(share)) return DASH;
  const percent = share * 100;
  return percent < 0.5 ? "0" : String(Math.round(percent));
}

/** The share of all that is illegal, in per cent. */
export function illegalText(share: number): string {
  if (!Number.isFinite(share)) return DASH;
  const percent = share * 100;
  return percent < 9.95 ? percent.toFixed(1) : String(Math.round(percent));
}

/** A number in a table; a dash for none. */
export function cellText(value: number | null): string {
  return value === null || !Number.isFinite(value) ? DASH : formatNumber(value);
}

/** An end of the scale of states: −1, 0.4. */
export function limitText(limit: number): string {
  return formatTick(limit, 0.1).replace(/\.0$/, "");
}

export function valueName(task: Partial<StageTaskHeader>): string {
  return axisName(task.value_name || "value", task.unit);
}

/** What stands at one step of the forecast; `forecast` is null where there is none. */
export function stepWords(model: StageModel, at: number, forecast: number | null): string {
  const { task, truth } = model;
  const step = `${task.step_name || "step"} ${formatTick(truth.x[at], 1)}: `;
  const answer = forecast === null ? "no value" : formatNumber(forecast);
  if (task.logarithmic) return step + answer;
  const said = forecast === null ? "" : `, forecast ${answer}`;
  return `${step}truth ${formatNumber(truth.y[at])}${said}`;
}

export function playWord(head: Playhead, active: boolean, hasPast: boolean): string {
  if (head.playing) return "Pause";
  if (!head.following) return "Play";
  return active && hasPast ? "Replay so far" : "Replay training";
}

/** Where the replay stands; at the end the networks need not be those of the last epoch. */
export function replayWords(
  epoch: number,
  lastEpoch: number,
  ended: boolean,
  weights: string,
): {
  readonly before: string;
  readonly shown: string;
  readonly after: string;
  readonly aloud: string;
} {
  const shown = formatCount(Math.floor(epoch + 1e-6));
  if (ended) {
    const aloud = `trained for ${shown} epochs, the ${weights} epoch is shown`;
    return { before: "trained for ", shown, after: " epochs, shown:", aloud };
  }
  const after = ` of ${formatCount(lastEpoch)}`;
  return { before: "epoch ", shown, after, aloud: `epoch ${shown}${after}` };
}

/** The text alternative of the learning curves. */
export function lossWords(runs: readonly StageRun[], epoch: number): string {
  const told = runs.map((run) => {
    const { train, validation } = curveAt(run, epoch);
    return `${run.label}: training loss ${formatNumber(train)}, validation loss ${formatNumber(validation)}`;
  });
  return `Learning curves up to epoch ${formatCount(Math.round(epoch))}. ${told.join("; ")}`;
}

/** The text alternative of the gradient norms. */
export function gradientWords(runs: readonly StageRun[], epoch: number): string {
  const told = runs.map((run) => {
    const diverged = run.divergedIn ? `, diverged in epoch ${run.divergedIn}` : "";
    return `${run.label}: ${formatNumber(curveAt(run, epoch).gradient)}${diverged}`;
  });
  return `Gradient norm up to epoch ${formatCount(Math.round(epoch))}. ${told.join("; ")}`;
}

/** What stands in place of the learning curves; empty where there are some. */
export function noCurves({ runs, active }: StageModel): string {
  if (runs.some((run) => run.curve.epoch.length > 0)) return "";
  return active ? "The first epoch will appear here." : "No epoch was recorded.";
}

/** What stands in place of the gradient norms. Before training there is no gradient: a run that
 * diverges in its first epoch leaves none. */
export function noNorms(runs: readonly StageRun[]): string {
  const none = ({ divergedIn, curve }: StageRun) =>
    divergedIn > 0 && !curve.gradient.some(Number.isFinite);
  return runs.length > 0 && runs.every(none)
    ? "Diverged in the first epoch: there is no finite norm to draw."
    : "";
}

/** What the button says that ends a zoom. */
export function zoomWords(zoom: Domain | null): string {
  if (!zoom) return "";
  return `Shows all epochs again; now ${zoom[0].toFixed(2)} to ${zoom[1].toFixed(2)}`;
}

/** The mean distance of a forecast from the truth, where both are numbers. */
export function meanAbsoluteError(forecast: ArrayLike<number>, truth: ArrayLike<number>): number {
  let sum = 0;
  let count = 0;
  for (let k = 0; k < truth.length; k += 1) {
    const gap = Math.abs(forecast[k] - truth[k]);
    if (!Number.isFinite(gap)) continue;
    sum += gap;
    count += 1;
  }
  return count > 0 ? sum / count : NaN;
}

/** The text alternative of a forecast. */
export function forecastWords(
  place: string,
  task: Partial<StageTaskHeader>,
  error: number,
): string {
  const size = formatNumber(error);
  return task.logarithmic
    ? `${place}: ${task.value_name}, on average ${size}.`
    : `${place}: outputs on the test data, on average ${size} from the truth.`;
}
