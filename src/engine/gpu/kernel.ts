import { tableOf } from "../../network/quantile.ts";
import type { NetworkSpec, OperationName } from "../../network/spec.ts";
import { matrixCount } from "../../network/spec.ts";
import { isHomogeneous, isScalable, mayBeSingular } from "../../network/structure.ts";
import type { EnsembleCell, GradientCell, SpectrumCell } from "../engine.ts";
import { familyOf, type Variant } from "./family.ts";
import { link } from "./link.ts";
import { SOURCES } from "./sources.ts";

/**
 * WGSL of the spectrum kernel for a cell. Everything that changes the code is in the text (sizes, operations, law);
 * the numbers of a cell (variances, scale, depth, seed) come in a buffer, so that cells with the same text share a
 * pipeline and a dispatch.
 */
export function spectrumKernel(cell: SpectrumCell, variant: Variant): string {
  const { network, exponents } = cell;
  const calls = stepsOf(network);
  return assemble("spectrum", cell, variant, {
    constants: {
      K: `${exponents}u`,
      COLUMNS: `${Math.ceil(exponents / variant.threads)}u`,
      STRIDE: `${network.width}u`,
      MAY_BE_SINGULAR: `${mayBeSingular(network)}`,
      ...familyOf(cell).constants(network, exponents, mayBeSingular(network), variant),
    },
    lists: { BRANCH: calls.branch.map(({ push }) => push), AFTER: calls.after.map(({ push }) => push) },
  });
}

/** WGSL of the gradient kernel for a cell, in the same way. */
export function gradientKernel(cell: GradientCell, variant: Variant): string {
  const { network } = cell;
  const { branch, after } = stepsOf(network);
  const forward = (steps: readonly Step[]): string[] => steps.flatMap(({ note, push }) => [note, push]);
  const back = (steps: readonly Step[]): string[] => steps.toReversed().flatMap(({ pull }) => pull);
  return assemble("gradient", cell, variant, {
    constants: {
      K: "0u",
      COLUMNS: "0u",
      // Odd: threads that read a column of the tile's rows each meet all banks of the workgroup memory.
      STRIDE: `${network.width | 1}u`,
      MAY_BE_SINGULAR: "false",
      ...familyOf(cell).constants(network, 0, false, variant),
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
      const pull = [`weightGradient(layer, ${matrix}u, ${place}u);`, `pullLinear(layer, ${matrix}u, ${place}u);`];
      return [{ push: `linearOperation(layer, ${matrix}u);`, note, pull }];
    });
  return { branch: list(network.branch, network.scale !== 0), after: list(network.after, true) };
}

/** What a kernel has of its own: constants, and calls that take the place of `//NAME` lines. */
interface Own {
  constants: Record<string, string>;
  lists: Record<string, string[]>;
}

function assemble(entry: string, cell: EnsembleCell, { threads, tile, table }: Variant, own: Own): string {
  const { network } = cell;
  const live = [...(network.scale === 0 ? [] : network.branch), ...network.after];
  const constants = {
    N: `${network.width}u`,
    THREADS: `${threads}u`,
    TILE: `${Math.min(tile, network.width)}u`,
    WEIGHT_UNIT: float(2 ** -tableOf(network.weights.law, network.weights.nu).fractionBits),
    GAUSSIAN_UNIT: float(2 ** -tableOf("gaussian").fractionBits),
    TIED: `${network.tied}`,
    HAS_BIAS: `${network.bias.variance > 0 && live.includes("linear")}`,
    HAS_BRANCH: `${network.scale !== 0}`,
    HAS_SKIP: `${network.skip !== 0}`,
    HOMOGENEOUS: `${isHomogeneous(network)}`,
    SCALABLE: `${isScalable(network)}`,
    ...own.constants,
  };
  const text = link(entry, SOURCES, {
    ...familyOf(cell).modules(network),
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
