import { resolveStudy } from "../dist/index.js";
import { studyOf } from "./cases.mjs";

/** Layers of a timed run. */
const DEPTH = 32;
/** Networks that no run goes beyond. */
const MOST = 2 ** 17;

/** Runs a study to its end; the last snapshot. */
async function run(engine, study) {
  let last;
  for await (const snapshot of engine.spectrum({ cells: resolveStudy(study).cells })) last = snapshot;
  return last;
}

/** The largest difference of an exponent between both engines on the same networks, nats per layer. */
export async function agreement(row, gpu, cpu, small) {
  const study = studyOf(row, small ? 2 : 64, DEPTH);
  const [found, expected] = [await run(gpu, study), await run(cpu, study)];
  return Math.max(...expected.cells[0].exponents.map((value, i) => Math.abs(value - found.cells[0].exponents[i])));
}

/**
 * Network·layers per second of a run that takes about `seconds`, after shorter ones that warm the engine up: kernels
 * are compiled, workers are up, and the size of a batch is known.
 */
export async function throughput(row, engine, seconds, first) {
  let ensemble = first;
  for (;;) {
    const last = await run(engine, studyOf(row, ensemble, DEPTH));
    const rate = last.total / last.seconds;
    const enough = last.seconds > seconds / 2 || ensemble >= MOST;
    if (enough) return { rate, seconds: last.seconds, networks: ensemble, layers: DEPTH };
    const fits = Math.ceil((1.2 * seconds * rate) / DEPTH);
    ensemble = Math.min(MOST, Math.max(ensemble + 1, Math.min(16 * ensemble, fits)));
  }
}
