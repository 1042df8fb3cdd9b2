// Ours and the peers, one after another on the same machine: JSON of each, one table, and the goals. See bench/gpu.sh,
// which sets what this reads from the environment.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { PARTS, planOf } from "./side-by-side/parts.mjs";
import { report } from "./side-by-side/report.mjs";
import { ours, run } from "./side-by-side/run.mjs";

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    widths: { type: "string" },
    only: { type: "string", default: Object.keys(PARTS).join(",") },
    name: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

if (values.help) {
  console.log(`bench/gpu.sh [--quick] [--widths 16,32,…] [--only ${Object.keys(PARTS).join(",")}] [--name NAME]

Runs the parts, keeps the JSON of each in $OUT/parts, and writes $OUT/NAME.json and NAME.md from all parts that are
there: a machine that is lent for minutes can run them one by one. NAME is the date and the adapter by default.`);
} else {
  process.exitCode = await main();
}

async function main() {
  const wanted = values.only.split(",");
  const unknown = wanted.find((name) => !(name in PARTS) && name !== "none");
  if (unknown !== undefined) {
    console.error(`--only is ${JSON.stringify(unknown)}; allowed: ${Object.keys(PARTS).join(", ")}, none`);
    return 2;
  }
  const folder = join(process.env.OUT ?? "bench/results", "parts");
  mkdirSync(folder, { recursive: true });
  const plan = planOf(values.quick, values.widths);
  const program = ours();
  const found = {};
  for (const [name, part] of Object.entries(PARTS)) {
    const file = join(folder, `${name}.json`);
    // A peer that found no GPU has run on the CPU already.
    if (found[name.replace("-cpu", "")]?.[0]?.device?.kind === "cpu") continue;
    if (wanted.includes(name)) {
      writeFileSync(file, `${JSON.stringify(await run(name, part(plan), program), null, 1)}\n`);
    }
    if (existsSync(file)) found[name] = JSON.parse(readFileSync(file, "utf8"));
  }
  const { name, text, document } = report(found, plan);
  const path = join(process.env.OUT ?? "bench/results", values.name ?? name);
  writeFileSync(`${path}.json`, `${JSON.stringify(document, null, 1)}\n`);
  writeFileSync(`${path}.md`, `${text}\n`);
  console.log(text);
  console.error(`written: ${path}.md and .json`);
  return 0;
}
