import { SAMPLINGS, type Sampling, whyNotInLaw } from "../../network/sampling.ts";
import type { NetworkSpec } from "../../network/spec.ts";
import { matrixCount } from "../../network/spec.ts";
import { isUniform, mayBeSingular } from "../../network/structure.ts";
import { LayerTrace } from "../../network/trace.ts";
import type { EnsembleCell, GradientCell, SpectrumCell } from "../engine.ts";

/** Sizes of a workgroup that a kernel may be built with; results agree to rounding. */
export interface Variant {
  /** Threads of a workgroup, one network each. */
  threads: number;
  /** Rows of W made at a time, where they are made. */
  tile: number;
  /** Where threads read the table of the weights. */
  table: "workgroup" | "storage";
}

/** How kernels hold a network, and which shader modules that takes. */
export interface Family {
  readonly maxWidth: number;
  readonly maxExponents: number;
  /** Module behind the names that kernels include, where it is not the one of that name. */
  modules(network: NetworkSpec): Record<string, string>;
  /** Sizes that shaders need as plain numbers, since some compilers fold little; `exponents` is 0 for gradients. */
  constants(network: NetworkSpec, exponents: number, singular: boolean, variant: Variant): Record<string, string>;
  /** What fits an adapter. */
  spectrumVariant(cell: SpectrumCell, software: boolean): Variant;
  gradientVariant(cell: GradientCell, software: boolean): Variant;
  /** Numbers that a network carries from one submit of a spectrum to the next. */
  stateSize(cell: SpectrumCell): number;
  /** Words of what a network's gradient keeps: of a layer's trace, of all states that are kept, of what is on its way. */
  gradientSizes(network: NetworkSpec, segments: number): { trace: number; kept: number; progress: number };
  /** Numbers of Q_0, and where entry (row, column) is. */
  frame(cell: SpectrumCell): { size: number; place(row: number, column: number): number };
}

/** Real weights: columns in registers, a thread each. The widest network whose shared rows fit the default limits. */
const COLUMNS: Family = {
  maxWidth: 64,
  maxExponents: 64,
  modules(network) {
    const linear = network.weights.law === "orthogonal" ? "haar" : "dense";
    return { linear, "pull/linear": `pull/${linear}` };
  },
  // Arrays are not empty.
  constants: ({ width }, exponents, _singular, { threads }) => ({
    HELD: `${Math.max(1, Math.ceil(exponents / threads))}u`,
    HELD_ROWS: `${exponents === 0 ? 1 : width}u`,
  }),
  // On hardware fewer threads than columns would leave registers short, and fewer than 32 lanes idle. A software adapter
  // runs idle threads too, one after another.
  spectrumVariant({ exponents }, software) {
    if (!software) return { threads: exponents <= 32 ? 32 : 64, tile: 16, table: "workgroup" };
    return { threads: Math.max(4, powerOfTwo(exponents)), tile: 16, table: "storage" };
  },
  // Threads own the rows of a single vector. On a software adapter more threads than its lanes only do again what all of
  // them do.
  gradientVariant({ network: { width } }, software) {
    if (software) return { threads: 4, tile: 32, table: "storage" };
    return { threads: width <= 32 ? 32 : 64, tile: 32, table: "workgroup" };
  },
  stateSize: ({ network: { width }, exponents }) => width * (exponents + 1),
  gradientSizes(network, segments) {
    const { width: n, tied } = network;
    return {
      trace: 1 + LayerTrace.numbersIn(network),
      kept: segments * (1 + n),
      progress: 2 * (2 + n) + (tied ? matrixCount(network) * (1 + n * n) : 0),
    };
  },
  frame: ({ network: { width }, exponents }) => ({
    size: width * exponents,
    place: (row, column) => row * exponents + column,
  }),
};

/** In law: W is never formed, and rows are spread over the threads, so that any width will do. */
const ROWS: Family = {
  maxWidth: 16_384,
  maxExponents: 64,
  modules: (network) => ({
    state: "law/state",
    weights: "law/normals",
    linear: "law/in-law",
    multiply: network.weights.law === "orthogonal" ? "law/haar" : "law/gaussian",
    way: "law/way",
    size: "law/size",
    trace: "law/trace",
    "weight-gradient": "law/weight-gradient",
    "pull/linear": network.weights.law === "orthogonal" ? "law/pull/haar" : "law/pull/gaussian",
    "pull/activation": "law/pull/activation",
    activation: "law/activation",
    bundle: "law/bundle",
    orthogonalise: "law/orthogonalise",
    load: "law/load",
  }),
  constants(network, exponents, singular) {
    const { sizes, saved, places } = placesOf(network, exponents, singular);
    return {
      DIRECTIONS: `${Math.min(network.width, 1 + exponents)}u`,
      ENTRIES: `${((1 + exponents) * (2 + exponents)) / 2}u`,
      ROW_SIZES: `${sizes}u`,
      SAVED: `${saved}u`,
      PLACES: `${places}u`,
    };
  },
  spectrumVariant: ({ network, exponents }, software) => rowsVariant(network, exponents, software),
  gradientVariant: ({ network }, software) => rowsVariant(network, 0, software),
  stateSize: ({ network, exponents }) => placesOf(network, exponents, mayBeSingular(network)).places * padded(network),
  gradientSizes(network, segments) {
    const n = padded(network);
    return {
      trace: 4 + n * (network.branch.length + network.after.length),
      kept: segments * (4 + n) + 8,
      progress: 2 * placesOf(network, 0, false).places * n,
    };
  },
  frame({ network, exponents }) {
    const stride = padded(network);
    return { size: stride * exponents, place: (row, column) => column * stride + row };
  },
};

/** Which family serves which cells. */
const FAMILIES: Record<Sampling, Family> = { network: COLUMNS, law: ROWS };

export function familyOf({ sampling = "network" }: Pick<EnsembleCell, "sampling">): Family {
  return FAMILIES[sampling];
}

/** Why a cell cannot be computed by the GPU engine, or null where it can. */
export function refusal(cell: SpectrumCell | GradientCell): string | null {
  const { width } = cell.network;
  const sampling = SAMPLINGS.find((name) => name === (cell.sampling ?? "network"));
  if (sampling === undefined) return `sampling is ${cell.sampling}; the GPU engine takes ${SAMPLINGS.join(" or ")}`;
  if (!isUniform(cell.network)) {
    return "the network is normalised, batched, of several kinds of matrices, or changes with depth; the GPU engine takes none of these (use the CPU engine)";
  }
  const { maxWidth, maxExponents } = FAMILIES[sampling];
  const inexact = sampling === "law" ? whyNotInLaw(cell.network) : null;
  if (inexact !== null) return `sampling is law; allowed: ${inexact}`;
  if (width > maxWidth) {
    const where = sampling === "law" ? " in law" : "";
    return `network.width is ${width}; the GPU engine takes at most ${maxWidth}${where} (use the CPU engine)`;
  }
  if ("clip" in cell && cell.clip !== undefined) {
    return `clip is ${cell.clip.norm} per ${cell.clip.per}; gradients are clipped by the CPU engine only: use the CPU engine`;
  }
  if ("normBound" in cell && cell.normBound) {
    return "normBound is true; that bound is measured in f64 by the CPU engine only";
  }
  if ("exponents" in cell && cell.exponents > width) {
    return `exponents is ${cell.exponents}; the GPU engine takes at most the width`;
  }
  if ("exponents" in cell && cell.exponents > maxExponents) {
    return `exponents is ${cell.exponents}; the GPU engine takes at most ${maxExponents} (use the CPU engine)`;
  }
  return null;
}

/**
 * Four rows a thread, as long as a workgroup has the threads. Many tangents leave the workgroup's memory no room for the
 * table.
 */
function rowsVariant({ width }: NetworkSpec, exponents: number, software: boolean): Variant {
  if (software) return { threads: 4, tile: 1, table: "storage" };
  const threads = Math.min(256, Math.max(32, powerOfTwo(width / 4)));
  return { threads, tile: 1, table: exponents <= 32 ? "workgroup" : "storage" };
}

/** Where columns of shaders/law/state.wgsl are: bundle, random numbers, sizes of rows, saved bundle; and how many there are. */
function placesOf({ skip }: NetworkSpec, exponents: number, singular: boolean) {
  const bundle = 1 + exponents;
  const sizes = bundle + 1;
  const saved = sizes + (singular ? 1 : 0);
  return { sizes, saved, places: saved + (skip === 0 ? 0 : bundle) };
}

/** Rows of a column: whole groups of four. */
function padded({ width }: NetworkSpec): number {
  return 4 * Math.ceil(width / 4);
}

/** The least power of two that is no less. */
function powerOfTwo(count: number): number {
  return 2 ** Math.ceil(Math.log2(count));
}
