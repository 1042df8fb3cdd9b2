import type { NetworkSpectrum } from "../../measure/spectrum.ts";
import { Collector } from "../collector.ts";
import { checkMemory, spectrumBytes } from "../cpu/memory.ts";
import type { Engine, EngineInfo, Snapshot, Spectrum, SpectrumCell, SpectrumJob } from "../engine.ts";
import { SPECTRUM } from "../measurement.ts";
import { Batch, networkResult, readings, type Slot } from "./batch.ts";
import { describe } from "./device.ts";
import { defaultVariant, MAX_WIDTH, type Variant } from "./kernel.ts";
import { Pace } from "./pace.ts";
import { type Group, groupsOf, Queue, roomFor } from "./plan.ts";
import { Devices, Recovery, type Reopen } from "./recover.ts";
import { Session } from "./session.ts";

/** Networks of the first batch, while the adapter's speed is not known. */
const FIRST_BATCH = { hardware: 1024, software: 32 };

export interface GpuEngineOptions {
  /** Networks in a batch at most; what fits the adapter's buffers if not given. The numbers do not depend on it. */
  maxBatch?: number;
  /** Layers in a submit at most; calibrated on the adapter if not given. The numbers do not depend on it. */
  maxLayers?: number;
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
}

/** Why a cell cannot be computed by this engine, or null where it can. */
export function refusal({ network, exponents }: SpectrumCell): string | null {
  if (network.width > MAX_WIDTH) {
    return `network.width is ${network.width}; the GPU engine takes at most ${MAX_WIDTH} (use the CPU engine)`;
  }
  return exponents > network.width ? `exponents is ${exponents}; the GPU engine takes at most the width` : null;
}

/**
 * The WebGPU engine: f32, one network a workgroup. A lost device and a want of memory are told in a snapshot's
 * notice, and the run goes on with the same numbers. The caller owns the adapter; `close` destroys the device.
 */
export async function createGpuEngine(adapter: GPUAdapter, options: GpuEngineOptions = {}): Promise<GpuEngine> {
  const devices = new Devices(await Session.open(adapter), options.reopen);
  const own: EngineInfo = { kind: "gpu", precision: "f32", adapter: describe(adapter) };
  const state: State = { devices, options, software: own.adapter?.software === true, computed: false, other: null };
  return {
    get info() {
      // What WebGPU computed in part is WebGPU's: its precision is the one to be known.
      return state.other === null || state.computed ? own : state.other.info;
    },
    get device() {
      return devices.session.device;
    },
    spectrum: (job, signal) => {
      for (const cell of job.cells) {
        const reason = refusal(cell);
        if (reason !== null) throw new RangeError(reason);
      }
      checkMemory(spectrumBytes(job.cells, 0));
      return runJob(state, job, signal);
    },
    gradient() {
      throw new RangeError("the GPU engine measures no gradient profiles yet");
    },
    close: async () => devices.close(),
  };
}

interface State {
  readonly devices: Devices;
  readonly options: GpuEngineOptions;
  readonly software: boolean;
  /** WebGPU has finished a batch. */
  computed: boolean;
  /** The last resort, once it was needed. */
  other: Engine | null;
}

async function* runJob(state: State, { cells }: SpectrumJob, signal?: AbortSignal): AsyncGenerator<Snapshot> {
  signal?.throwIfAborted();
  const { devices, options } = state;
  const collector = new Collector(SPECTRUM, cells);
  const recovery = new Recovery(devices);
  const total = cells.reduce((sum, cell) => sum + cell.ensemble * cell.depth, 0);
  const clock = { started: 0 };
  let finished = 0;
  const snapshot = (inHand = 0): Snapshot => ({
    cells: collector.results,
    complete: collector.complete,
    changed: collector.news(),
    done: finished + inHand,
    total,
    seconds: clock.started === 0 ? 0 : (performance.now() - clock.started) / 1000,
  });
  if (devices.gone) {
    state.computed = false;
    yield* runElsewhere(state, cells, snapshot(), "the GPU is gone", devices.session.loss, signal);
    return;
  }
  for (const group of groupsOf(cells, (cell) => options.variant ?? defaultVariant(cell, state.software))) {
    const pace = new Pace(state.software ? FIRST_BATCH.software : FIRST_BATCH.hardware);
    const queue = new Queue(group.cells);
    for (;;) {
      const { session } = devices;
      const room = Math.min(pace.batch, roomFor(group, session.device.limits), options.maxBatch ?? 1 << 16);
      const slots = queue.take(room);
      if (slots.length === 0) break;
      const taken = new Set<Slot>();
      try {
        for await (const done of runBatch(session, group, slots, collector, { pace, clock, options, signal, taken })) {
          yield snapshot(done);
        }
        finished += layersOf(slots, group);
        state.computed = true;
        recovery.succeeded();
        pace.finished(slots.length);
      } catch (error) {
        signal?.throwIfAborted();
        finished += layersOf(taken, group);
        if (taken.size > 0) state.computed = true;
        const { notice, goesOn } = await recovery.after(error, slots.length, pace);
        if (!goesOn) {
          yield* runElsewhere(state, cells, snapshot(), notice, error, signal);
          return;
        }
        queue.putBack(slots.filter((slot) => !taken.has(slot)));
        yield { ...snapshot(), notice };
      }
    }
    signal?.throwIfAborted();
    yield snapshot();
  }
}

/** Network·layers of slots. */
function layersOf(slots: Iterable<Slot>, { cells }: Group): number {
  let sum = 0;
  for (const { cell } of slots) sum += cells[cell].depth;
  return sum;
}

interface BatchRun {
  pace: Pace;
  clock: { started: number };
  options: GpuEngineOptions;
  signal?: AbortSignal;
  /** Networks that the collector has: a batch that is repeated leaves them out. */
  taken: Set<Slot>;
}

/**
 * Runs a batch through all layers and yields the network·layers done so far. A network goes to the collector when its
 * own last layer is done, which may be long before that of others.
 */
async function* runBatch(
  session: Session,
  { code, cells, members }: Group,
  slots: readonly Slot[],
  collector: Collector<SpectrumCell, NetworkSpectrum, Spectrum>,
  { pace, clock, options, signal, taken }: BatchRun,
): AsyncGenerator<number> {
  const pipeline = await session.wait(session.pipeline(code), signal);
  if (clock.started === 0) clock.started = performance.now();
  const batch = await Batch.create(session, pipeline, cells, slots, signal);
  try {
    const depths = [...new Set(slots.flatMap(({ cell }) => readings(cells[cell])))].sort((a, b) => a - b);
    const read = new Map<number, Uint32Array>();
    let layer = 0;
    let done = 0;
    for (const depth of depths) {
      while (layer < depth) {
        const step = Math.min(pace.next(slots.length), options.maxLayers ?? Number.POSITIVE_INFINITY);
        const last = Math.min(depth, layer + step);
        const since = performance.now();
        await batch.advance(layer, last);
        pace.took(slots.length, last - layer, performance.now() - since);
        for (const { cell } of slots) {
          done += Math.max(0, Math.min(last, cells[cell].depth) - Math.min(layer, cells[cell].depth));
        }
        layer = last;
        yield done;
      }
      read.set(depth, await batch.read());
      handOver(slots, cells, depth, (slot, first, count) => {
        const results = Array.from({ length: count }, (_, i) => networkResult(cells[slot.cell], first + i, read));
        collector.take(members[slot.cell], slot.network, results);
        for (const each of slots.slice(first, first + count)) taken.add(each);
      });
    }
  } finally {
    batch.destroy();
  }
}

/** Calls `take` for every run of slots that are consecutive networks of one cell whose last layer is at `depth`. */
function handOver(
  slots: readonly Slot[],
  cells: readonly SpectrumCell[],
  depth: number,
  take: (slot: Slot, first: number, count: number) => void,
): void {
  for (let first = 0, next = 0; first < slots.length; first = next) {
    const { cell, network } = slots[first];
    next = first + 1;
    while (next < slots.length && slots[next].cell === cell && slots[next].network === network + next - first) next++;
    if (cells[cell].depth === depth) take(slots[first], first, next - first);
  }
}

/** Cells that are not complete, whole, on the engine of last resort: the same networks give the same numbers. */
async function* runElsewhere(
  state: State,
  cells: readonly SpectrumCell[],
  before: Snapshot,
  notice: string,
  error: unknown,
  signal?: AbortSignal,
): AsyncGenerator<Snapshot> {
  const { options } = state;
  if (options.lastResort === undefined) throw error;
  state.other ??= options.lastResort();
  const { other } = state;
  yield { ...before, notice: `${notice}; going on with the ${other.info.kind.toUpperCase()} engine` };
  const rest = cells.flatMap((_, index) => (before.complete[index] ? [] : [index]));
  const spectra = [...before.cells];
  const complete = [...before.complete];
  const kept = before.total - rest.reduce((sum, index) => sum + cells[index].ensemble * cells[index].depth, 0);
  for await (const snapshot of other.spectrum({ cells: rest.map((index) => cells[index]) }, signal)) {
    for (const position of snapshot.changed) {
      spectra[rest[position]] = snapshot.cells[position];
      complete[rest[position]] = snapshot.complete[position];
    }
    yield {
      ...snapshot,
      cells: spectra,
      complete,
      changed: snapshot.changed.map((position) => rest[position]),
      done: kept + snapshot.done,
      total: before.total,
      seconds: before.seconds + snapshot.seconds,
    };
  }
}
