// Time per network·layer of sampling in law and of real weights, on the same engine, and how it grows with the width.
//
//   npm run bench:law -- [--engine cpu|gpu] [--exponents 4] [--seconds N] [--out FILE]

import { writeFileSync } from "node:fs";
import { arch, cpus, platform } from "node:os";
import { parseArgs } from "node:util";
import { openEngines, toJson } from "../dist/index.js";
import { numbers } from "./cases.mjs";
import { throughput } from "./measure.mjs";

const IN_LAW = [64, 128, 256, 512, 1024, 2048, 4096];
/** Real weights beyond this take long, and tell nothing new. */
const OF_WEIGHTS = [64, 128, 256, 512];

try {
  await bench(process.argv.slice(2));
} catch (error) {
  console.error(`bench: ${error.message}`);
  process.exitCode = 1;
}

async function bench(args) {
  const { values } = parseArgs({
    args,
    options: {
      engine: { type: "string", default: "cpu" },
      exponents: { type: "string", default: "4" },
      seconds: { type: "string", default: "2" },
      out: { type: "string" },
    },
  });
  const [exponents] = numbers("exponents", values.exponents, 64);
  const seconds = Number(values.seconds);
  if (!(seconds > 0)) throw new RangeError(`--seconds is ${values.seconds}; allowed: a number above 0`);
  if (!["cpu", "gpu"].includes(values.engine)) {
    throw new RangeError(`--engine is ${JSON.stringify(values.engine)}; allowed: one of cpu, gpu`);
  }
  const engines = await openEngines(values.engine);
  try {
    const rows = [];
    const { engine, workers } = engines.choose([]);
    const model = cpus()[0]?.model ?? null;
    const { kind, precision, adapter } = engine.info;
    console.log(`${kind} ${precision}, ${adapter?.name ?? `${workers} workers, ${model}`}, k = ${exponents}`);
    console.log("microseconds per network·layer, engine warm\n");
    console.log("     n         law     weights     ratio");
    for (const width of IN_LAW) {
      const law = await time({ width, exponents, sampling: "law" }, engine, seconds);
      const real =
        kind === "cpu" && OF_WEIGHTS.includes(width) ? await time({ width, exponents }, engine, seconds) : null;
      rows.push({ width, law, network: real });
      console.log(
        `${String(width).padStart(6)}${law.toFixed(1).padStart(12)}${(real?.toFixed(1) ?? "–").padStart(12)}${(real === null ? "–" : (real / law).toFixed(1)).padStart(10)}`,
      );
    }
    const growth = slope(rows.map(({ width, law }) => [Math.log(width), Math.log(law)]));
    console.log(`\nin law the time grows as n^${growth.toFixed(2)}`);
    const machine = { platform: platform(), arch: arch(), node: process.versions.node, model, workers };
    if (values.out !== undefined) {
      writeFileSync(values.out, `${toJson({ machine, engine: engine.info, exponents, rows, growth }, 2)}\n`);
    }
  } finally {
    await engines.close();
  }
}

/** Microseconds per network·layer. */
async function time(row, engine, seconds) {
  return 1e6 / (await throughput(row, engine, seconds, 8)).rate;
}

/** Of the straight line through the points, by least squares. */
function slope(points) {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(points.map((p) => p[0])), mean(points.map((p) => p[1]))];
  const covariance = points.reduce((sum, p) => sum + (p[0] - x) * (p[1] - y), 0);
  return covariance / points.reduce((sum, p) => sum + (p[0] - x) ** 2, 0);
}
