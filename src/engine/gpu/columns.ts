import { matrixCount, type NetworkSpec, stateDimension } from "../../network/spec.ts";
import { LayerTrace } from "../../network/trace.ts";
import type { Family } from "./family.ts";
import { lawsOf } from "./numbers.ts";
import type { Limits } from "./platform.ts";
import { rescaledOf, rescalingOf } from "./rescaling.ts";

/** The longest state that a thread's registers and the shared rows hold. */
export const LONGEST = 64;

/** Real weights: columns in registers, a thread each. The widest network whose shared rows fit the default limits. */
export const COLUMNS: Family = {
  // Longer states are another family's.
  tooLarge: () => null,
  fit: (network, { threads, tile, table, unrolled }) => ({
    threads,
    unrolled,
    tile: Math.min(tile, network.width),
    // Workgroup memory has room for one table.
    table: lawsOf(network).length > 1 ? "storage" : table,
  }),
  linear: (orthogonal) => (orthogonal ? ["haar", "pullHaar", "haar"] : ["dense", "pullDense", "dense"]),
  modules: (network) => ({
    columns: `columns/${network.batch === 1 ? "single" : "batch"}`,
    rescaling: `rescaling/${rescaledOf(network).includes(true) ? "spectral-norm" : "none"}`,
  }),
  constants(network, exponents, _singular, { threads }) {
    const rows = Math.ceil(stateDimension(network) / 4);
    return {
      ROWS: `${rows}u`,
      GROUPS: `${Math.ceil(network.width / 4)}u`,
      STRIDE: `${rows | 1}u`,
      // Arrays are not empty.
      HELD: `${Math.max(1, Math.ceil(exponents / threads))}u`,
      HELD_ROWS: `${exponents === 0 ? 1 : rows}u`,
      ...rescalingOf(network, threads),
    };
  },
  // On hardware 32 threads, which run in step on most: barriers among them are nearly free. Beyond 32 columns each has two,
  // and what all read serves both. A software adapter runs idle threads too, one after another.
  spectrumVariant({ network, exponents }, { software, limits }) {
    const tile = tileOf(network, limits);
    if (!software) return { threads: 32, tile, table: "workgroup", unrolled: true };
    return { threads: Math.max(4, powerOfTwo(exponents)), tile, table: "storage" };
  },
  // Threads own the rows of a single vector. On a software adapter more threads than its lanes only do again what all of
  // them do.
  gradientVariant({ network }, { software, limits }) {
    const tile = tileOf(network, limits);
    if (software) return { threads: 4, tile, table: "storage" };
    return { threads: stateDimension(network) <= 32 ? 32 : 64, tile, table: "workgroup", unrolled: true };
  },
  stateSize: ({ network, exponents }) => stateDimension(network) * (exponents + 1),
  gradientSizes(network, segments) {
    const { width: n, tied } = network;
    const m = stateDimension(network);
    return {
      trace: 1 + LayerTrace.numbersIn(network),
      kept: segments * (1 + m),
      progress: 2 * (2 + m) + (tied ? matrixCount(network) * (1 + n * n) : 0),
    };
  },
  frame: ({ network, exponents }) => ({
    size: stateDimension(network) * exponents,
    place: (row, column) => row * exponents + column,
  }),
};

/**
 * Rows of W made at a time, by the bytes of workgroup memory that there are at least. Half of the largest W: all of it
 * would save two barriers of about seventy a layer, but take room from other networks on the same processor. Where ‖W‖₂ has
 * to be found, a tile that holds all of W saves making it again in every step of the search, which needs room too.
 */
const TILES: readonly { bytes: number; usual: number; searched: (width: number) => number }[] = [
  { bytes: 32_768, usual: 32, searched: () => 64 },
  { bytes: 16_384, usual: 32, searched: (width) => (width <= 32 ? 32 : 16) },
];

function tileOf(network: NetworkSpec, { maxComputeWorkgroupStorageSize }: Limits): number {
  const { usual, searched } = TILES.find(({ bytes }) => bytes <= maxComputeWorkgroupStorageSize) ?? TILES[1];
  return rescaledOf(network).includes(true) ? searched(network.width) : usual;
}

/** The least power of two that is no less. */
function powerOfTwo(count: number): number {
  return 2 ** Math.ceil(Math.log2(count));
}
