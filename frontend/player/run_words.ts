// A run and its memory in words.

import type { Run } from "./types.ts";

// PyTorch counts from 0 and calls the first layer l0; in an encoder-decoder "encoder.l0".
function layerInWords(layer: string): string {
  const [, path = "", number = ""] = /^(?:(.*)\.)?l(\d+)/.exec(layer) ?? [];
  if (number === "") return `layer ${layer}`;
  return `${path ? `${path}, ` : ""}layer ${Number(number) + 1} (PyTorch: l${number})`;
}

/** Its label, and which layer and direction it is where there are several. */
export function runTitle(run: Run): string {
  const parts = [run.label];
  // PyTorch's "l0_reverse": the direction is said in words.
  if (run.layers > 1 && run.layer) parts.push(layerInWords(run.layer));
  if (run.reverse) parts.push("reads from right to left");
  return parts.join(" · ");
}

export const DIRECT_PATH =
  "The old state also acts through h on every gate of every unit. Those paths are left out, and they may be the stronger ones.";
