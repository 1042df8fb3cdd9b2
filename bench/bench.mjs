// Network·layers per second on the GPU and on the CPU, side by side, with the error against f64 on the same networks.
//
//   npm run bench -- [--widths 8,16,32,64] [--seconds N] [--workers N] [--out FILE]

import { writeFileSync } from "node:fs";
import { arch, cpus, platform } from "node:os";
import { parseArgs } from "node:util";
import { openEngines, toJson } from "../dist/index.js";
import { numbers, rowsFor } from "./cases.mjs";
import { agreement, throughput } from "./measure.mjs";
import { heading, line } from "./table.mjs";

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
      widths: { type: "string", default: "8,16,32,64" },
      seconds: { type: "string" },
      workers: { type: "string" },
      out: { type: "string" },
    },
  });
  const widths = numbers("widths", values.widths, 64);
  const workers = values.workers === undefined ? undefined : numbers("workers", values.workers, 1024)[0];
  const asked = values.seconds === undefined ? undefined : Number(values.seconds);
  if (asked !== undefined && !(asked > 0)) {
    throw new RangeError(`--seconds is ${values.seconds}; allowed: a number above 0`);
  }
  const gpus = await openEngines("gpu", { lenient: true });
  const onCpus = await openEngines("cpu", { workers });
  try {
    const result = await measure(widths, asked, gpus, onCpus);
    if (values.out !== undefined) writeFileSync(values.out, `${toJson(result, 2)}\n`);
  } finally {
    await gpus.close();
    await onCpus.close();
  }
}

async function measure(widths, asked, gpus, onCpus) {
  const { gpu } = gpus;
  const { reason } = gpus.choose([]);
  const { engine: cpu, workers } = onCpus.choose([]);
  const adapter = gpu?.info.adapter ?? null;
  const small = adapter?.software === true;
  // A software adapter is there to show that the kernels are right: it gets little to do.
  const seconds = asked ?? (small ? 1 : 3);
  const model = cpus()[0]?.model ?? null;
  console.log(heading({ adapter, reason, workers, model }));
  const rows = [];
  for (const row of rowsFor(widths)) {
    const maxError = gpu === null ? null : await agreement(row, gpu, cpu, small);
    const onGpu = gpu === null ? null : await throughput(row, gpu, seconds, small ? 8 : 1024);
    const onCpu = await throughput(row, cpu, seconds, 8 * workers);
    rows.push({ ...row, gpu: onGpu, cpu: onCpu, maxError });
    console.log(line(rows.at(-1)));
  }
  return {
    machine: { platform: platform(), arch: arch(), node: process.versions.node, model, workers },
    adapter,
    reason,
    unit: "rate in network·layers per second, engine warm; maxError in nats per layer",
    rows,
  };
}
