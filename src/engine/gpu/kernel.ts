import { isHomogeneous, mayBeSingular } from "../../network/network.ts";
import { tableOf } from "../../network/quantile.ts";
import type { OperationName } from "../../network/spec.ts";
import type { SpectrumCell } from "../engine.ts";
import { link } from "./link.ts";
import { SOURCES } from "./sources.ts";

/** The widest network whose columns fit registers and whose shared rows fit the default workgroup memory. */
export const MAX_WIDTH = 64;

/** Sizes of a workgroup that a kernel may be built with; results agree to rounding. */
export interface Variant {
  /** Threads of a workgroup, one network each. */
  threads: number;
  /** Rows of W made at a time. */
  tile: number;
  /** Where threads read the table of the weights. */
  table: "workgroup" | "storage";
}

/**
 * On hardware fewer threads than columns would leave registers short, and fewer than 32 lanes idle. A software adapter
 * runs idle threads too, one after another.
 */
export function defaultVariant({ exponents }: SpectrumCell, software: boolean): Variant {
  if (!software) return { threads: exponents <= 32 ? 32 : 64, tile: 16, table: "workgroup" };
  const threads = 2 ** Math.ceil(Math.log2(exponents));
  return { threads: Math.max(4, threads), tile: 16, table: "storage" };
}

/**
 * WGSL of the spectrum kernel for a cell. Everything that changes the code is in the text (sizes, operations, law);
 * the numbers of a cell (variances, scale, depth, seed) come in a buffer, so that cells with the same text share a
 * pipeline and a dispatch.
 */
export function spectrumKernel({ network, exponents }: SpectrumCell, { threads, tile, table }: Variant): string {
  const live = [...(network.scale === 0 ? [] : network.branch), ...network.after];
  const constants = {
    N: `${network.width}u`,
    K: `${exponents}u`,
    THREADS: `${threads}u`,
    COLUMNS: `${Math.ceil(exponents / threads)}u`,
    TILE: `${Math.min(tile, network.width)}u`,
    WEIGHT_UNIT: float(2 ** -tableOf(network.weights.law).fractionBits),
    GAUSSIAN_UNIT: float(2 ** -tableOf("gaussian").fractionBits),
    TIED: `${network.tied}`,
    HAS_BIAS: `${network.bias.variance > 0 && live.includes("linear")}`,
    HAS_BRANCH: `${network.scale !== 0}`,
    MAY_BE_SINGULAR: `${mayBeSingular(network)}`,
    HAS_SKIP: `${network.skip !== 0}`,
    HOMOGENEOUS: `${isHomogeneous(network)}`,
  };
  let matrices = 0;
  const calls = (list: readonly OperationName[]): string =>
    list
      .map((name) => (name === "linear" ? `  linearOperation(layer, ${matrices++}u);` : "  activationOperation();"))
      .join("\n");
  const branch = calls(network.branch);
  const after = calls(network.after);
  const text = link("spectrum", SOURCES, {
    linear: network.weights.law === "orthogonal" ? "haar" : "dense",
    activations: `activation/${network.activation}`,
    table: `table/${table}`,
  });
  const header = Object.entries(constants).map(([name, value]) => `const ${name} = ${value};\n`);
  return header.join("") + text.replace("//BRANCH", branch).replace("//AFTER", after);
}

/** A power of two as a WGSL literal, exactly. */
function float(value: number): string {
  return `0x1p${Math.round(Math.log2(value))}f`;
}
