#!/usr/bin/env node
// Not part of the build, so that npm finds it and links it at any time, before the first build too.
import { existsSync } from "node:fs";

const program = new URL("../dist/cli/main.js", import.meta.url);
if (existsSync(program)) {
  await import(program.href);
} else {
  console.error("lyascope: not built; run npm ci, or npm run build");
  process.exitCode = 1;
}
