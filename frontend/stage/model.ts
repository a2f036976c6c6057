// What a packet says, made safe to draw: every array is there, of matching length, perhaps empty.

import { formatTick } from "../shared/numbers.ts";
import { indexAfter } from "./scale.ts";

const ACTIVE_STATUSES = ["queued", "running", "paused"];
const NO_NUMBERS = new Float32Array(0);

export function arrayNamed(arrays, name) {
  return arrays[name] || { data: NO_NUMBERS, shape: [0], scale: 1 };
}

function readCurve(arrays, k) {
  const epoch = arrayNamed(arrays, `${k}/epoch`).data;
  const seriesNamed = (name) => {
    const { data } = arrayNamed(arrays, `${k}/${name}`);
    return data.length === epoch.length ? data : new Float32Array(epoch.length).fill(NaN);
  };
  return {
    epoch,
    train: seriesNamed("train"),
    validation: seriesNamed("validation"),
    gradient: seriesNamed("gradient"),
  };
}

// Frames are usable only as far as every part of them was sent.
function readFrames(arrays, k, run, length) {
  const forecast = arrayNamed(arrays, `${k}/forecast`);
  const hidden = arrayNamed(arrays, `${k}/hidden`);
  const [frames = 0, steps = 0, units = 0] = hidden.shape.length === 3 ? hidden.shape : [0, 0, 0];
  const lines = forecast.shape.length === 2 && forecast.shape[1] === length ? forecast.shape[0] : 0;
  const rule = arrayNamed(arrays, `${k}/rule`);
  const [shares = 0, cells = 0] = rule.shape.length === 3 ? [rule.shape[0], rule.shape[1] * rule.shape[2]] : [0, 0];
  const count = Math.min((run.frame_epochs || []).length, Math.max(lines, frames));
  return {
    epochs: (run.frame_epochs || []).slice(0, count),
    texts: run.frame_texts || [],
    forecast: { data: forecast.data, frames: Math.min(lines, count), length },
    hidden: {
      data: hidden.data,
      scale: hidden.scale,
      limit: run.hidden_limit || 1,
      frames: Math.min(frames, count),
      steps,
      units,
    },
    rule: { data: rule.data, frames: Math.min(shares, count), length: cells },
  };
}

export function lastOf(list) {
  return list.length ? list[list.length - 1] : 0;
}

// The epoch in which a training became infinite or not a number, the one after the last that has
// numbers; 0 of any other run.
function divergedIn(run, curve) {
  return run.status === "diverged" ? lastOf(curve.epoch) + 1 : 0;
}

function readRun(arrays, header, k, length, variants) {
  const run = header.runs[k];
  const curve = readCurve(arrays, k);
  const frames = readFrames(arrays, k, run, length);
  const variant = variants.get(run.cell) || 0;
  variants.set(run.cell, variant + 1);
  return {
    ...run,
    active: ACTIVE_STATUSES.includes(run.status),
    curve,
    bestEpoch: run.best_epoch || 0,
    frames,
    variant,
    hex: header.palette.cells[run.cell] || header.palette.truth,
    newest: Math.max(lastOf(curve.epoch), lastOf(frames.epochs)),
    divergedIn: divergedIn(run, curve),
  };
}

export function readStage({ header, arrays }) {
  const truth = { x: arrayNamed(arrays, "truth_x").data, y: arrayNamed(arrays, "truth").data };
  const context = { x: arrayNamed(arrays, "context_x").data, y: arrayNamed(arrays, "context").data };
  const variants = new Map();
  const runs = (header.runs || []).map((_, k) => readRun(arrays, header, k, truth.y.length, variants));
  // Where none has begun the axis is that of what was planned, whether or not it will come.
  const none = runs.every((run) => !run.newest);
  const planned = runs.map((run) => {
    if (run.divergedIn) return run.divergedIn;
    return run.active || none ? Math.max(run.epochs || 0, run.newest) : run.newest;
  });
  return {
    token: header.token,
    task: header.task || {},
    mode: header.mode,
    replaySeconds: header.replay_seconds || 8,
    palette: header.palette,
    baseline: header.baseline && Number.isFinite(header.baseline.loss) ? header.baseline : null,
    runs,
    truth,
    context,
    active: runs.some((run) => run.active),
    onAir: runs.some((run) => run.active && run.status !== "paused"),
    newest: Math.max(0, ...runs.map((run) => run.newest)),
    lastEpoch: Math.max(1, ...planned),
  };
}

// Values of the last curve point at or before an epoch; NaN where there is none.
export function curveAt(run, epoch) {
  const at = indexAfter(run.curve.epoch, epoch + 1e-6) - 1;
  const valueOf = (series) => {
    for (let k = at; k >= 0; k -= 1) if (Number.isFinite(series[k])) return series[k];
    return NaN;
  };
  return { train: valueOf(run.curve.train), validation: valueOf(run.curve.validation), gradient: valueOf(run.curve.gradient) };
}

function epochsText(run) {
  const epoch = `epoch ${formatTick(run.epoch || 0, 1)}`;
  return run.epochs ? `${epoch} of ${formatTick(run.epochs, 1)}` : epoch;
}

function rateText(rate) {
  if (!(rate > 0)) return "";
  const shown = rate >= 10 ? String(Math.round(rate)) : rate.toFixed(1);
  return `${shown} ${shown === "1.0" ? "epoch" : "epochs"}/s`;
}

// One line of plain words on how a run stands.
export function statusText(run) {
  const started = run.newest > 0 || run.frames.epochs.length > 0 || (run.epoch || 0) > 0;
  const words = {
    queued: () => ["waiting for a worker", run.note],
    running: () => (started ? [epochsText(run), rateText(run.epochs_per_second), run.note] : ["starting"]),
    paused: () => [`paused at ${epochsText(run)}`, run.note],
    stopped: () => [`stopped at ${epochsText(run)}`, run.note],
    finished: () => ["finished", run.epoch === 1 ? "1 epoch" : `${formatTick(run.epoch, 1)} epochs`, run.note],
    failed: () => [started ? `failed at ${epochsText(run)}` : "failed", run.note],
    diverged: () => [`diverged in epoch ${formatTick(run.divergedIn, 1)} of ${formatTick(run.epochs, 1)}`, run.note],
    interrupted: () => [`interrupted at ${epochsText(run)}`, run.note],
  }[run.status];
  return (words ? words() : [run.status, run.note]).filter(Boolean).join(" \u00b7 ");
}
