import { startOf } from "../../measure/frame.ts";
import { stateDimension } from "../../network/spec.ts";
import type { EnsembleCell, SpectrumCell } from "../engine.ts";
import { familyOf } from "./family.ts";
import { packNumbers } from "./numbers.ts";
import type { Slot } from "./slots.ts";

/** Words of a `Cell` in shaders/cell.wgsl. */
const CELL_WORDS = 14;

/** What only one kind of measurement has of a cell. */
interface Own {
  burnIn?: number;
  /** Index of Q_0. */
  frame?: number;
  /** Layers at which a profile is reported, less one. */
  places?: number;
  /** The first layer that a gradient reaches. */
  end?: number;
  /** Entries of the output that have a gradient. */
  output?: { from: number; units: number };
  /** Layers between orthogonalisations; 0: chosen. */
  every?: number;
  /** Depths at which tangents are orthogonalised in any case. */
  stops?: readonly number[];
}

/** The cells, the tables and the numbers of their layers as shaders/cell.wgsl reads them, and between them the slots. */
export function packInputs<Cell extends EnsembleCell>(
  cells: readonly Cell[],
  slots: readonly Slot[],
  ownOf: (cell: Cell) => Own,
): ArrayBuffer[] {
  const { numbers, tables, places: layers } = packNumbers(cells);
  const buffer = new ArrayBuffer(4 * CELL_WORDS * cells.length);
  const floats = new Float32Array(buffer);
  const words = new Uint32Array(buffer);
  const allStops: number[] = [];
  cells.forEach((cell, index) => {
    const { network, depth, seed } = cell;
    const { burnIn = 0, frame = 0, places = 0, end = 0, every = 0, stops = [], output } = ownOf(cell);
    const { from = 0, units = stateDimension(network) } = output ?? {};
    const at = index * CELL_WORDS;
    const { numbers: first, stride, tables: table } = layers[index];
    floats[at] = Math.sqrt(network.input.variance);
    const stopsAt = numbers.length + allStops.length;
    words.set(
      [depth, burnIn, seed, frame, places, first, stride, table, every, end, stopsAt, from, from + units],
      at + 1,
    );
    allStops.push(...stops);
  });
  const together = new Float32Array(numbers.length + allStops.length);
  together.set(numbers);
  together.set(allStops, numbers.length);
  return [buffer, packSlots(slots), tables.buffer, together.buffer];
}

/** (cell, network) of every workgroup. */
function packSlots(slots: readonly Slot[]): ArrayBuffer {
  return new Uint32Array(slots.flatMap(({ cell, network }) => [cell, network])).buffer;
}

/** What the frame of a cell depends on, among cells of the same n, B and k. */
export function frameKey({ seed, start }: SpectrumCell): string {
  return `${seed} ${JSON.stringify(start)}`;
}

/** The cells whose frames are packed: of those with the same one the first. */
export function framesOf(cells: readonly SpectrumCell[]): Map<string, SpectrumCell> {
  const found = new Map<string, SpectrumCell>();
  for (const cell of cells) if (!found.has(frameKey(cell))) found.set(frameKey(cell), cell);
  return found;
}

/** What cells start from, each frame once, without the state's column, as the cells' family lays it out. The cells have the same n, B and k. */
export function packFrames(cells: readonly SpectrumCell[]): Float32Array<ArrayBuffer> {
  const [cell] = cells;
  const { network, exponents: k } = cell;
  const { size, place } = familyOf(cell).frame(cell);
  const frames = [...framesOf(cells).values()];
  const packed = new Float32Array(size * frames.length);
  frames.forEach((each, index) => {
    const { data, rows } = startOf(each, stateDimension(network));
    for (let row = 0; row < rows; row++) {
      for (let c = 0; c < k; c++) packed[index * size + place(row, c)] = data[row * (1 + k) + 1 + c];
    }
  });
  return packed;
}
