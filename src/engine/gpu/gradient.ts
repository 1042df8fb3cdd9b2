import type { NetworkGradient } from "../../measure/gradient.ts";
import { gradientBytes } from "../cpu/memory.ts";
import type { GradientCell, GradientProfile } from "../engine.ts";
import { GRADIENT } from "../measurement.ts";
import { Dispatch } from "./dispatch.ts";
import { familyOf } from "./family.ts";
import { gradientKernel } from "./kernel.ts";
import { type BatchRun, type GpuMeasurement, HOST_BYTES, inSubmits, largestBuffer } from "./measurement.ts";
import { packInputs } from "./pack.ts";
import { layoutOf, networkProfile } from "./profile.ts";
import { layersOf, runsOf } from "./slots.ts";

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

/** Passes of shaders/gradient.wgsl. */
const [FORWARD, AGAIN, BACKWARD] = [0, 1, 2];

/** Forward through all layers, then segment by segment from the last: forward again where it left no trace, and back. */
async function* run(batchRun: BatchRun<GradientCell, NetworkGradient>): AsyncGenerator<number> {
  const { session, pipeline, cells, slots, cuts, signal, finished } = batchRun;
  const layout = layoutOf(cells, cuts.maxSegment);
  const { depth, segment, segments, places } = layout;
  const bindings = {
    inputs: packInputs(cells, slots, (cell) => ({ places: layoutOf([cell]).places })),
    kept: layout.bytes.map((bytes) => bytes * slots.length),
  };
  const dispatch = await Dispatch.create(session, pipeline, bindings, slots.length, signal);
  // Network·layers count once, whatever the number of passes.
  const part = segments === 1 ? 1 / 2 : 1 / 3;
  let done = 0;
  async function* pass(phase: number, from: number, to: number, tracedFrom: number): AsyncGenerator<number> {
    const layers = (first: number, last: number): [number, number] =>
      phase === BACKWARD ? [to - last, to - first] : [from + first, from + last];
    const submits = inSubmits(batchRun, to - from, (first, last) =>
      dispatch.submit(
        new Uint32Array([...layers(first, last), slots.length, phase, segment, segments, tracedFrom, places]),
      ),
    );
    for await (const [first, last] of submits) {
      done += part * layersOf(slots, cells, ...layers(first, last));
      yield done;
    }
  }
  try {
    yield* pass(FORWARD, 0, depth, (segments - 1) * segment);
    for (let index = segments - 1; index >= 0; index--) {
      const from = index * segment;
      const to = Math.min(depth, from + segment);
      if (index < segments - 1) yield* pass(AGAIN, from, to, from);
      yield* pass(BACKWARD, from, to, from);
    }
    const words = await dispatch.read();
    for (const { cell, first, count } of runsOf(slots)) {
      finished(
        first,
        Array.from({ length: count }, (_, i) => networkProfile(cells[cell], layout, words, first + i)),
      );
    }
  } finally {
    dispatch.destroy();
  }
}
