import type { Engine } from "../engine/engine.ts";
import type { Bench } from "./bench.ts";
import type { Case } from "./case.ts";
import { quartiles, slope } from "./quartiles.ts";
import type { RowBench } from "./rows.ts";
import { type Size, timeCase, timeSize } from "./timing.ts";

/** The power with which the cost of a case grows along one direction: 1 is linear. */
export interface Scaling extends Case {
  engine: "gpu" | "cpu";
  along: "networks" | "depth";
  /** Fit of ln (median seconds) over ln (networks or depth). */
  power: number;
  standardError: number;
  /** Median seconds of every size. */
  points: readonly (Size & { seconds: number })[];
}

/** Sizes, as multiples of one that takes the time of a run and fills the device. */
const FACTORS = [1, 2, 4, 8];

/** Measures how the cost of cases grows with networks and with depth. Aborting rejects with the signal's reason. */
export async function* measureScaling(
  bench: RowBench & Pick<Bench, "runs" | "filling">,
  cases: readonly Case[],
  signal?: AbortSignal,
): AsyncGenerator<Scaling> {
  const engines: readonly (Engine | null)[] = [bench.gpu, bench.timesCpu ? bench.cpu : null];
  for (const each of cases) {
    for (const engine of engines) {
      if (engine === null || (engine === bench.gpu && bench.refusal(each) !== null)) continue;
      const { networks: enough, depth } = await timeCase(
        each,
        engine,
        { ...bench.effort(each, engine), runs: 1 },
        signal,
      );
      const networks = Math.max(enough, bench.filling(engine));
      for (const along of ["networks", "depth"] as const) {
        const points: (Size & { seconds: number })[] = [];
        for (const factor of FACTORS) {
          const size =
            along === "networks" ? { networks: networks * factor, depth } : { networks, depth: depth * factor };
          const { seconds } = await timeSize(each, engine, size, bench.runs, signal);
          points.push({ ...size, seconds: quartiles(seconds).median });
        }
        const fit = slope(points.map((point) => [Math.log(point[along]), Math.log(point.seconds)]));
        const { kind } = engine.info;
        yield { ...each, engine: kind, along, power: fit.value, standardError: fit.standardError, points };
      }
    }
  }
}
