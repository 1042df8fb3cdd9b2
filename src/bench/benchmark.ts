import { measurePeak } from "../engine/gpu/peak.ts";
import type { Bench } from "./bench.ts";
import type { Case } from "./case.ts";
import { type BenchmarkDocument, emptyDocument } from "./document.ts";
import { timeFirstSnapshot } from "./plane.ts";
import { measureRows } from "./rows.ts";
import { measureScaling } from "./scaling.ts";

/** What a benchmark measures. */
export interface Question {
  /** Timed on both engines. */
  rows?: readonly Case[];
  /** Whose cost is followed over networks and depth. */
  scaling?: readonly Case[];
  /** Whether the first snapshot of a plane is timed. */
  firstSnapshot?: boolean;
}

/** A document that grows, with how far it is. */
export interface Progress {
  document: BenchmarkDocument;
  done: number;
  total: number;
}

/** Measures, and yields the document each time it has more. Aborting rejects with the signal's reason. */
export async function* runBenchmark(
  bench: Bench,
  { rows = [], scaling = [], firstSnapshot = false }: Question,
  signal?: AbortSignal,
): AsyncGenerator<Progress> {
  const { gpu, cpu, timesCpu } = bench;
  const engines = [...(gpu === null ? [] : [gpu]), ...(timesCpu ? [cpu] : [])];
  let document = emptyDocument(bench);
  let done = 0;
  const total = 1 + rows.length + (firstSnapshot ? engines.length : 0) + 2 * engines.length * scaling.length;
  const grown = (more: Partial<BenchmarkDocument>): Progress => {
    document = { ...document, ...more };
    done++;
    return { document, done, total };
  };
  yield grown(gpu === null ? {} : { peak: await measurePeak(gpu.device, gpu.platform, signal) });
  for await (const row of measureRows(bench, rows, signal)) yield grown({ rows: [...document.rows, row] });
  for (const engine of firstSnapshot ? engines : []) {
    const first = await timeFirstSnapshot(engine, bench.runs, signal);
    yield grown({ firstSnapshots: [...document.firstSnapshots, first] });
  }
  for await (const each of measureScaling(bench, scaling, signal)) {
    yield grown({ scaling: [...document.scaling, each] });
  }
}
