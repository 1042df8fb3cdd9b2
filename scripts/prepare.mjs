#!/usr/bin/env node
// Builds dist/ (library, command line and lab) unless it is up to date. npm runs it after an install and before
// `npx lyascope` in a clone, so stdout stays empty: `npx lyascope … --json | …` must see JSON alone.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
// Writes src/engine/gpu/sources.ts, which belongs to what is hashed below.
import "./shaders.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const COMMIT = join(ROOT, "dist", "commit");
const STAMP = join(ROOT, "dist", ".stamp");
const SOURCES = [
  "src",
  "shaders",
  "assembly",
  "public",
  "scripts/prepare.mjs",
  "scripts/shaders.mjs",
  "scripts/wasm.mjs",
  "scripts/vite-offline.ts",
  "scripts/vite-policy.ts",
  "index.html",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  "tsconfig.build.json",
  "vite.config.ts",
];
/** Made of assembly/, which is hashed itself. */
const DERIVED = "src/network/kernels/code.ts";
const PRODUCTS = ["dist/index.js", "dist/cli/main.js", "dist/lab/index.html"];

const hash = hashOf(SOURCES);
const current = existsSync(STAMP) && readFileSync(STAMP, "utf8") === hash;
if (!current || PRODUCTS.some((product) => !existsSync(join(ROOT, product)))) build();
if (existsSync(STAMP)) noteCommit();

function build() {
  const tools = { typescript: "bin/tsc", vite: "bin/vite.js", assemblyscript: "bin/asc.js" };
  const require = createRequire(import.meta.url);
  const missing = Object.keys(tools).filter((tool) => !resolves(require, tool));
  if (missing.length > 0) {
    // An install without development tools (npm ci --omit=dev) must not fail for want of them.
    console.error(`lyascope: not built, ${missing.join(", ")} not installed (npm ci installs what a build needs)`);
    return;
  }
  rmSync(join(ROOT, "dist"), { recursive: true, force: true });
  node("scripts/wasm.mjs");
  node(toolPath(require, "typescript", tools.typescript), "-p", "tsconfig.build.json");
  node(toolPath(require, "vite", tools.vite), "build", "--logLevel", "error");
  writeFileSync(STAMP, hash);
}

/** Notes which commit was built, for results to tell: results of changed sources say so. */
function noteCommit() {
  const git = (...args) => spawnSync("git", args, { cwd: ROOT, encoding: "utf8" }).stdout?.trim() ?? "";
  // Of a repository that merely lies around the package nothing is said.
  const own = git("rev-parse", "--show-cdup") === "" ? git("rev-parse", "--verify", "--quiet", "HEAD") : "";
  const changed = own !== "" && git("status", "--porcelain", "--untracked-files=no") !== "";
  writeFileSync(COMMIT, changed ? `${own}+changes` : own);
}

/** A digest of names and contents: times of files say nothing after a checkout. */
function hashOf(paths) {
  const digest = createHash("sha256");
  const visit = (path) => {
    if (path === DERIVED) return;
    const full = join(ROOT, path);
    if (!existsSync(full)) return;
    const entries = list(full);
    if (entries === undefined) digest.update(`${path}\0`).update(readFileSync(full)).update("\0");
    else for (const entry of entries) visit(`${path}/${entry}`);
  };
  for (const path of paths) visit(path);
  return digest.digest("hex");
}

function list(path) {
  try {
    return readdirSync(path).sort();
  } catch (error) {
    if (error.code === "ENOTDIR") return undefined;
    throw error;
  }
}

function resolves(require, tool) {
  try {
    require.resolve(`${tool}/package.json`);
    return true;
  } catch {
    return false;
  }
}

function toolPath(require, tool, file) {
  return join(require.resolve(`${tool}/package.json`), "..", file);
}

function node(...args) {
  // What is built here is what is published, whoever builds it: a test runner or a shell may say otherwise.
  const env = { ...process.env, NODE_ENV: "production" };
  const { status, error } = spawnSync(process.execPath, args, { cwd: ROOT, env, stdio: ["ignore", 2, 2] });
  if (status === 0) return;
  console.error(
    `lyascope: the build failed at ${args.slice(1).join(" ") || args[0]}${error ? `: ${error.message}` : ""}`,
  );
  process.exit(1);
}
