import { initialFrame } from "../../measure/frame.ts";
import { tableOf } from "../../network/quantile.ts";
import type { SpectrumCell } from "../engine.ts";

/** Words of a `Cell` in shaders/state.wgsl. */
const CELL_WORDS = 12;

/** The cells as shaders/state.wgsl reads them. */
export function packCells(cells: readonly SpectrumCell[]): ArrayBuffer {
  const buffer = new ArrayBuffer(4 * CELL_WORDS * cells.length);
  const floats = new Float32Array(buffer);
  const words = new Uint32Array(buffer);
  const seeds = seedsOf(cells);
  cells.forEach(({ network, depth, burnIn, seed }, index) => {
    const at = index * CELL_WORDS;
    const { law, variance } = network.weights;
    const n = network.width;
    const gain = Math.sqrt(variance);
    floats.set(
      [
        law === "orthogonal" ? gain : Math.sqrt(variance / n),
        Math.sqrt(network.bias.variance),
        Math.sqrt(network.input.variance),
        network.skip,
        network.scale,
        gain,
      ],
      at,
    );
    words.set([depth, burnIn, seed, variance > 0 ? n : 0, network.scale === 0 ? 0 : n, seeds.indexOf(seed)], at + 6);
  });
  return buffer;
}

/** The tables as shaders/state.wgsl reads them: (base, slope) of the weights' law, then of the Gaussian. */
export function packTables({ network }: SpectrumCell): Uint32Array<ArrayBuffer> {
  const tables = [tableOf(network.weights.law), tableOf("gaussian")];
  const packed = new Uint32Array(2 * tables.reduce((sum, table) => sum + table.base.length, 0));
  let at = 0;
  for (const { base, slope } of tables) {
    for (let segment = 0; segment < base.length; segment++) {
      packed[at++] = base[segment];
      packed[at++] = slope[segment];
    }
  }
  return packed;
}

/** The seeds of cells, each once, in the order of their frames. */
function seedsOf(cells: readonly SpectrumCell[]): number[] {
  return [...new Set(cells.map((cell) => cell.seed))];
}

/** Q_0 of every seed, without the state's column: seeds × n × k, row-major. The cells have the same n and k. */
export function packFrames(cells: readonly SpectrumCell[]): Float32Array<ArrayBuffer> {
  const { network, exponents: k } = cells[0];
  const size = network.width * k;
  const seeds = seedsOf(cells);
  const packed = new Float32Array(size * seeds.length);
  seeds.forEach((seed, index) => {
    const { data } = initialFrame(seed, network.width, k);
    for (let i = 0; i < size; i++) packed[index * size + i] = data[Math.floor(i / k) * (1 + k) + 1 + (i % k)];
  });
  return packed;
}
