import type { Engine, Snapshot, Spectrum, SpectrumCell, SpectrumJob } from "../../src/engine/engine.ts";
import type { NetworkInput } from "../../src/network/schema.ts";
import { specOf } from "./specs.ts";

/** A cell with small defaults. */
export function cellOf(network: NetworkInput = {}, settings: Partial<SpectrumCell> = {}): SpectrumCell {
  const spec = specOf({ width: 8, ...network });
  return { network: spec, depth: 40, burnIn: 5, exponents: 3, ensemble: 6, seed: 42, ...settings };
}

/** All snapshots of a job; what is a live view is copied. */
export async function collect(engine: Engine, job: SpectrumJob, signal?: AbortSignal): Promise<Snapshot[]> {
  const snapshots: Snapshot[] = [];
  for await (const snapshot of engine.spectrum(job, signal)) {
    snapshots.push({ ...snapshot, cells: [...snapshot.cells], complete: [...snapshot.complete] });
  }
  return snapshots;
}

/** What a job ends with. */
export async function finish(engine: Engine, job: SpectrumJob, signal?: AbortSignal): Promise<Snapshot["cells"]> {
  return (await collect(engine, job, signal)).at(-1)?.cells ?? [];
}

/** What a job ends with; every cell must be there. */
export async function measured(engine: Engine, cells: readonly SpectrumCell[]): Promise<Spectrum[]> {
  return (await finish(engine, { cells })).map((spectrum) => {
    if (spectrum === null) throw new Error("a cell was not computed");
    return spectrum;
  });
}
