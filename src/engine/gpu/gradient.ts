import type { NetworkGradient } from "../../measure/gradient.ts";
import { gradientBytes } from "../cpu/memory.ts";
import type { GradientCell, GradientProfile } from "../engine.ts";
import { GRADIENT } from "../measurement.ts";
import { Dispatch } from "./dispatch.ts";
import { familyOf } from "./family.ts";
import { gradientKernel } from "./kernel.ts";
import { type BatchRun, type GpuMeasurement, HOST_BYTES } from "./measurement.ts";
import { packInputs } from "./pack.ts";
import { largestBuffer } from "./platform.ts";
import { layoutOf, networkProfile } from "./profile.ts";
import { layersOf, runsOf } from "./slots.ts";
import { inSubmits, type Leg } from "./submits.ts";

/** Gradient profiles on a GPU. */
export const GPU_GRADIENT: GpuMeasurement<GradientCell, NetworkGradient, GradientProfile> = {
  measurement: GRADIENT,
  bytes: (cells) => gradientBytes(cells, 0),
  kernel: (cell, wish, platform) => gradientKernel(cell, wish ?? familyOf(cell).gradientVariant(cell, platform)),
  room(cells, limits, { maxSegment }) {
    const { bytes, results } = layoutOf(cells, maxSegment);
    // On the host they are there twice: as they came, and in f64.
    return Math.max(1, Math.floor(Math.min(largestBuffer(limits) / Math.max(...bytes), HOST_BYTES / (8 * results))));
  },
  run,
  elsewhere: (engine, job, signal) => engine.gradient(job, signal),
};

/** The first layer that a gradient reaches. */
function endOf({ depth, window = depth }: GradientCell): number {
  return Math.max(0, depth - window);
}

/** Passes of shaders/gradient.wgsl. */
const [FORWARD, AGAIN, BACKWARD] = [0, 1, 2];

/** Layers in one direction. */
interface Pass extends Leg {
  /** Layers of the network that a submit works on. */
  rangeOf(first: number, last: number): [first: number, last: number];
}

/** Forward through all layers, then segment by segment from the last to where gradients are cut off: forward again where it left no trace, and back. */
async function* run(batchRun: BatchRun<GradientCell, NetworkGradient>): AsyncGenerator<number> {
  const { session, pipeline, cells, slots, cuts, signal, finished } = batchRun;
  const layout = layoutOf(cells, cuts.maxSegment);
  const { depth, segment, segments, places } = layout;
  const bindings = {
    inputs: packInputs(cells, slots, (cell) => ({
      places: layoutOf([cell]).places,
      end: endOf(cell),
      output: cell.output,
    })),
    kept: layout.bytes.map((bytes) => bytes * slots.length),
  };
  const dispatch = await Dispatch.create(session, pipeline, bindings, slots.length, signal);
  const end = Math.min(...cells.map(endOf));
  function pass(phase: number, from: number, to: number, tracedFrom: number): Pass {
    const rangeOf: Pass["rangeOf"] = (first, last) =>
      phase === BACKWARD ? [to - last, to - first] : [from + first, from + last];
    return {
      layers: to - from,
      rangeOf,
      submit: (first, last) =>
        dispatch.submit(
          new Uint32Array([...rangeOf(first, last), slots.length, phase, segment, segments, tracedFrom, places]),
        ),
    };
  }
  function* passes(): Generator<Pass> {
    yield pass(FORWARD, 0, depth, (segments - 1) * segment);
    const lowest = Math.floor(end / segment);
    for (let index = segments - 1; index >= lowest; index--) {
      const from = index * segment;
      const to = Math.min(depth, from + segment);
      if (index < segments - 1) yield pass(AGAIN, from, to, from);
      const back = pass(BACKWARD, Math.max(from, end), to, from);
      yield index === lowest ? { ...back, read: () => dispatch.read() } : back;
    }
  }
  const all = [...passes()];
  // Network·layers count once, whatever the number of passes.
  const part = depth / all.reduce((sum, { layers }) => sum + layers, 0);
  try {
    let done = 0;
    for await (const { leg, first, last, words } of inSubmits(batchRun, all)) {
      done += part * layersOf(slots, cells, ...leg.rangeOf(first, last));
      if (words !== null) {
        for (const { cell, first, count } of runsOf(slots)) {
          finished(first, count, (slot) => networkProfile(cells[cell], layout, words, slot));
        }
      }
      yield done;
    }
  } finally {
    dispatch.destroy();
  }
}
