import { defaultWorkers } from "../engine/cpu/default-workers.ts";
import type { Engine, EngineInfo } from "../engine/engine.ts";
import type { GpuEngine } from "../engine/gpu/engine.ts";
import { type Engines, openEngines } from "../engine/open.ts";
import { type Case, studyOf, usefulFlops } from "./case.ts";
import type { Effort, Size } from "./timing.ts";

/** Networks that fill a GPU, and one worker. */
const FULL = { hardware: 4096, software: 64, worker: 16 };

export const BENCH_ENGINES = ["both", "gpu", "cpu"] as const;
export type BenchEngines = (typeof BENCH_ENGINES)[number];

/** What is asked of a benchmark, in any part of it. */
export interface BenchOptions {
  engines?: BenchEngines;
  /** Worker threads of the CPU engine; one a core if not given. */
  workers?: number;
  /** Seconds of a run; .5 if not given, .2 where the only adapter computes in software. */
  seconds?: number;
  /** Timed runs of a row; 5 if not given. */
  runs?: number;
  /** Networks that no run goes beyond; 4,096 if not given. */
  networks?: number;
}

const SECONDS = { hardware: 0.5, software: 0.2 };
const RUNS = 5;
const NETWORKS = 4096;
/** Layers of a short run. A software adapter is there to show that kernels are right: it gets little to do. */
const DEPTH = { hardware: 32, software: 8 };
/** The first, shortest run on a GPU, and on one worker of the CPU: networks, and their useful operations, at most. */
const FIRST = {
  hardware: { networks: 1024, operations: 2e10 },
  software: { networks: 8, operations: 1e6 },
  worker: { networks: 8, operations: 1e7 },
};

/** Both engines, open, with what their runs should be like. Whoever opens a bench closes it. */
export class Bench {
  /** The GPU engine, null where there is none or it is not asked for. */
  readonly gpu: GpuEngine | null;
  /** The f64 reference. */
  readonly cpu: Engine;
  readonly workers: number;
  readonly adapter: EngineInfo["adapter"];
  /** Why there is no GPU; null where there is one, and where none was asked for. */
  readonly reason: string | null;
  readonly seconds: number;
  readonly runs: number;
  readonly networks: number;
  /** Layers of a short run. */
  readonly depth: number;
  /** Whether the CPU engine is timed, besides being the reference. */
  readonly timesCpu: boolean;
  private readonly onGpu: Engines;
  private readonly onCpu: Engines;

  private constructor(onGpu: Engines, onCpu: Engines, { engines, workers, seconds, runs, networks }: BenchOptions) {
    this.onGpu = onGpu;
    this.onCpu = onCpu;
    this.gpu = onGpu.gpu;
    this.cpu = onCpu.choose([]).engine;
    this.workers = workers ?? defaultWorkers();
    this.adapter = this.gpu?.info.adapter ?? null;
    this.reason = engines === "cpu" || this.gpu !== null ? null : onGpu.choose([]).reason;
    this.timesCpu = engines !== "gpu";
    this.seconds = seconds ?? SECONDS[this.kind];
    this.runs = runs ?? RUNS;
    this.networks = networks ?? NETWORKS;
    this.depth = DEPTH[this.kind];
  }

  static async open(options: BenchOptions = {}): Promise<Bench> {
    const choice = options.engines === "cpu" ? "cpu" : "gpu";
    const onGpu = await openEngines(choice, { lenient: true, gpu: { timestamps: true } });
    const onCpu = await openEngines("cpu", options.workers === undefined ? {} : { workers: options.workers });
    return new Bench(onGpu, onCpu, options);
  }

  /** Why the GPU cannot take a case, in one line; null where it can. */
  refusal(each: Case): string | null {
    if (this.gpu === null) return this.reason;
    return this.onGpu.choose(studyOf(each, 1, this.depth).cells).reason;
  }

  /** What a timing on one of the engines takes. */
  effort(each: Case, engine: Engine): Effort {
    const { seconds, runs, networks, depth } = this;
    const cpu = engine === this.cpu;
    const most = FIRST[cpu ? "worker" : this.kind];
    const fits = Math.max(1, Math.min(most.networks, Math.floor(most.operations / (usefulFlops(each) * depth))));
    const first: Size = { networks: Math.min(networks, cpu ? fits * this.workers : fits), depth };
    return { seconds, runs, networks, first };
  }

  /** Networks that surely keep every part of an engine busy: with fewer, more cost nothing. */
  filling(engine: Engine): number {
    return Math.min(this.networks, engine === this.cpu ? FULL.worker * this.workers : FULL[this.kind]);
  }

  async close(): Promise<void> {
    await this.onGpu.close();
    await this.onCpu.close();
  }

  private get kind(): "hardware" | "software" {
    return this.adapter?.software === true ? "software" : "hardware";
  }
}
