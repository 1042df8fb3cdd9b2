import type { EngineInfo } from "../../engine/engine.ts";
import type { Grid } from "../../study/grid.ts";
import { GENERATOR } from "../generator.ts";
import { RATE } from "../units.ts";
import { version } from "../version.ts";
import { studyKey } from "./key.ts";

/** Number of the form that a sweep's result has: arrays, names, dimensions, attributes. */
export const SCHEMA = 1;

/** What a result says of itself and does not depend on who computed it, or when. */
export function sweepAttributes({ study }: Grid): Record<string, unknown> {
  const seeded = study.axes?.some(({ path }) => path === "seed") ?? false;
  return {
    software: "lyascope",
    version: version(),
    schema: SCHEMA,
    generator: GENERATOR,
    // Where it is an axis no single seed is the result's.
    seed: seeded ? null : study.seed,
    units: `exponents and their errors in ${RATE}; of each array in its own attributes`,
    key: studyKey(study),
    study,
  };
}

/** Who computed a result, or part of one. */
export interface Provenance {
  engine: EngineInfo;
  /** Wall time. */
  seconds: number;
  /** As in 2026-01-31T12:00:00.000Z. */
  started: string;
  /** Of lyascope. */
  version: string;
  /** Of its sources, where a repository told. */
  commit?: string | undefined;
  /** As in 2/8. */
  shard?: string;
  host?: string;
}
