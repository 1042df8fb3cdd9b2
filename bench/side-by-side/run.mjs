// Runs the command lines of a part; one that fails says why in its place.

import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/**
 * The built command line. Where its folders were brought along one by one they are put together in a temporary place, as
 * Node looks for packages beside what imports them.
 */
export function ours() {
  const { DIST, MODULES, DAWN } = process.env;
  if (!DIST && !MODULES && !DAWN) return join(ROOT, "dist/cli/main.js");
  const home = mkdtempSync(join(tmpdir(), "lyascope-bench-"));
  cpSync(resolve(DIST || join(ROOT, "dist")), join(home, "dist"), { recursive: true });
  cpSync(join(ROOT, "package.json"), join(home, "package.json"));
  const modules = resolve(MODULES || join(ROOT, "node_modules"));
  if (!DAWN) symlinkSync(modules, join(home, "node_modules"));
  else {
    // Packages are found one level up from where webgpu is put beside the program.
    const webgpu = join(home, "dist/node_modules/webgpu");
    mkdirSync(webgpu, { recursive: true });
    const dawn = JSON.stringify(join(resolve(DAWN), "dawn.node"));
    writeFileSync(join(webgpu, "package.json"), '{ "name": "webgpu", "type": "module", "exports": "./index.js" }\n');
    writeFileSync(
      join(webgpu, "index.js"),
      `import { createRequire } from "node:module";\nexport const { create, globals } = createRequire(import.meta.url)(${dawn});\n`,
    );
    if (existsSync(modules)) symlinkSync(modules, join(home, "node_modules"));
  }
  return join(home, "dist/cli/main.js");
}

/** The documents of a part's command lines; `missing` where one gave none. */
export async function run(name, commands, program) {
  const documents = [];
  for (const { program: kind, args } of commands) {
    const [command, all] =
      kind === "python" ? [process.env.PYTHON || "python3", args] : [process.execPath, [program, ...args, "--json"]];
    console.error(`${name}: ${kind} ${args.map((arg) => arg.replace(/^.*\/(?=[^/]+\.py$)/, "")).join(" ")}`);
    documents.push(await documentOf(command, all));
  }
  return documents;
}

async function documentOf(command, args) {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
  const failed = new Promise((done) => child.on("error", (error) => done(error.message)));
  const ended = Promise.all([text(child.stdout), text(child.stderr), new Promise((done) => child.on("close", done))]);
  const result = await Promise.race([failed, ended]);
  if (typeof result === "string") return { missing: result };
  const [stdout, stderr, code] = result;
  if (code === 0) return JSON.parse(stdout);
  return { missing: stderr.trim().split("\n").at(-1) || `exit code ${code}` };
}
