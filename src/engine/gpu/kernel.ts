import { matrixCount } from "../../measure/weight-gradient.ts";
import { isHomogeneous, isScalable, mayBeSingular } from "../../network/network.ts";
import { tableOf } from "../../network/quantile.ts";
import type { NetworkSpec, OperationName } from "../../network/spec.ts";
import type { GradientCell, SpectrumCell } from "../engine.ts";
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
 * The same for gradients, whose threads own the rows of a single vector. On a software adapter more threads than its lanes
 * only do again what all of them do.
 */
export function gradientVariant({ network: { width } }: GradientCell, software: boolean): Variant {
  if (software) return { threads: 4, tile: 32, table: "storage" };
  return { threads: width <= 32 ? 32 : 64, tile: 32, table: "workgroup" };
}

/**
 * WGSL of the spectrum kernel for a cell. Everything that changes the code is in the text (sizes, operations, law);
 * the numbers of a cell (variances, scale, depth, seed) come in a buffer, so that cells with the same text share a
 * pipeline and a dispatch.
 */
export function spectrumKernel({ network, exponents }: SpectrumCell, variant: Variant): string {
  const calls = stepsOf(network);
  return assemble("spectrum", network, variant, {
    constants: {
      K: `${exponents}u`,
      COLUMNS: `${Math.ceil(exponents / variant.threads)}u`,
      STRIDE: `${network.width}u`,
      MAY_BE_SINGULAR: `${mayBeSingular(network)}`,
    },
    lists: { BRANCH: calls.branch.map(({ push }) => push), AFTER: calls.after.map(({ push }) => push) },
  });
}

/** WGSL of the gradient kernel for a cell, in the same way. */
export function gradientKernel({ network }: GradientCell, variant: Variant): string {
  const { branch, after } = stepsOf(network);
  const forward = (steps: readonly Step[]): string[] => steps.flatMap(({ note, push }) => [note, push]);
  const back = (steps: readonly Step[]): string[] => steps.toReversed().flatMap(({ pull }) => pull);
  return assemble("gradient", network, variant, {
    constants: {
      K: "0u",
      COLUMNS: "0u",
      // Odd: threads that read a column of the tile's rows each meet all banks of the workgroup memory.
      STRIDE: `${network.width | 1}u`,
      MAY_BE_SINGULAR: "false",
      OPERATIONS: `${branch.length + after.length}u`,
      MATRICES: `${matrixCount(network)}u`,
    },
    lists: {
      PULL_BRANCH: back(branch),
      PULL_AFTER: back(after),
      BRANCH: [...forward(branch), ...(network.skip === 0 ? [] : ["noteBranch();"])],
      AFTER: forward(after),
    },
  });
}

/** Calls of one operation of a layer. */
interface Step {
  push: string;
  /** Leaves a trace of what the operation is given. */
  note: string;
  pull: string[];
}

/** The operations of a layer, counted as src/network/network.ts counts them: a branch of scale 0 has none. */
function stepsOf(network: NetworkSpec): { branch: Step[]; after: Step[] } {
  let matrices = 0;
  let at = 0;
  const list = (names: readonly OperationName[], computed: boolean): Step[] =>
    names.flatMap((name) => {
      const matrix = name === "linear" ? matrices++ : 0;
      if (!computed) return [];
      const place = at++;
      const note = `noteInput(layer, ${place}u);`;
      if (name === "activation") {
        return [{ push: "activationOperation();", note, pull: [`pullActivation(layer, ${place}u);`] }];
      }
      const pull = [`weightGradient(layer, ${matrix}u, ${place}u);`, `pullLinear(layer, ${matrix}u);`];
      return [{ push: `linearOperation(layer, ${matrix}u);`, note, pull }];
    });
  return { branch: list(network.branch, network.scale !== 0), after: list(network.after, true) };
}

/** What a kernel has of its own: constants, and calls that take the place of `//NAME` lines. */
interface Own {
  constants: Record<string, string>;
  lists: Record<string, string[]>;
}

function assemble(entry: string, network: NetworkSpec, { threads, tile, table }: Variant, own: Own): string {
  const live = [...(network.scale === 0 ? [] : network.branch), ...network.after];
  const constants = {
    N: `${network.width}u`,
    THREADS: `${threads}u`,
    TILE: `${Math.min(tile, network.width)}u`,
    WEIGHT_UNIT: float(2 ** -tableOf(network.weights.law).fractionBits),
    GAUSSIAN_UNIT: float(2 ** -tableOf("gaussian").fractionBits),
    TIED: `${network.tied}`,
    HAS_BIAS: `${network.bias.variance > 0 && live.includes("linear")}`,
    HAS_BRANCH: `${network.scale !== 0}`,
    HAS_SKIP: `${network.skip !== 0}`,
    HOMOGENEOUS: `${isHomogeneous(network)}`,
    SCALABLE: `${isScalable(network)}`,
    ...own.constants,
  };
  const linear = network.weights.law === "orthogonal" ? "haar" : "dense";
  const text = link(entry, SOURCES, {
    linear,
    "pull/linear": `pull/${linear}`,
    activations: `activation/${network.activation}`,
    table: `table/${table}`,
  });
  const header = Object.entries(constants).map(([name, value]) => `const ${name} = ${value};\n`);
  const filled = text.replace(/^\/\/([A-Z_]+)$/gm, (_, name: string) =>
    (own.lists[name] ?? []).map((call) => `  ${call}`).join("\n"),
  );
  return header.join("") + filled;
}

/** A power of two as a WGSL literal, exactly. */
function float(value: number): string {
  return `0x1p${Math.round(Math.log2(value))}f`;
}
