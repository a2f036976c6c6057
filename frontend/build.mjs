// Builds one minified module, its style and their source maps for each part into rnnviz/web, and
// LICENSES.txt with the licences of the packages that are bundled. With --check it writes nothing,
// and fails if what is committed is not what the source gives.

import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.join(here, "..");
const target = path.join(root, "rnnviz", "web");
const parts = ["player", "stage", "comparison", "forecast"];
const folderOf = (part) => (part === "comparison" ? "stage" : part);

const { outputFiles, metafile } = await build({
  absWorkingDir: here,
  entryPoints: Object.fromEntries(
    parts.map((part) => [part, `${folderOf(part)}/${part}.entry.ts`]),
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
  metafile: true,
  // Where packages lie may be a link to elsewhere; the source map names them all the same.
  preserveSymlinks: true,
  write: false,
});

// The name of the package that a file belongs to; undefined for our own.
function packageOf(file) {
  return /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1];
}

async function licences() {
  const packages = new Set(Object.keys(metafile.inputs).map(packageOf).filter(Boolean));
  const texts = [...packages].sort().map(async (name) => {
    const folder = path.join(here, "node_modules", name);
    const { version } = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
    const text = await readFile(path.join(folder, "LICENSE"), "utf8");
    return `${name} ${version}\n\n${text.trim()}\n`;
  });
  const head = "The scripts in this folder hold parts of these packages.\n";
  return [head, ...(await Promise.all(texts))].join(`\n${"-".repeat(72)}\n\n`);
}

const built = new Map(
  outputFiles.map(({ path: file, contents }) => [path.basename(file), Buffer.from(contents)]),
);
built.set("LICENSES.txt", Buffer.from(await licences()));

const committed = new Set(await readdir(target).catch(() => []));
const stale = [];
for (const [name, contents] of built) {
  const found = committed.has(name) ? await readFile(path.join(target, name)) : null;
  if (!found?.equals(contents)) stale.push(name);
}
const left = [...committed].filter((name) => !built.has(name));

if (process.argv.includes("--check")) {
  if (stale.length + left.length > 0) {
    const names = [...stale, ...left].join(", ");
    console.error(`Not what the source gives, in rnnviz/web: ${names}. Run "make frontend".`);
    process.exit(1);
  }
} else {
  await mkdir(target, { recursive: true });
  for (const name of stale) await writeFile(path.join(target, name), built.get(name));
  for (const name of left) await rm(path.join(target, name));
}
