import type { Engine, Spectrum } from "../engine/engine.ts";
import { type Case, studyOf, usefulFlops } from "./case.ts";
import { type Quartiles, quartiles } from "./quartiles.ts";

/** How long a run is. */
export interface Size {
  networks: number;
  /** Layers of each. */
  depth: number;
}

/** How fast an engine is at a case. */
export interface Timing extends Size {
  /** Network·layers per second by the wall clock, everything included, engine warm. */
  rate: Quartiles;
  /** (2n²k + 2nk²) × the median rate. */
  gflops: number;
  /** Mean number of layers between orthogonalisations, as the engine chose them. */
  orthogonalizedEvery: number | null;
  /** Network·layers per second by the GPU's own clock: its compute passes alone. Null where it was not, or cannot be told. */
  gpuRate: Quartiles | null;
  /** Seconds of each run. */
  seconds: readonly number[];
  /** Of each run by the GPU's own clock. */
  gpuSeconds: readonly number[] | null;
}

/** What may be asked of a timing. */
export interface Effort {
  /** Seconds that one run should take, about. */
  seconds: number;
  runs: number;
  /** Networks that no run goes beyond: after that, runs get deeper. */
  networks: number;
  /** The first, shortest run. */
  first: Size;
}

/** Layers that no run goes beyond. */
const DEEPEST = 65_536;
/** A GPU's clock ticks in steps of about 65 µs: shorter than this it says nothing. */
const TELLING = 5e-3;
/** What one run may be longer than the one before. */
const GROWTH = 16;

export interface Run {
  seconds: number;
  gpuSeconds: number | null;
  spectrum: Spectrum;
}

/** Runs a case once, to its end. Rejects with the signal's reason, and where something disturbed the run: no figure then. */
export async function runCase(
  each: Case,
  { networks, depth }: Size,
  engine: Engine,
  signal?: AbortSignal,
): Promise<Run> {
  let run: Run | null = null;
  const { cells } = studyOf(each, networks, depth);
  for await (const snapshot of engine.spectrum({ cells }, signal)) {
    const [spectrum] = snapshot.cells;
    const { complete, seconds, gpuSeconds = null, notice } = snapshot;
    if (notice !== undefined) throw new Error(notice);
    if (complete[0] && spectrum) run = { seconds, gpuSeconds, spectrum };
  }
  if (run === null) throw new Error(`n = ${each.width}, k = ${each.exponents}: the engine gave no result`);
  return run;
}

/**
 * Times a case: longer and longer runs until one takes about the time asked for, which warm the engine up (kernels are
 * compiled, workers are up, the size of a batch is known), then as many of that length as asked for.
 */
export async function timeCase(each: Case, engine: Engine, effort: Effort, signal?: AbortSignal): Promise<Timing> {
  let size = effort.first;
  for (;;) {
    const { seconds } = await runCase(each, size, engine, signal);
    const longer = grown(size, effort, Math.min(GROWTH, (1.2 * effort.seconds) / Math.max(seconds, 1e-6)));
    if (seconds > effort.seconds / 2 || (longer.networks === size.networks && longer.depth === size.depth)) break;
    size = longer;
  }
  return timeSize(each, engine, size, effort.runs, signal);
}

/** Times runs of one size, of an engine that is warm. */
export async function timeSize(
  each: Case,
  engine: Engine,
  size: Size,
  runs: number,
  signal?: AbortSignal,
): Promise<Timing> {
  const done: Run[] = [];
  for (let run = 0; run < runs; run++) done.push(await runCase(each, size, engine, signal));
  const work = size.networks * size.depth;
  const seconds = done.map((run) => run.seconds);
  const onGpu = done.flatMap((run) => (run.gpuSeconds === null || run.gpuSeconds < TELLING ? [] : [run.gpuSeconds]));
  const gpuSeconds = onGpu.length === runs ? onGpu : null;
  const rate = quartiles(seconds.map((time) => work / time));
  return {
    ...size,
    rate,
    gflops: (usefulFlops(each) * rate.median) / 1e9,
    orthogonalizedEvery: done.at(-1)?.spectrum.orthogonalizedEvery ?? null,
    gpuRate: gpuSeconds === null ? null : quartiles(gpuSeconds.map((time) => work / time)),
    seconds,
    gpuSeconds,
  };
}

/** A run that is longer by a factor, at least by one network: more networks first, then deeper ones. */
function grown({ networks, depth }: Size, effort: Effort, factor: number): Size {
  if (networks < effort.networks) {
    const wanted = Math.max(networks + 1, Math.ceil(networks * factor));
    return { networks: Math.min(effort.networks, wanted), depth };
  }
  return { networks, depth: Math.min(DEEPEST, Math.max(depth + 1, Math.ceil(depth * factor))) };
}
