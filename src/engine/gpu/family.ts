import { reportedLayers } from "../../measure/gradient.ts";
import { SAMPLINGS, type Sampling, whyNotInLaw } from "../../network/sampling.ts";
import { type NetworkSpec, stateDimension } from "../../network/spec.ts";
import type { EnsembleCell, GradientCell, SpectrumCell } from "../engine.ts";
import { COLUMNS } from "./columns.ts";
import { numbersBytes } from "./numbers.ts";
import { BASELINE, type Limits, largestBuffer, type Platform } from "./platform.ts";
import { ROWS } from "./rows.ts";

/** Sizes of a workgroup that a kernel may be built with; results agree to rounding. */
export interface Variant {
  /** Threads of a workgroup, one network each. */
  threads: number;
  /** Rows of W made at a time, where they are made. */
  tile: number;
  /** Where threads read the table of the weights. */
  table: "workgroup" | "storage";
  /** Whether all loops over registers are written out (unroll.ts): GPUs need that, compilers for CPUs are slowed by it. */
  unrolled?: boolean;
}

/** How kernels hold a network, and which shader modules that takes. */
export interface Family {
  readonly maxExponents: number;
  /** What of a network's size is too large, in one line; null where it fits. */
  tooLarge(network: NetworkSpec, exponents: number, limits: Limits): string | null;
  /** A variant that a network can take. */
  fit(network: NetworkSpec, wish: Variant): Variant;
  /** Functions that push and pull through a matrix that is orthogonal or not, and the module of the first. */
  linear(orthogonal: boolean): [push: string, pull: string, module: string];
  /** Module behind the names that kernels include, where it is not the one of that name. */
  modules(network: NetworkSpec, exponents: number): Record<string, string>;
  /** Sizes that shaders need as plain numbers, since some compilers fold little; `exponents` is 0 for gradients. */
  constants(network: NetworkSpec, exponents: number, singular: boolean, variant: Variant): Record<string, string>;
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

/** Which family serves which cells. */
const FAMILIES: Record<Sampling, Family> = { network: COLUMNS, law: ROWS };

export function familyOf({ sampling = "network" }: Pick<EnsembleCell, "sampling">): Family {
  return FAMILIES[sampling];
}

/** Why a cell cannot be computed by the GPU engine, or null where it can. */
export function refusal(cell: SpectrumCell | GradientCell, platform: Platform = BASELINE): string | null {
  const { network } = cell;
  const sampling = SAMPLINGS.find((name) => name === (cell.sampling ?? "network"));
  if (sampling === undefined) return `sampling is ${cell.sampling}; the GPU engine takes ${SAMPLINGS.join(" or ")}`;
  const { maxExponents, tooLarge } = FAMILIES[sampling];
  const inexact = sampling === "law" ? whyNotInLaw(network) : null;
  if (inexact !== null) return `sampling is law; allowed: ${inexact}`;
  const exponents = "exponents" in cell ? cell.exponents : 0;
  const large = tooLarge(network, exponents, platform.limits);
  if (large !== null) return large;
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
  if ("normBound" in cell && cell.normBound) {
    return "normBound is true; that bound is measured in f64 by the CPU engine only";
  }
  if (exponents > stateDimension(network)) {
    return `exponents is ${exponents}; the GPU engine takes at most the state dimension, ${stateDimension(network)}`;
  }
  if (exponents > maxExponents) {
    return `exponents is ${exponents}; the GPU engine takes at most ${maxExponents} (use the CPU engine)`;
  }
  return null;
}
