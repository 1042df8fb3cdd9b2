import type { SpectrumCell } from "../../src/engine/engine.ts";
import { Batch, HEAD } from "../../src/engine/gpu/batch.ts";
import type { Variant } from "../../src/engine/gpu/family.ts";
import { spectrumKernel } from "../../src/engine/gpu/kernel.ts";
import { Session } from "../../src/engine/gpu/session.ts";
import { orthogonalise } from "../../src/measure/orthogonalise.ts";
import { createBundle } from "../../src/network/bundle.ts";
import { type RandomNetwork, randomNetwork } from "../../src/network/network.ts";
import { pipelineOf } from "./webgpu.ts";

/** What one network is after some layers: tangents n × k, row-major, state n, and the state's exponent. */
export interface State {
  tangents: Float32Array;
  state: Float32Array;
  exponent: number;
}

/** A cell's networks on the GPU, layer by layer. */
export async function openBatch(device: GPUDevice, cell: SpectrumCell, variant: Variant): Promise<Batch> {
  const pipeline = await pipelineOf(device, spectrumKernel(cell, variant), "spectrum");
  const slots = Array.from({ length: cell.ensemble }, (_, network) => ({ cell: 0, network }));
  return Batch.create(new Session(device), pipeline, [cell], slots);
}

/** Copies what the networks carry off the GPU. */
export async function readStates(device: GPUDevice, { states }: Batch): Promise<Float32Array> {
  const staging = device.createBuffer({ size: states.size, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ });
  const encoder = device.createCommandEncoder();
  encoder.copyBufferToBuffer(states, 0, staging, 0, states.size);
  device.queue.submit([encoder.finish()]);
  await staging.mapAsync(GPUMapMode.READ);
  const copy = new Float32Array(staging.getMappedRange().slice(0));
  staging.destroy();
  return copy;
}

/** The state of every network. */
export async function statesOf(
  device: GPUDevice,
  batch: Batch,
  { network: { width: n }, exponents: k, ensemble }: SpectrumCell,
): Promise<State[]> {
  const [states, counters] = [await readStates(device, batch), await batch.read()];
  return Array.from({ length: ensemble }, (_, slot) => {
    const at = slot * n * (k + 1);
    return {
      tangents: states.slice(at, at + n * k),
      state: states.slice(at + n * k, at + n * (k + 1)),
      exponent: counters[slot * (HEAD + 4 * k)] | 0,
    };
  });
}

/** ln R_ii in f64 of one layer from a state that the GPU had. */
export function logsFrom(network: RandomNetwork, { tangents, state, exponent }: State, layer: number): Float64Array {
  const n = state.length;
  const k = tangents.length / n;
  const bundle = createBundle(n, 1 + k);
  bundle.exponent = exponent;
  for (let row = 0; row < n; row++) {
    bundle.data[row * (1 + k)] = state[row];
    for (let c = 0; c < k; c++) bundle.data[row * (1 + k) + 1 + c] = tangents[row * k + c];
  }
  const logs = new Float64Array(k);
  network.push(bundle, layer);
  orthogonalise(bundle, network.mayBeSingular ? network.rowSizes() : null, logs);
  return logs;
}

/** h_l of one network in f64, as mantissas times 2^exponent. */
export function cpuState(cell: SpectrumCell, index: number, layers: number): { state: Float64Array; exponent: number } {
  const network = randomNetwork(cell.network, cell.seed, index);
  const bundle = createBundle(cell.network.width, 1);
  network.input(bundle);
  for (let layer = 0; layer < layers; layer++) network.push(bundle, layer);
  return { state: bundle.data, exponent: bundle.exponent };
}

/** Largest entry of QᵀQ − I. */
export function orthogonalityError(tangents: ArrayLike<number>, n: number): number {
  const k = tangents.length / n;
  let worst = 0;
  for (let a = 0; a < k; a++) {
    for (let b = 0; b <= a; b++) {
      let dot = a === b ? -1 : 0;
      for (let row = 0; row < n; row++) dot += tangents[row * k + a] * tangents[row * k + b];
      worst = Math.max(worst, Math.abs(dot));
    }
  }
  return worst;
}
