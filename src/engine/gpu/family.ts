import { reportedLayers } from "../../measure/gradient.ts";
import { SAMPLINGS, type Sampling, whyNotInLaw } from "../../network/sampling.ts";
import { type NetworkSpec, stateDimension } from "../../network/spec.ts";
import type { EnsembleCell, ForwardCell, GradientCell, SpectrumCell } from "../engine.ts";
import { slotsOf } from "./cells.ts";
import { COLUMNS, LONGEST } from "./columns.ts";
import { numbersBytes } from "./numbers.ts";
import { BASELINE, type Limits, largestBuffer, type Platform } from "./platform.ts";
import { ROWS, ROWS_IN_LAW } from "./rows.ts";

/** Sizes of a workgroup that a kernel may be built with; results agree to rounding. */
export interface Variant {
  /** Threads of a workgroup, one network each. */
  threads: number;
  /** Rows of W made at a time, where they are made. */
  tile: number;
  /** Where threads read the table of the weights. */
  table: "workgroup" | "storage";
  /** Whether threads of a subgroup add up among themselves, where a kernel has sums over threads; false if not given. */
  subgroups?: boolean;
  /** Whether all loops over registers are written out (unroll.ts): GPUs need that, compilers for CPUs are slowed by it. */
  unrolled?: boolean;
}

/** How kernels hold a network, and which shader modules that takes. */
export interface Family {
  /** What of a network's size is too large, in one line; null where it fits. */
  tooLarge(network: NetworkSpec, exponents: number, limits: Limits): string | null;
  /** A variant that a network can take. */
  fit(network: NetworkSpec, wish: Variant): Variant;
  /** Functions that push and pull through a matrix that is orthogonal or not, and the module of the first. */
  linear(orthogonal: boolean): [push: string, pull: string, module: string];
  /** Module behind the names that kernels include, where it is not the one of that name. */
  modules(network: NetworkSpec, exponents: number, variant: Variant): Record<string, string>;
  /** Sizes that shaders need as plain numbers, since some compilers fold little; `exponents` is 0 for gradients. */
  constants(network: NetworkSpec, exponents: number, singular: boolean, variant: Variant): Record<string, string>;
  /** Statements that take the place of `//NAME` lines. */
  lists?(network: NetworkSpec, exponents: number): Record<string, string[]>;
  /** What fits an adapter. */
  spectrumVariant(cell: SpectrumCell, platform: Platform): Variant;
  gradientVariant(cell: GradientCell, platform: Platform): Variant;
  /** Numbers that a network carries from one submit of a spectrum to the next. */
  stateSize(cell: SpectrumCell): number;
  /** Words of what a network's gradient keeps: of a layer's trace, of all states that are kept, of what is on its way. */
  gradientSizes(network: NetworkSpec, segments: number): { trace: number; kept: number; progress: number };
  /** Numbers of Q_0, and where entry (row, column) is. */
  frame(cell: SpectrumCell): { size: number; place(row: number, column: number): number };
}

const ANY = { longest: Number.POSITIVE_INFINITY, slots: Number.POSITIVE_INFINITY };

/** Which family serves which cells: the first whose line takes the sampling, a state so long, and so many bundles beside it. */
const FAMILIES: readonly { sampling: Sampling; longest: number; slots: number; family: Family }[] = [
  { sampling: "network", longest: LONGEST, slots: 0, family: COLUMNS }, // columns in registers
  { sampling: "network", ...ANY, family: ROWS }, // columns in storage
  { sampling: "law", ...ANY, family: ROWS_IN_LAW }, // the same, and no W
];

export function familyOf({ sampling = "network", network }: Pick<EnsembleCell, "sampling" | "network">): Family {
  const state = stateDimension(network);
  const line = FAMILIES.find(
    (each) => each.sampling === sampling && state <= each.longest && slotsOf(network) <= each.slots,
  );
  if (line === undefined)
    throw new RangeError(`sampling is ${sampling}; the GPU engine takes ${SAMPLINGS.join(" or ")}`);
  return line.family;
}

/** Why a cell cannot be computed by the GPU engine, or null where it can. */
export function refusal(cell: SpectrumCell | GradientCell | ForwardCell, platform: Platform = BASELINE): string | null {
  if ("inputs" in cell) return noForward(cell);
  const { network } = cell;
  const sampling = SAMPLINGS.find((name) => name === (cell.sampling ?? "network"));
  if (sampling === undefined) return `sampling is ${cell.sampling}; the GPU engine takes ${SAMPLINGS.join(" or ")}`;
  const { tooLarge } = familyOf(cell);
  const inexact = sampling === "law" ? whyNotInLaw(network) : null;
  if (inexact !== null) return `sampling is law; allowed: ${inexact}`;
  const exponents = "exponents" in cell ? cell.exponents : 0;
  if (exponents > stateDimension(network)) {
    return `exponents is ${exponents}; the GPU engine takes at most the state dimension, ${stateDimension(network)}`;
  }
  const large = tooLarge(network, exponents, platform.limits);
  if (large !== null) return large;
  const deep = "exponents" in cell ? null : tooDeep(cell, platform.limits);
  if (deep !== null) return deep;
  const bytes = numbersBytes(cell);
  if (bytes > largestBuffer(platform.limits)) {
    return `depth is ${cell.depth} and layers differ; their numbers take ${bytes} bytes, this GPU binds at most ${largestBuffer(platform.limits)} (use the CPU engine)`;
  }
  if ("clip" in cell && cell.clip !== undefined) {
    const { norm, per } = cell.clip;
    const rest = `per ${per}; the GPU engine clips`;
    if (network.tied && per === "layer") return `clip is ${norm} ${rest} untied weights only (use the CPU engine)`;
    if (reportedLayers(cell.depth).length <= cell.depth)
      return `clip is ${norm} ${rest} where every layer is reported (use the CPU engine)`;
  }
  if ("adjoint" in cell && cell.adjoint === "continuous") {
    return "adjoint is continuous; that equation is solved by the CPU engine only";
  }
  if ("normBound" in cell && cell.normBound) {
    return "normBound is true; that bound is measured in f64 by the CPU engine only";
  }
  return null;
}

/** Why signals are not followed forward, in one line. */
export function noForward({ inputs }: Pick<ForwardCell, "inputs">): string {
  return `inputs is ${inputs}; signals are followed forward in f64 by the CPU engine only`;
}

/** Whether the states that a gradient keeps for the way back are more than a buffer holds, in one line; null where they are not. */
function tooDeep(cell: GradientCell, limits: Limits): string | null {
  const { network, depth } = cell;
  const most = largestBuffer(limits);
  // The segments of a network that is too deep to keep all of it.
  const segment = Math.ceil(Math.sqrt(depth));
  const { trace, kept } = familyOf(cell).gradientSizes(network, segment);
  const bytes = 4 * Math.max(kept, segment * trace);
  if (bytes <= most) return null;
  return `depth is ${depth}; at width ${network.width} the way back takes ${bytes} bytes in a buffer, this GPU binds at most ${most} (use the CPU engine)`;
}
