import { type QuantileTable, tableOf } from "../../network/quantile.ts";
import { layersOf } from "../../network/schedule.ts";
import { gainOf, matrixCount, type NetworkSpec, weightsOf } from "../../network/spec.ts";
import { needsNorm } from "../../network/weights.ts";
import type { EnsembleCell } from "../engine.ts";

/** Segments of a table. */
const TABLE_SIZE = 512;
/** Numbers of a layer, and of each of its matrices. */
const LAYER_NUMBERS = 7;
const MATRIX_NUMBERS = 10;
/** Digits that the slopes of tables without a shift of their own are shifted by. */
const PLACE_BITS = 15;

/** What shaders/cell.wgsl reads of the layers of some cells, and where each cell's begins. */
export interface PackedNumbers {
  numbers: Float32Array<ArrayBuffer>;
  /** (base, slope) of the Gaussian table, then of the matrices' tables. */
  tables: Uint32Array<ArrayBuffer>;
  places: { numbers: number; stride: number; tables: number }[];
}

/** Batches of the same cells follow one another: the numbers of the last ones are kept. */
const packed = new WeakMap<readonly EnsembleCell[], PackedNumbers>();

/** The tables that a network's matrices are drawn from, each once. */
export function lawsOf(network: NetworkSpec): QuantileTable[] {
  const count = Math.max(1, matrixCount(network));
  return [...new Set(Array.from({ length: count }, (_, matrix) => tableOfMatrix(network, matrix)))];
}

function tableOfMatrix(network: NetworkSpec, matrix: number): QuantileTable {
  const { law, nu } = weightsOf(network, matrix);
  return tableOf(law, nu);
}

/** Whether a table of a network has shifts of its own: its kernel then reads them of all. */
export function isHeavy(network: NetworkSpec): boolean {
  return lawsOf(network).some(({ heavy }) => heavy);
}

function numbersOfLayer(network: NetworkSpec): number {
  return LAYER_NUMBERS + MATRIX_NUMBERS * matrixCount(network);
}

/** Bytes of the numbers of a cell's layers: those of one, where all are alike. */
export function numbersBytes({ network, depth }: Pick<EnsembleCell, "network" | "depth">): number {
  return 4 * numbersOfLayer(network) * (network.schedule === undefined ? 1 : depth);
}

export function packNumbers(cells: readonly EnsembleCell[]): PackedNumbers {
  const known = packed.get(cells);
  if (known !== undefined) return known;
  const tables: Packed[] = [{ table: tableOf("gaussian"), shifted: false }];
  const lists = new Map<string, number>();
  let size = 0;
  const places = cells.map(({ network, depth }) => {
    const laws = lawsOf(network);
    const shifted = isHeavy(network);
    const key = `${shifted} ${laws.map((law) => indexOf(law)).join(" ")}`;
    let first = lists.get(key);
    if (first === undefined) {
      first = laws.length === 1 && laws[0] === tables[0].table ? 0 : tables.length;
      if (first > 0) tables.push(...laws.map((table) => ({ table, shifted })));
      lists.set(key, first);
    }
    const stride = network.schedule === undefined ? 0 : numbersOfLayer(network);
    const place = { numbers: size, stride, tables: first * TABLE_SIZE };
    size += numbersBytes({ network, depth }) / 4;
    return place;
  });
  const numbers = new Float32Array(size);
  cells.forEach(({ network, depth }, index) => {
    const { numbers: start, stride } = places[index];
    const at = layersOf(network);
    const laws = lawsOf(network);
    for (let layer = 0; layer < (stride === 0 ? 1 : depth); layer++) {
      numbers.set(numbersOf(at(layer), laws), start + layer * stride);
    }
  });
  const result = { numbers, tables: packTables(tables), places };
  packed.set(cells, result);
  return result;
}

/** Tables by number, so that lists of them can be told apart. */
const met: QuantileTable[] = [];

function indexOf(table: QuantileTable): number {
  const found = met.indexOf(table);
  return found >= 0 ? found : met.push(table) - 1;
}

/** Of one layer: a Layer of shaders/cell.wgsl, then a Matrix for each linear operation. */
function numbersOf(network: NetworkSpec, laws: readonly QuantileTable[]): number[] {
  const { skip, scale, bias, input, gates, norm, width } = network;
  const matrices = Array.from({ length: matrixCount(network) }, (_, matrix) => {
    const own = weightsOf(network, matrix);
    const { law, variance, sparsity = width, zeroDiagonal, split = 0, coupling = 1, contrast = 1 } = own;
    const table = tableOfMatrix(network, matrix);
    const gain = gainOf(own);
    const entry = law === "orthogonal" || needsNorm(own) ? gain : Math.sqrt(variance / sparsity);
    const unit = 2 ** -table.fractionBits;
    const mean = gates?.[matrix]?.bias.mean ?? 0;
    const zeros = [zeroDiagonal ? 0 : 1, split, Math.sqrt(coupling), Math.sqrt(contrast)];
    return [entry, gain, unit, TABLE_SIZE * laws.indexOf(table), sparsity, mean, ...zeros];
  });
  const { gain } = norm;
  const layer = [
    skip,
    scale,
    Math.sqrt(bias.variance),
    Math.sqrt(input.everyLayer ?? 0),
    gain.mean,
    Math.sqrt(gain.variance),
    Math.sqrt(norm.bias.variance),
  ];
  return [...layer, ...matrices.flat()];
}

/** A table, and whether the high half of its slope words is to be a shift. */
interface Packed {
  table: QuantileTable;
  shifted: boolean;
}

function packTables(tables: readonly Packed[]): Uint32Array<ArrayBuffer> {
  const words = new Uint32Array(2 * TABLE_SIZE * tables.length);
  tables.forEach(({ table: { base, slope, heavy }, shifted }, index) => {
    const shift = shifted && !heavy ? PLACE_BITS << 16 : 0;
    for (let segment = 0; segment < TABLE_SIZE; segment++) {
      const at = 2 * (index * TABLE_SIZE + segment);
      words[at] = base[segment];
      words[at + 1] = slope[segment] | shift;
    }
  });
  return words;
}
