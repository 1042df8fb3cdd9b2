// Ours, tfjs and jax-js: the same work on the same adapter in one page, one after another.

import { agreementOf } from "../../../dist/bench/agreement.js";
import { quartiles } from "../../../dist/bench/quartiles.js";
import { timeCase } from "../../../dist/bench/timing.js";
import { createCpuEngine, createGpuEngine } from "../../../dist/index.js";
import * as jaxjs from "./jax-js.js";
import { largest, reference, unitFrame } from "./reference.js";
import * as tfjs from "./tfjs.js";

const said = document.getElementById("said");
const say = (line) => {
  said.append(`${line}\n`);
  console.info(line);
};
const LAYERS = 8; // of the comparison with f64

/** Runs everything; sizes are { n, k, networks }. */
globalThis.measure = async ({ sizes, seconds, runs, only }) => {
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: "high-performance" });
  const rows = [];
  const { info } = adapter;
  const engine = await createGpuEngine(adapter);
  const cpu = createCpuEngine({ workers: 1 });
  for (const { n, k, networks } of sizes) {
    const each = { width: n, exponents: k, sampling: "network" };
    const { maxError } = await agreementOf(each, engine, cpu, LAYERS);
    const effort = { seconds, runs, networks, first: { networks, depth: 8 } };
    rows.push({
      library: "lyascope",
      method: "mgs",
      n,
      k,
      networks,
      maxError,
      ...(await timeCase(each, engine, effort)),
    });
    say(`lyascope n=${n} k=${k}: ${rows.at(-1).rate.median}`);
  }
  const adapterName = engine.info.adapter;
  await engine.close();
  await cpu.close();
  for (const library of [tfjs, jaxjs]) {
    try {
      say(`${library.name}: opening`);
      await library.open();
      say(`${library.name}: open`);
    } catch (error) {
      rows.push({ library: library.name, failed: String(error) });
      continue;
    }
    for (const size of sizes) {
      for (const method of Object.keys(library.methods).filter((each) => only === null || only === each)) {
        const row = { library: library.name, method, ...size };
        try {
          row.maxError = await errorOf(library, method, size);
          say(`${library.name} ${method} error ${row.maxError}`);
          Object.assign(row, await time((layers) => library.run(method, size, layers), size, seconds, runs));
        } catch (error) {
          row.failed = String(error).split("\n")[0];
        }
        rows.push(row);
        say(`${library.name} ${method} n=${size.n} k=${size.k}: ${row.failed ?? row.rate.median}`);
      }
    }
  }
  const versions = { ...tfjs.versions, ...jaxjs.versions };
  return { adapter: { ...adapterName, architecture: info.architecture }, browser: navigator.userAgent, versions, rows };
};

/** Against f64 in plain JavaScript with the same weights. */
async function errorOf(library, method, { n, k }) {
  const size = { n, k, networks: 2 };
  const normal = () => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
  const draw = (count, scale) => Float32Array.from({ length: count }, () => scale * normal());
  const states = draw(size.networks * n, 1);
  const weights = Array.from({ length: LAYERS }, () => draw(size.networks * n * n, 1 / Math.sqrt(n)));
  const found = await library.spectrum(method, size, weights, states);
  return largest(found, reference(size, weights, states, unitFrame(n, k)));
}

/** Seconds of a layer beyond which one run must do. */
const PATIENCE = 5;

async function time(run, { networks }, seconds, runs) {
  const clock = async (layers) => {
    const since = performance.now();
    await run(layers);
    return (performance.now() - since) / 1000;
  };
  let layers = 1;
  // The first run compiles; one that is slow beyond that is not repeated for it.
  let took = await clock(layers);
  if (took < 2 * PATIENCE) took = await clock(layers);
  while (took < seconds / 2) {
    layers = Math.max(layers + 1, Math.min(16 * layers, Math.ceil((1.2 * seconds * layers) / took)));
    took = await clock(layers);
  }
  const times = [];
  while (times.length < (took > PATIENCE ? 1 : runs)) times.push(await clock(layers));
  return { rate: quartiles(times.map((each) => (networks * layers) / each)), depth: layers, seconds: times };
}
