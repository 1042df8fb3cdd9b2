import type { NetworkSpec } from "../../network/spec.ts";
import type { Family, Variant } from "./family.ts";
import { lawsOf } from "./numbers.ts";
import { type Limits, largestBuffer, type Platform } from "./platform.ts";
import { groupsOf, hasOrthogonal, powerOfTwo, type Room, rescaledOf, roomOf } from "./room.ts";

/** Modules of shaders/rows that take the place of those of the same name. */
const MODULES = [
  "state",
  "normalisation",
  "pull/normalisation",
  "activation",
  "pull/activation",
  "way",
  "size",
  "trace",
  "bundle",
  "orthogonalise",
  "load",
];

/** Real weights of wide networks: rows are spread over the threads, and columns are in storage, so that any width will do. */
export const ROWS: Family = {
  ...common(false),
  fit(network, wish) {
    const table = lawsOf(network).length > 1 ? "storage" : wish.table;
    return { ...wish, threads: threadsOf(network, wish), tile: 1, table };
  },
  linear: (orthogonal) => (orthogonal ? ["haar", "pullHaar", "haar"] : ["dense", "pullDense", "dense"]),
  modules(network, exponents, variant) {
    const room = roomOf(network, exponents, false);
    return {
      ...shared(network, room, variant),
      weights: "rows/weights",
      dense: "rows/dense",
      "pull/dense": "rows/pull/dense",
      haar: "rows/haar",
      "pull/haar": "rows/pull/haar",
      rescaling: rescaledOf(network).includes(true) ? "rows/spectral-norm" : "rescaling/none",
      "rows/matrix": `rows/matrix/${room.stored.matrix ? "stored" : "made"}`,
    };
  },
};

/** In law: W is never formed, so that width costs little. */
export const ROWS_IN_LAW: Family = {
  ...common(true),
  fit: (network, wish) => ({ ...wish, threads: threadsOf(network, wish), tile: 1 }),
  linear: (orthogonal) =>
    orthogonal ? ["haarInLaw", "pullHaarInLaw", "haar"] : ["gaussianInLaw", "pullGaussianInLaw", "gaussian"],
  modules(network, exponents, variant) {
    const room = roomOf(network, exponents, true);
    const batch = network.batch > 1 ? "batch/" : "";
    return {
      ...shared(network, room, variant),
      weights: "law/normals",
      haar: "law/haar",
      gaussian: "law/gaussian",
      "pull/haar": `law/pull/${batch}haar`,
      "pull/gaussian": `law/pull/${batch}gaussian`,
      "law/factors": `law/factors/${room.stored.factor ? "storage" : "workgroup"}`,
    };
  },
};

type Common = Omit<Family, "fit" | "linear" | "modules">;

/** What both ways of drawing an ensemble have in common. */
function common(inLaw: boolean): Common {
  return {
    maxExponents: Number.POSITIVE_INFINITY,
    tooLarge: (network, exponents, limits) => tooLarge(network, exponents, inLaw, limits),
    constants(network, exponents, _singular, { threads }) {
      const room = roomOf(network, exponents, inLaw);
      return {
        SAMPLED: inLaw ? "IN_LAW" : "0u",
        ...placesOf(room),
        ...sharesOf(threads, !inLaw && hasOrthogonal(network) ? room.short : exponents - 8),
        ...rescalingOf(network, threads),
      };
    },
    lists: (network, exponents) => sumsOf(roomOf(network, exponents, inLaw).chunk),
    spectrumVariant: ({ network, exponents }, platform) => variantOf(network, exponents, platform),
    gradientVariant: ({ network }, platform) => variantOf(network, 0, platform),
    stateSize: ({ network, exponents }) => 4 * roomOf(network, exponents, inLaw).room,
    gradientSizes(network, segments) {
      const m = padded(network);
      return {
        trace: 4 + m * (network.branch.length + network.after.length),
        kept: segments * (4 + m) + 8,
        progress: 8 * roomOf(network, 0, inLaw).room,
      };
    },
    frame({ network, exponents }) {
      const { batch } = network;
      const stride = padded(network);
      const place = (row: number): number => (row % batch) * (stride / batch) + Math.floor(row / batch);
      return { size: stride * exponents, place: (row, column) => column * stride + place(row) };
    },
  };
}

function shared(network: NetworkSpec, { stored }: Room, { subgroups }: Variant): Record<string, string> {
  return {
    ...Object.fromEntries(MODULES.map((name) => [name, `rows/${name}`])),
    "weight-gradient": gradientModule(network),
    "rows/reduce": `rows/reduce/${subgroups === true ? "subgroups" : "workgroup"}`,
    "rows/notes": `rows/notes/${stored.notes ? "storage" : "workgroup"}`,
  };
}

function gradientModule({ batch, tied }: NetworkSpec): string {
  if (tied) return "rows/weight-gradient-tied";
  return batch > 1 ? "rows/weight-gradient-batch" : "rows/weight-gradient";
}

function placesOf(room: Room): Record<string, string> {
  const {
    groups,
    directions,
    short,
    sizes,
    saved,
    product,
    places,
    panel,
    factor,
    notes,
    matrix,
    lanczos,
    sums,
    chunk,
  } = room;
  return {
    GROUPS: `${groups}u`,
    DIRECTIONS: `${directions}u`,
    ENTRIES: `${(short * (short + 1)) / 2}u`,
    ROW_SIZES: `${sizes}u`,
    SAVED: `${saved}u`,
    PRODUCT: `${product}u`,
    PLACES: `${places}u`,
    PANEL_COLUMN: `${panel / groups}u`,
    FACTOR: `${factor}u`,
    NOTED: `${short}u`,
    NOTES: `${notes}u`,
    MATRIX: `${matrix}u`,
    LANCZOS: `${lanczos}u`,
    SUMS: `${sums}u`,
    CHUNK: `${chunk}u`,
    ROOM: `${room.room}u`,
  };
}

/** Numbers of four in workgroup memory that partial sums may take, threads and quads of columns among them. */
const MOST_PARTS = 512;
const MOST_QUADS = 32;
/** Slices of rows at least: their threads read a cache line together. */
const LEAST_SLICES = 4;

/** How threads share sums, with panels of up to so many columns; see shaders/rows/reduce.wgsl and shaders/rows/panel.wgsl. */
function sharesOf(threads: number, columns: number): Record<string, string> {
  const most = Math.max(1, Math.min(MOST_QUADS, threads / LEAST_SLICES));
  const quads = Math.min(most, powerOfTwo(Math.max(1, columns / 4)));
  return {
    GATHERERS: `${2 ** Math.floor(Math.log2(threads) / 2)}u`,
    PARTS: `${Math.min(8, Math.max(2, MOST_PARTS / threads))}u`,
    QUADS: `${quads}u`,
    SLICES: `${threads / quads}u`,
  };
}

/** A product's statements for every column of a chunk: compilers keep what has a name of its own in registers. */
function sumsOf(chunk: number): Record<string, string[]> {
  const each = (statement: (c: number) => string): string[] => Array.from({ length: chunk }, (_, c) => statement(c));
  return {
    SUMS: each((c) => `var sum${c} = vec4f(0.0);`),
    ADD_TO_SUMS: each((c) => `sum${c} += rows[source + ${c}u * GROUPS] * block;`),
    ADD_TO_SUMS_BACK: each((c) => `sum${c} += block * rows[source + ${c}u * GROUPS];`),
    PUT_SUMS: each((c) => `putSum(first + ${c}u, g, sum${c});`),
  };
}

/** Threads of a batch have the same units of every sample. */
function threadsOf(network: NetworkSpec, { threads }: Variant): number {
  const groups = groupsOf(network);
  return network.batch === 1 ? threads : Math.min(threads, groups & -groups);
}

/** Threads of a workgroup that default limits leave room for, and more where there is twice the memory. */
const THREADS = 256;
const MORE_THREADS = 512;

/**
 * Four rows a thread, as long as a workgroup has the threads. Many tangents leave the workgroup's memory no room for the
 * table.
 */
function variantOf(network: NetworkSpec, exponents: number, { software, subgroups, limits }: Platform): Variant {
  if (software) return { threads: 4, tile: 1, table: "storage" };
  const roomy =
    limits.maxComputeWorkgroupStorageSize >= 32_768 && limits.maxComputeInvocationsPerWorkgroup >= MORE_THREADS;
  const threads = Math.min(roomy ? MORE_THREADS : THREADS, Math.max(32, powerOfTwo(network.width / 4)));
  return { threads, tile: 1, table: network.batch * (1 + exponents) <= 33 ? "workgroup" : "storage", subgroups };
}

/** What of a network's size takes more than one buffer of an adapter holds; null where it fits. */
function tooLarge(network: NetworkSpec, exponents: number, inLaw: boolean, limits: Limits): string | null {
  // A submit holds a layer at least, which is one workgroup's work.
  const widest = inLaw ? 16_384 : 1024;
  if (network.width > widest) {
    const where = inLaw ? " in law" : "";
    return `network.width is ${network.width}; the GPU engine takes at most ${widest}${where} (use the CPU engine)`;
  }
  const most = largestBuffer(limits);
  // A gradient's network has two, one for each way.
  const bytes = (spec: NetworkSpec, k: number): number => (k === 0 ? 32 : 16) * roomOf(spec, k, inLaw).room;
  if (bytes(network, exponents) <= most) return null;
  const allowed = `in a buffer of ${Math.floor(most / 2 ** 20)} MiB, the largest of this adapter (use the CPU engine)`;
  const { width, batch } = network;
  const samples = batch > 1 ? ` and batch ${batch}` : "";
  const fewer = largest(exponents, (k) => bytes(network, k) <= most);
  if (fewer > 0) return `exponents is ${exponents}; at width ${width}${samples} at most ${fewer} fit ${allowed}`;
  const k = Math.min(exponents, 1);
  const narrower = largest(width, (n) => bytes({ ...network, width: n }, k) <= most);
  if (narrower > 0) return `network.width is ${width}; at most ${narrower} fits ${allowed}`;
  return `network.batch is ${batch}; at most ${largest(batch, (b) => bytes({ ...network, batch: b }, k) <= most)} fits ${allowed}`;
}

/** The largest number from 1 to `end` that fits, where all smaller ones do; 0 where none does. */
function largest(end: number, fits: (value: number) => boolean): number {
  let low = 0;
  for (let high = end; low < high; ) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** What shaders/rows/spectral-norm.wgsl needs, where it is part of the kernel. */
function rescalingOf(network: NetworkSpec, threads: number): Record<string, string> {
  const each = rescaledOf(network);
  if (!each.includes(true)) return {};
  return {
    RESCALED: `array<bool, ${each.length}>(${each.join(", ")})`,
    // So many threads cut an interval into one more parts.
    HALVINGS: `${Math.ceil(26 / Math.log2(threads + 1))}u`,
  };
}

/** Numbers of a column: whole groups of four. */
function padded(network: NetworkSpec): number {
  return 4 * network.batch * groupsOf(network);
}
