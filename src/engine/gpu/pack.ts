import { initialFrame } from "../../measure/frame.ts";
import { tableOf } from "../../network/quantile.ts";
import type { EnsembleCell, SpectrumCell } from "../engine.ts";
import { familyOf } from "./family.ts";
import type { Slot } from "./slots.ts";

/** Words of a `Cell` in shaders/state.wgsl. */
const CELL_WORDS = 13;

/** What only one kind of measurement has of a cell. */
interface Own {
  burnIn?: number;
  /** Index of Q_0. */
  frame?: number;
  /** Layers at which a profile is reported, less one. */
  places?: number;
}

/** The cells as shaders/state.wgsl reads them. */
export function packCells<Cell extends EnsembleCell>(cells: readonly Cell[], ownOf: (cell: Cell) => Own): ArrayBuffer {
  const buffer = new ArrayBuffer(4 * CELL_WORDS * cells.length);
  const floats = new Float32Array(buffer);
  const words = new Uint32Array(buffer);
  cells.forEach((cell, index) => {
    const { network, depth, seed } = cell;
    const { burnIn = 0, frame = 0, places = 0 } = ownOf(cell);
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
    words.set([depth, burnIn, seed, variance > 0 ? n : 0, network.scale === 0 ? 0 : n, frame, places], at + 6);
  });
  return buffer;
}

/** (cell, network) of every workgroup. */
export function packSlots(slots: readonly Slot[]): ArrayBuffer {
  return new Uint32Array(slots.flatMap(({ cell, network }) => [cell, network])).buffer;
}

/** The tables as shaders/state.wgsl reads them: (base, slope) of the weights' law, then of the Gaussian. */
export function packTables({ network }: EnsembleCell): Uint32Array<ArrayBuffer> {
  const tables = [tableOf(network.weights.law, network.weights.nu), tableOf("gaussian")];
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
export function seedsOf(cells: readonly SpectrumCell[]): number[] {
  return [...new Set(cells.map((cell) => cell.seed))];
}

/** Q_0 of every seed, without the state's column, as the cells' family lays it out. The cells have the same n and k. */
export function packFrames(cells: readonly SpectrumCell[]): Float32Array<ArrayBuffer> {
  const [cell] = cells;
  const { network, exponents: k } = cell;
  const { size, place } = familyOf(cell).frame(cell);
  const seeds = seedsOf(cells);
  const packed = new Float32Array(size * seeds.length);
  seeds.forEach((seed, index) => {
    const { data } = initialFrame(seed, network.width, k);
    for (let row = 0; row < network.width; row++) {
      for (let c = 0; c < k; c++) packed[index * size + place(row, c)] = data[row * (1 + k) + 1 + c];
    }
  });
  return packed;
}
