import { F32, LONGEST, MEMORY } from "../../measure/interval.ts";
import { tableOf } from "../../network/quantile.ts";
import { somewhere } from "../../network/schedule.ts";
import {
  gatedOf,
  isNormalisation,
  matrixCount,
  type NetworkSpec,
  operationsOf,
  type WeightSpec,
} from "../../network/spec.ts";
import { hasSkip, hidesSmall, isBiased, isHomogeneous, isScalable, mayBeSingular } from "../../network/structure.ts";
import type { EnsembleCell, GradientCell, SpectrumCell } from "../engine.ts";
import { tracesOf, vectorsOf } from "./cells.ts";
import { decide } from "./decide.ts";
import { familyOf, type Variant } from "./family.ts";
import { link } from "./link.ts";
import { isHeavy } from "./numbers.ts";
import { SOURCES } from "./sources.ts";
import { branchBack, branchOf, modulesOf, type Step, stepsOf, written } from "./steps.ts";
import { unroll } from "./unroll.ts";

/**
 * WGSL of the spectrum kernel for a cell. Everything that changes the code is in the text (sizes, operations, kinds of
 * matrices); the numbers of a cell (laws, variances, scale, depth, seed) come in buffers, so that cells with the same text
 * share a pipeline and a dispatch.
 */
export function spectrumKernel(cell: SpectrumCell, wish: Variant): string {
  const { network, exponents } = cell;
  const family = familyOf(cell);
  const variant = family.fit(network, wish);
  const { branch, after } = stepsOf(cell);
  const singular = mayBeSingular(network);
  return assemble("spectrum", cell, variant, {
    modules: family.modules(network, exponents, variant),
    constants: {
      K: `${exponents}u`,
      COLUMNS: `${Math.ceil(exponents / variant.threads)}u`,
      MAY_BE_SINGULAR: `${singular}`,
      HIDES_SMALL: `${hidesSmall(network)}`,
      IS_TRACED: "false",
      SPREAD: float(F32.spread),
      RANGE: float(F32.range),
      EPSILON: float(F32.rounding),
      LONGEST: float(LONGEST),
      MEMORY: float(MEMORY),
      ...family.constants(network, exponents, singular, variant),
    },
    lists: {
      ...family.lists?.(network, exponents),
      BRANCH: branchOf(cell, branch, ({ push }) => [push]),
      AFTER: written(after, ({ push }) => [push]),
    },
  });
}

/** WGSL of the gradient kernel for a cell, in the same way. */
export function gradientKernel(cell: GradientCell, wish: Variant): string {
  const { network } = cell;
  const family = familyOf(cell);
  const variant = family.fit(network, wish);
  const { branch, after } = stepsOf(cell);
  const forward = ({ push, at }: Step): string[] => (at === null ? [push] : ["noteInput(layer, AT);", push]);
  return assemble("gradient", cell, variant, {
    modules: family.modules(network, 0, variant),
    constants: {
      K: "0u",
      COLUMNS: "0u",
      MAY_BE_SINGULAR: "false",
      ...family.constants(network, 0, false, variant),
      OPERATIONS: `${tracesOf(network)}u`,
      IS_TRACED: "true",
    },
    lists: {
      ...family.lists?.(network, 0),
      PULL_BRANCH: branchBack(cell, branch),
      PULL_AFTER: written(after.toReversed(), ({ pull }) => pull),
      BRANCH: [...branchOf(cell, branch, forward), ...(hasSkip(network) ? ["noteBranch();"] : [])],
      AFTER: written(after, forward),
    },
  });
}

/** Turns of a loop over registers that is written out at any rate: SwiftShader compiles two copies sooner than a loop. */
const SHORT = 2;

/** What a kernel has of its own: constants, and calls that take the place of `//NAME` lines. */
interface Own {
  modules: Record<string, string>;
  constants: Record<string, string>;
  lists: Record<string, string[]>;
}

function assemble(entry: string, cell: EnsembleCell, variant: Variant, own: Own): string {
  const { threads, tile, table, unrolled, subgroups } = variant;
  const { network } = cell;
  const { width } = network;
  const constants = {
    N: `${width}u`,
    BATCH: `${network.batch}u`,
    VECTORS: `${vectorsOf(network)}u`,
    MATRICES: `${matrixCount(network)}u`,
    THREADS: `${threads}u`,
    TILE: `${tile}u`,
    IS_HEAVY: `${isHeavy(network)}`,
    IS_SPARSE: `${hasMatrix(network, ({ sparsity = width }) => sparsity < width)}`,
    HAS_ZEROS: `${hasMatrix(network, ({ zeroDiagonal, split }) => zeroDiagonal === true || split !== undefined)}`,
    GAUSSIAN_UNIT: float(2 ** -tableOf("gaussian").fractionBits),
    TIED: `${network.tied}`,
    ...structureOf(network),
    ...own.constants,
  };
  const modules = modulesOf(cell);
  const text = link(
    entry,
    {
      ...SOURCES,
      operations: included(modules),
      "pull/operations": included(modules.map((name) => `pull/${name}`)),
    },
    { ...own.modules, activations: `activation/${network.activation}`, table: `table/${table}` },
  );
  const header = Object.entries(constants).map(([name, value]) => `const ${name} = ${value};\n`);
  const filled = text.replace(/^\/\/([A-Z_]+)$/gm, (_, name: string) =>
    (own.lists[name] ?? []).map((call) => `  ${call}`).join("\n"),
  );
  const decided = decide(filled, constants);
  const enabled = subgroups === true ? "enable subgroups;\n" : "";
  return enabled + header.join("") + unroll(decided, constants, unrolled ? undefined : SHORT);
}

/** What a network has in some layer at least. */
function structureOf(network: NetworkSpec): Record<string, string> {
  const normalised = operationsOf(network).some(isNormalisation);
  const hasBranch = somewhere(network, "scale", (scale) => scale !== 0);
  const gains =
    somewhere(network, "norm.gain.mean", (mean) => mean !== 1) ||
    somewhere(network, "norm.gain.variance", (variance) => variance !== 0);
  return {
    ...biasesOf(network),
    IS_GATED: `${gatedOf(network) !== null}`,
    HAS_BRANCH: `${hasBranch}`,
    MAY_STOP: `${hasBranch && somewhere(network, "scale", (scale) => scale === 0)}`,
    HAS_SKIP: `${hasSkip(network)}`,
    HAS_GAIN: `${normalised && gains}`,
    HAS_SHIFT: `${normalised && somewhere(network, "norm.bias.variance", (variance) => variance !== 0)}`,
    HOMOGENEOUS: `${isHomogeneous(network)}`,
    SCALABLE: `${isScalable(network)}`,
  };
}

/** What is added to the outputs of matrices. */
function biasesOf(network: NetworkSpec): Record<string, string> {
  const { input, gates = [] } = network;
  const drawn = somewhere(network, "bias.variance", (variance) => variance > 0);
  const driven = (input.everyLayer ?? 0) > 0;
  const shifted = gates.some(({ bias }) => bias.mean !== 0);
  return {
    IS_BIASED: `${isBiased(network) || (gatedOf(network) !== null && (drawn || driven || shifted))}`,
    HAS_BIAS: `${drawn}`,
    HAS_DRIVE: `${driven}`,
    HAS_MEAN: `${shifted}`,
  };
}

function hasMatrix({ weights, matrices = [weights] }: NetworkSpec, holds: (weights: WeightSpec) => boolean): boolean {
  return matrices.some(holds);
}

function included(modules: readonly string[]): string {
  return modules.map((name) => `#include ${name}\n`).join("");
}

/** A number as a WGSL literal, exactly if it is an f32. */
function float(value: number): string {
  return `${value.toExponential()}f`;
}
