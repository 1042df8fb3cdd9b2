import type { EngineInfo } from "../engine/engine.ts";
import type { Peak } from "../engine/gpu/peak.ts";
import type { Bench } from "./bench.ts";
import { type Host, thisHost } from "./host.ts";
import type { FirstSnapshot } from "./plane.ts";
import type { Row } from "./rows.ts";
import type { Scaling } from "./scaling.ts";

/** What a benchmark found: plain data, the same from terminal and page. */
export interface BenchmarkDocument {
  /** Of the figures. */
  units: string;
  host: Host;
  /** Worker threads of the CPU engine. */
  workers: number;
  adapter: EngineInfo["adapter"];
  /** Why there is no GPU. */
  reason: string | null;
  /** f32 peak of the adapter, measured in the same run. */
  peak: Peak | null;
  /** Seconds of a run, about; timed runs of a row; networks that no run goes beyond. */
  method: { seconds: number; runs: number; networks: number };
  rows: Row[];
  scaling: Scaling[];
  firstSnapshots: FirstSnapshot[];
  interrupted: boolean;
}

const UNITS =
  "rate and gpuRate in network·layers per second (median and quartiles over runs), engine warm; maxError in nats per layer; peak in floating-point operations per second; times in seconds";

/** The document of a bench, before anything was measured. */
export function emptyDocument({ workers, adapter, reason, seconds, runs, networks }: Bench): BenchmarkDocument {
  return {
    units: UNITS,
    host: thisHost(),
    workers,
    adapter,
    reason,
    peak: null,
    method: { seconds, runs, networks },
    rows: [],
    scaling: [],
    firstSnapshots: [],
    interrupted: false,
  };
}
