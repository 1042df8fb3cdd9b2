import type { NetworkSpectrum } from "../../measure/spectrum.ts";
import { spectrumBytes } from "../cpu/memory.ts";
import type { Spectrum, SpectrumCell } from "../engine.ts";
import { SPECTRUM } from "../measurement.ts";
import { Batch, bytesPerSlot, networkResult, readings } from "./batch.ts";
import { familyOf } from "./family.ts";
import { spectrumKernel } from "./kernel.ts";
import { livePainter } from "./live.ts";
import { type BatchRun, type GpuMeasurement, HOST_BYTES } from "./measurement.ts";
import { largestBuffer } from "./platform.ts";
import { layersOf, runsOf } from "./slots.ts";
import { inSubmits } from "./submits.ts";

/** Lyapunov spectra on a GPU. */
export const GPU_SPECTRUM: GpuMeasurement<SpectrumCell, NetworkSpectrum, Spectrum> = {
  measurement: SPECTRUM,
  bytes: (cells) => spectrumBytes(cells, 0),
  kernel: (cell, wish, platform) => spectrumKernel(cell, wish ?? familyOf(cell).spectrumVariant(cell, platform)),
  room(cells, limits) {
    const { state, counters } = bytesPerSlot(cells[0]);
    const reads = cells.reduce((most, cell) => Math.max(most, readings(cell).length), 1);
    const most = Math.min(largestBuffer(limits) / Math.max(state, counters), HOST_BYTES / (counters * reads));
    return Math.max(1, Math.floor(most));
  },
  run,
  elsewhere: (engine, job, signal) => engine.spectrum(job, signal),
};

/** A network is finished when its own last layer is done, which may be long before that of others. */
async function* run(batchRun: BatchRun<SpectrumCell, NetworkSpectrum>): AsyncGenerator<number> {
  const { session, pipeline, cells, slots, signal, live, finished } = batchRun;
  const painter = live === undefined ? null : await livePainter(session, live, cells, slots, signal);
  const batch = await Batch.create(session, pipeline, cells, slots, signal);
  try {
    const depths = [...new Set(slots.flatMap(({ cell }) => readings(cells[cell])))].sort((a, b) => a - b);
    const read = new Map<number, Uint32Array>();
    const legs = depths.map((depth, index) => {
      const from = depths[index - 1] ?? 0;
      return {
        depth,
        from,
        layers: depth - from,
        submit: (first: number, last: number) => batch.advance(from + first, from + last),
        read() {
          painter?.paint(batch.counters, depth);
          return batch.read();
        },
      };
    });
    let done = 0;
    for await (const { leg, first, last, words } of inSubmits(batchRun, legs)) {
      done += layersOf(slots, cells, leg.from + first, leg.from + last);
      if (words !== null) {
        read.set(leg.depth, words);
        for (const { cell, first, count } of runsOf(slots)) {
          if (cells[cell].depth === leg.depth) finished(first, count, (slot) => networkResult(cells[cell], slot, read));
        }
      }
      yield done;
    }
  } finally {
    batch.destroy();
  }
}
