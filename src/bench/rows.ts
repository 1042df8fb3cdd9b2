import type { Engine } from "../engine/engine.ts";
import { type Agreement, agreementOf } from "./agreement.ts";
import type { Bench } from "./bench.ts";
import type { Case } from "./case.ts";
import { type Timing, timeCase } from "./timing.ts";

/** One line of the benchmark: the same case on both engines. */
export interface Row extends Case {
  /** Null where it was not timed. */
  gpu: Timing | null;
  cpu: Timing | null;
  /** GPU f32 against CPU f64, on the same networks. */
  agreement: Agreement | null;
  /** Why the GPU was not timed, in one line. */
  refused: string | null;
}

/** What rows need of a bench. */
export type RowBench = { gpu: Engine | null } & Pick<Bench, "cpu" | "depth" | "timesCpu" | "refusal" | "effort">;

/** Times the cases one after another, none beside another. Aborting rejects with the signal's reason. */
export async function* measureRows(bench: RowBench, cases: readonly Case[], signal?: AbortSignal): AsyncGenerator<Row> {
  for (const each of cases) {
    const onGpu = await gpuPart(bench, each, signal);
    const cpu = bench.timesCpu ? await timeCase(each, bench.cpu, bench.effort(each, bench.cpu), signal) : null;
    yield { ...each, ...onGpu, cpu };
  }
}

async function gpuPart(bench: RowBench, each: Case, signal?: AbortSignal): Promise<Omit<Row, keyof Case | "cpu">> {
  const { gpu, cpu, depth } = bench;
  const refused = bench.refusal(each);
  if (gpu === null || refused !== null) return { gpu: null, agreement: null, refused };
  try {
    const agreement = await agreementOf(each, gpu, cpu, depth, signal);
    return { gpu: await timeCase(each, gpu, bench.effort(each, gpu), signal), agreement, refused: null };
  } catch (error) {
    signal?.throwIfAborted();
    // One row that fails (a kernel too large for a driver, a lost device) must not cost the others.
    const [said = ""] = (error instanceof Error ? error.message : String(error)).split("\n", 1);
    return { gpu: null, agreement: null, refused: said };
  }
}
