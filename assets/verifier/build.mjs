// The verifier: one HTML file with its script and style inside, and what a site serves beside it.
import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const assets = path.dirname(here);
const COMMON = { bundle: true, minify: true, format: "iife", target: "es2020", charset: "utf8", logLevel: "warning" };
const hashed = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
const source = (name) => readFile(path.join(here, name), "utf8");

async function bundled(name, more = {}) {
  const made = await build({ ...COMMON, entryPoints: [path.join(here, name)], write: false, ...more });
  return made.outputFiles[0].text.trim();
}

// Replaced by a function, because scripts hold the `$` that a string of replacement would read as its own
const filled = (template, values) => template.replace(/\{\{(\w+)\}\}/g, (_all, name) => values[name]);

export async function buildVerifier(target) {
  const folder = path.join(target, "verifier");
  const [script, style, icon] = [
    await bundled("page.js"),
    await bundled("page.css"),
    await readFile(path.join(assets, "icon.svg"), "utf8"),
  ];
  const policy = [
    "default-src 'none'",
    `script-src ${hashed(script)} 'self' 'wasm-unsafe-eval'`,
    `style-src ${hashed(style)}`,
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const values = { policy, script, style, icon: `data:image/svg+xml;base64,${Buffer.from(icon).toString("base64")}` };
  const page = filled(await source("page.html"), values);
  const release = `siraba-verifier-${createHash("sha256").update(page).digest("hex").slice(0, 12)}`;

  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "verifier.html"), page);
  await writeFile(path.join(folder, "worker.js"), filled(await source("worker.js"), { release }));
  await writeFile(path.join(folder, "zxing.js"), await bundled("zxing.js", { format: "esm" }));
  await copyFile(path.join(here, "manifest.webmanifest"), path.join(folder, "manifest.webmanifest"));
  await copyFile(path.join(assets, "icon.svg"), path.join(folder, "icon.svg"));
  const wasm = path.join(path.dirname(assets), "node_modules/zxing-wasm/dist/reader/zxing_reader.wasm");
  await copyFile(wasm, path.join(folder, "zxing_reader.wasm"));
}
