import type { RowBench } from "../../src/bench/rows.ts";
import type { Engine, EngineInfo, Snapshot, SpectrumCell } from "../../src/engine/engine.ts";

const CPU: EngineInfo = { kind: "cpu", precision: "f64", adapter: null };
export const GPU: EngineInfo = { kind: "gpu", precision: "f32", adapter: { name: "made up", software: false } };

/** An engine that computes nothing: how long it took is a formula, and every exponent is the same. */
export function pretender(
  seconds: (cell: SpectrumCell) => number,
  { info = CPU, exponent = 0, gpuSeconds }: { info?: EngineInfo; exponent?: number; gpuSeconds?: number } = {},
): Engine & { asked: SpectrumCell[] } {
  const asked: SpectrumCell[] = [];
  return {
    asked,
    info,
    async *spectrum({ cells }) {
      const [cell] = cells;
      if (cell === undefined) throw new Error("a benchmark asks for one cell");
      asked.push(cell);
      const exponents = new Array<number>(cell.exponents).fill(exponent);
      const spectrum = { exponents } as Partial<Snapshot["cells"][number]> as NonNullable<Snapshot["cells"][number]>;
      const work = cell.ensemble * cell.depth;
      yield {
        cells: [spectrum],
        changed: [0],
        complete: [true],
        done: work,
        total: work,
        seconds: seconds(cell),
        ...(gpuSeconds === undefined ? {} : { gpuSeconds }),
      };
    },
    gradient: () => {
      throw new Error("a benchmark asks for no gradients");
    },
    forward: () => {
      throw new Error("a benchmark asks for no signals");
    },
    close: async () => {},
  };
}

/** A bench of pretenders. */
export function benchOf(
  gpu: Engine | null,
  cpu: Engine,
  refused: string | null = null,
): RowBench & { runs: number; filling(): number } {
  return {
    gpu,
    cpu,
    depth: 8,
    runs: 5,
    filling: () => 48,
    timesCpu: true,
    refusal: () => refused,
    effort: () => ({ seconds: 1, runs: 5, networks: 64, first: { networks: 2, depth: 8 } }),
  };
}

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}
