import { Collector } from "../collector.ts";
import { checkMemory } from "../cpu/memory.ts";
import { workOf } from "../doublings.ts";
import type { Engine, EngineInfo, EnsembleCell, GradientCell, Job, Snapshot, SpectrumCell } from "../engine.ts";
import { Backlog } from "./backlog.ts";
import { describe } from "./device.ts";
import { noForward, refusal, type Variant } from "./family.ts";
import { GPU_GRADIENT } from "./gradient.ts";
import type { Cuts, GpuMeasurement } from "./measurement.ts";
import { numbersBytes } from "./numbers.ts";
import { Pace } from "./pace.ts";
import { groupsOf } from "./plan.ts";
import { largestBuffer, type Platform } from "./platform.ts";
import { Devices, Recovery, type Reopen } from "./recover.ts";
import { Session } from "./session.ts";
import { layersOf, Queue, type Slot } from "./slots.ts";
import { GPU_SPECTRUM } from "./spectrum.ts";

/** The first batch, while the adapter's speed is not known: networks, and operations of a layer of all of them, at most. */
const FIRST_BATCH = {
  hardware: { networks: 1024, operations: 2e9 },
  software: { networks: 32, operations: 6e7 },
};

/** Networks whose results are made at a time, and how many such pieces may wait before the next batch starts. */
const PIECE = 64;
const MOST_WAITING = 1024;

export interface GpuEngineOptions extends Cuts {
  /** Networks in a batch at most; what fits the adapter's buffers if not given. The numbers do not depend on it. */
  maxBatch?: number;
  /** Times every dispatch on the GPU: snapshots then have `gpuSeconds`, where the adapter can tell. */
  timestamps?: boolean;
  /** Another build of the kernels; numbers agree to rounding. */
  variant?: Variant;
  /** Finds an adapter after the device was lost; without it, or without one, the last resort goes on. */
  reopen?: Reopen;
  /** The engine that goes on when the GPU cannot; without it such a job fails. Whoever gives it closes it. */
  lastResort?: () => Engine;
}

/** An engine on a GPU. */
export interface GpuEngine extends Engine {
  /** The device in use, for others to share; another one after a loss. */
  readonly device: GPUDevice;
  /** What of its adapter decides how large a network may be. */
  readonly platform: Platform;
}

/**
 * The WebGPU engine: f32, one network a workgroup; a cell that it refuses is a RangeError. A lost device and a want of memory are told in a snapshot's
 * notice, and the run goes on with the same numbers. The caller owns the adapter; `close` destroys the device.
 */
export async function createGpuEngine(adapter: GPUAdapter, options: GpuEngineOptions = {}): Promise<GpuEngine> {
  const devices = new Devices(await Session.open(adapter, options.timestamps), options.reopen);
  const own: EngineInfo = { kind: "gpu", precision: "f32", adapter: describe(adapter) };
  const state: State = { devices, options, computed: false, other: null };
  return {
    get info() {
      // What WebGPU computed in part is WebGPU's: its precision is the one to be known.
      return state.other === null || state.computed ? own : state.other.info;
    },
    get device() {
      return devices.session.device;
    },
    get platform() {
      return devices.session.platform;
    },
    spectrum(job, signal) {
      check(job.cells, devices);
      checkMemory(GPU_SPECTRUM.bytes(job.cells));
      return runJob(state, GPU_SPECTRUM, job, signal);
    },
    gradient(job, signal) {
      check(job.cells, devices);
      checkMemory(GPU_GRADIENT.bytes(job.cells));
      return runJob(state, GPU_GRADIENT, job, signal);
    },
    forward({ cells }) {
      throw new RangeError(noForward(cells[0] ?? { inputs: 0 }));
    },
    close: async () => devices.close(),
  };
}

/** Throws for the first cell that is refused. */
function check(cells: readonly (SpectrumCell | GradientCell)[], { session }: Devices): void {
  for (const cell of cells) {
    const reason = refusal(cell, session.platform);
    if (reason !== null) throw new RangeError(reason);
  }
}

interface State {
  readonly devices: Devices;
  readonly options: GpuEngineOptions;
  /** WebGPU has finished a batch. */
  computed: boolean;
  /** The last resort, once it was needed. */
  other: Engine | null;
}

async function* runJob<Cell extends EnsembleCell, Raw, Result>(
  state: State,
  kind: GpuMeasurement<Cell, Raw, Result>,
  { cells, live }: Job<Cell>,
  signal?: AbortSignal,
): AsyncGenerator<Snapshot<Result>> {
  signal?.throwIfAborted();
  const { devices, options } = state;
  const collector = new Collector(kind.measurement, cells);
  const recovery = new Recovery(devices);
  const backlog = new Backlog();
  let started = 0;
  let finished = 0;
  const snapshot = (inHand = 0): Snapshot<Result> => ({
    cells: collector.results,
    complete: collector.complete,
    changed: collector.news(),
    done: finished + inHand,
    total: collector.total,
    seconds: started === 0 ? 0 : (performance.now() - started) / 1000,
  });
  const clock = devices.session.timestamps;
  const before = await clock?.seconds();
  // Of one device: after a loss its clock says nothing of the rest.
  const gpuSeconds = async (): Promise<Pick<Snapshot, "gpuSeconds">> =>
    clock === null || before === undefined || clock !== devices.session.timestamps
      ? {}
      : { gpuSeconds: (await clock.seconds()) - before };
  if (devices.gone) {
    state.computed = false;
    live?.map.spoil(live);
    yield* runElsewhere(state, kind, cells, snapshot(), "the GPU is gone", devices.session.loss, signal);
    return;
  }
  const begun = collector.begin();
  const groups = groupsOf(cells, (cell) => kind.kernel(cell, options.variant, devices.session.platform));
  for (const [index, group] of groups.entries()) {
    const { networks, operations } = FIRST_BATCH[devices.session.platform.software ? "software" : "hardware"];
    const heaviest = group.cells.reduce((most, cell) => Math.max(most, kind.measurement.operationsPerLayer(cell)), 1);
    const pace = new Pace(Math.min(networks, Math.max(1, Math.floor(operations / heaviest))));
    const queue = new Queue(group.members.map((member) => begun[member]));
    // Of such cells only their results say whether they need more.
    const isOpen = group.cells.some((cell) => kind.measurement.steps(cell).length > 1);
    for (;;) {
      const { session } = devices;
      const room = kind.room(group.cells, session.device.limits, options);
      const most = Math.min(pace.batch, room, options.maxBatch ?? 1 << 16);
      const take = (): Slot[] => queue.take(most, largestBuffer(session.device.limits), numbersBytes);
      let slots = take();
      if (slots.length === 0 && isOpen) {
        await backlog.empty();
        slots = take();
      }
      if (slots.length === 0) break;
      const used = queue.used(slots);
      // Networks that the collector has: a batch that is repeated leaves them out.
      const taken = new Set<number>();
      try {
        const pipeline = await session.wait(session.pipeline(group.code), signal);
        // Compiled while this one runs; what is wrong with it is told when its turn comes.
        if (index + 1 < groups.length) session.pipeline(groups[index + 1].code).catch(() => undefined);
        if (started === 0) started = performance.now();
        if (backlog.length > MOST_WAITING) await backlog.empty();
        const batch = kind.run({
          session,
          pipeline,
          ...used,
          pace,
          cuts: options,
          signal,
          live: live && { run: live, placeOf: (slot) => live.places[group.members[slots[slot].cell]] },
          finished(first, count, resultOf) {
            const { cell, network } = slots[first];
            for (let i = 0; i < count; i += PIECE) {
              const piece = Math.min(PIECE, count - i);
              backlog.push(() => {
                const networks = Array.from({ length: piece }, (_, j) => resultOf(first + i + j));
                const wanted = collector.take(group.members[cell], network + i, networks);
                if (wanted !== null) queue.add(cell, wanted);
              });
            }
            for (let place = first; place < first + count; place++) taken.add(place);
          },
        });
        for await (const done of batch) yield snapshot(done);
        finished += layersOf(used.slots, used.cells);
        state.computed = true;
        recovery.succeeded();
        pace.finished(slots.length);
      } catch (error) {
        signal?.throwIfAborted();
        live?.map.spoil(live);
        await backlog.empty();
        finished += layersOf(
          [...taken].map((place) => used.slots[place]),
          used.cells,
        );
        if (taken.size > 0) state.computed = true;
        const { notice, goesOn } = await recovery.after(error, slots.length, pace);
        if (!goesOn) {
          yield* runElsewhere(state, kind, cells, snapshot(), notice, error, signal);
          return;
        }
        queue.putBack(slots.filter((_, place) => !taken.has(place)));
        yield { ...snapshot(), notice };
      }
    }
    signal?.throwIfAborted();
    // The next group need not wait for JavaScript, the job must.
    if (index + 1 === groups.length) await backlog.empty();
    yield { ...snapshot(), ...(await gpuSeconds()) };
  }
}

/** Cells that are not complete, whole, on the engine of last resort: the same networks give the same numbers. */
async function* runElsewhere<Cell extends EnsembleCell, Raw, Result>(
  state: State,
  kind: GpuMeasurement<Cell, Raw, Result>,
  cells: readonly Cell[],
  before: Snapshot<Result>,
  notice: string,
  error: unknown,
  signal?: AbortSignal,
): AsyncGenerator<Snapshot<Result>> {
  const { options } = state;
  if (options.lastResort === undefined) throw error;
  state.other ??= options.lastResort();
  const { other } = state;
  yield { ...before, notice: `${notice}; going on with the ${other.info.kind.toUpperCase()} engine` };
  const rest = cells.flatMap((_, index) => (before.complete[index] ? [] : [index]));
  const results = [...before.cells];
  const complete = [...before.complete];
  const kept = before.total - rest.reduce((sum, index) => sum + workOf(kind.measurement.steps(cells[index])), 0);
  const job = { cells: rest.map((index) => cells[index]) };
  for await (const snapshot of kind.elsewhere(other, job, signal)) {
    for (const position of snapshot.changed) {
      results[rest[position]] = snapshot.cells[position];
      complete[rest[position]] = snapshot.complete[position];
    }
    yield {
      ...snapshot,
      cells: results,
      complete,
      changed: snapshot.changed.map((position) => rest[position]),
      done: kept + snapshot.done,
      total: kept + snapshot.total,
      seconds: before.seconds + snapshot.seconds,
    };
  }
}
