import type { Engine } from "../engine/engine.ts";
import { type ResolvedStudy, resolveStudy } from "../study/resolve.ts";
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
  for (let run = 0; run <= runs; run++) times.push(await timeOne(study, engine, signal));
  return { engine: engine.info.kind, cells: study.cells.length, seconds: quartiles(times.slice(1)) };
}

/** Seconds to the first cells; the rest of the run is called off. */
async function timeOne(study: ResolvedStudy, engine: Engine, signal?: AbortSignal): Promise<number> {
  signal?.throwIfAborted();
  const enough = new AbortController();
  const since = performance.now();
  let seconds = Number.NaN;
  try {
    const both = signal === undefined ? enough.signal : AbortSignal.any([signal, enough.signal]);
    for await (const { changed } of runSpectrum(study, engine, { signal: both })) {
      if (changed.length === 0 || enough.signal.aborted) continue;
      seconds = (performance.now() - since) / 1000;
      enough.abort();
    }
  } catch (error) {
    if (!enough.signal.aborted || signal?.aborted) throw error;
  }
  return seconds;
}
