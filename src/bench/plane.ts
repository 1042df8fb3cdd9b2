import type { Engine } from "../engine/engine.ts";
import { resolveStudy } from "../study/resolve.ts";
import { runSpectrum } from "../study/run.ts";
import { type Quartiles, quartiles } from "./quartiles.ts";

/** How long a diagram takes to show something. */
export interface FirstSnapshot {
  engine: "gpu" | "cpu";
  cells: number;
  /** Seconds from the question to the first cells, engine warm. */
  seconds: Quartiles;
}

const SIDE = 64;
/** A phase diagram as one looks at it: λ₁ of 16 networks of width 64 a cell, in law, over weight and bias variance. */
const PLANE = {
  network: { width: 64, activation: "tanh" },
  sampling: "law",
  depth: 64,
  ensemble: 16,
  exponents: 1,
  axes: [
    { path: "network.weights.variance", from: 0.5, to: 4, steps: SIDE },
    { path: "network.bias.variance", from: 0, to: 1, steps: SIDE },
  ],
};

/** Times the first snapshot of a 64 × 64 plane, once for the engine to get warm and then `runs` times. */
export async function timeFirstSnapshot(engine: Engine, runs: number, signal?: AbortSignal): Promise<FirstSnapshot> {
  const study = resolveStudy(PLANE);
  const times: number[] = [];
  for (let run = 0; run <= runs; run++) {
    signal?.throwIfAborted();
    const since = performance.now();
    for await (const { changed } of runSpectrum(study, engine, signal === undefined ? {} : { signal })) {
      if (changed.length === 0) continue;
      times.push((performance.now() - since) / 1000);
      break;
    }
  }
  return { engine: engine.info.kind, cells: study.cells.length, seconds: quartiles(times.slice(1)) };
}
