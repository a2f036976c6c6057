// Code that prints the numbers on screen.

import type { Run } from "./types.ts";

/** The text of a run's program, with the moment on screen in its places {{step}}, {{unit}},
 * {{epoch}}, {{layer}} and {{path}}. `step` is one of the whole sequence. */
export function codeOf(run: Run, step: number, unit: number): string {
  const { epoch, layerSuffix: layer, layerPath: path } = run;
  const values = new Map<string, string | number>(
    Object.entries({ step, unit, epoch, layer, path }),
  );
  return run.code.replace(/\{\{(\w+)\}\}/g, (whole, name: string) =>
    String(values.get(name) ?? whole),
  );
}
