// Builds the style sheet and the scripts of the pages into the package; run by `make run` and `make test`.
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { compile } from "sass";
import { buildVerifier } from "./verifier/build.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.dirname(here);
const target = path.join(root, "src/siraba/foundation/interface/static/siraba");

// Bootstrap 5.3 still uses forms that Sass will retire; they are its own to mend.
const { css } = compile(path.join(here, "siraba.scss"), {
  style: "compressed",
  loadPaths: [path.join(root, "node_modules")],
  quietDeps: true,
  silenceDeprecations: ["import", "global-builtin", "color-functions", "if-function"],
});

await mkdir(target, { recursive: true });
await build({
  entryPoints: ["siraba", "passkey", "forms", "progress", "map", "network/network", "offline/offline", "offline/worker"].map((name) =>
    path.join(here, `${name}.js`),
  ),
  outdir: target,
  entryNames: "[name]",
  bundle: true,
  minify: true,
  target: "es2019",
  loader: { ".png": "empty" }, // Leaflet's pictures of markers, which our map does not use
  logLevel: "warning",
});
await copyFile(path.join(here, "icon.svg"), path.join(target, "icon.svg"));
await writeFile(path.join(target, "siraba.css"), css);
await buildVerifier(target);
