// Builds one minified module, its style and their source maps for each part into rnnviz/web.
// With --check it writes nothing, and fails if what is committed is not what the source gives.

import { readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const target = path.join(here, "..", "rnnviz", "web");
const parts = ["player", "stage", "comparison", "forecast"];

const { outputFiles } = await build({
  absWorkingDir: here,
  entryPoints: Object.fromEntries(
    parts.flatMap((part) => [
      [part, `${part === "comparison" ? "stage" : part}/${part}.entry.ts`],
    ]),
  ),
  outdir: target,
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  sourcemap: "linked",
  sourcesContent: true,
  legalComments: "none",
  charset: "utf8",
  write: false,
});

const { writeFile, mkdir } = await import("node:fs/promises");
const stale = [];
for (const { path: file, contents } of outputFiles) {
  const committed = await readFile(file).catch(() => null);
  if (committed !== null && committed.equals(Buffer.from(contents))) continue;
  stale.push(path.relative(path.join(here, ".."), file));
  if (process.argv.includes("--check")) continue;
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, contents);
}
if (process.argv.includes("--check") && stale.length > 0) {
  console.error(`Not what the source gives: ${stale.join(", ")}. Run "make frontend".`);
  process.exit(1);
}
