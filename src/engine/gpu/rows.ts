import { matrixCount, type NetworkSpec, weightsOf } from "../../network/spec.ts";
import { needsNorm } from "../../network/weights.ts";
import type { Family, Variant } from "./family.ts";
import { lawsOf } from "./numbers.ts";
import { BATCH_THREADS, groupsOf, powerOfTwo, type Room, roomOf } from "./room.ts";

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
  modules(network, exponents) {
    const room = roomOf(network, exponents, false);
    return {
      ...shared(network, room),
      weights: "rows/weights",
      dense: "rows/dense",
      "pull/dense": "rows/pull/dense",
      haar: "rows/haar",
      "pull/haar": "rows/pull/haar",
      rescaling: rescaled(network).includes(true) ? "rows/spectral-norm" : "rescaling/none",
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
  modules(network, exponents) {
    const room = roomOf(network, exponents, true);
    const batch = network.batch > 1 ? "batch/" : "";
    return {
      ...shared(network, room),
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
    tooLarge: () => null,
    constants(network, exponents, _singular, { threads }) {
      const room = roomOf(network, exponents, inLaw);
      return {
        SAMPLED: inLaw ? "IN_LAW" : "0u",
        ...placesOf(room),
        ...sharesOf(threads, exponents),
        ...rescalingOf(network, threads),
      };
    },
    lists: (network, exponents) => sumsOf(roomOf(network, exponents, inLaw).chunk),
    spectrumVariant: ({ network, exponents }, { software }) => variantOf(network, exponents, software),
    gradientVariant: ({ network }, { software }) => variantOf(network, 0, software),
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

function shared(network: NetworkSpec, { stored }: Room): Record<string, string> {
  return {
    ...Object.fromEntries(MODULES.map((name) => [name, `rows/${name}`])),
    "weight-gradient": gradientModule(network),
    "rows/notes": `rows/notes/${stored.notes ? "storage" : "workgroup"}`,
  };
}

function gradientModule({ batch, tied }: NetworkSpec): string {
  if (tied) return "rows/weight-gradient-tied";
  return batch > 1 ? "rows/weight-gradient-batch" : "rows/weight-gradient";
}

function placesOf(room: Room): Record<string, string> {
  const { groups, directions, short, sizes, saved, product, places, factor, notes, matrix, sums, chunk } = room;
  return {
    GROUPS: `${groups}u`,
    DIRECTIONS: `${directions}u`,
    ENTRIES: `${(short * (short + 1)) / 2}u`,
    ROW_SIZES: `${sizes}u`,
    SAVED: `${saved}u`,
    PRODUCT: `${product}u`,
    PLACES: `${places}u`,
    FACTOR: `${factor}u`,
    NOTED: `${short}u`,
    NOTES: `${notes}u`,
    MATRIX: `${matrix}u`,
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

/** How threads share sums; see shaders/rows/reduce.wgsl and shaders/rows/panel.wgsl. */
function sharesOf(threads: number, exponents: number): Record<string, string> {
  const most = Math.max(1, Math.min(MOST_QUADS, threads / LEAST_SLICES));
  const quads = Math.min(most, powerOfTwo(Math.max(1, (exponents - 8) / 4)));
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

function threadsOf(network: NetworkSpec, { threads }: Variant): number {
  return network.batch === 1 ? threads : Math.min(threads, BATCH_THREADS, groupsOf(network));
}

/**
 * Four rows a thread, as long as a workgroup has the threads. Many tangents leave the workgroup's memory no room for the
 * table.
 */
function variantOf({ width, batch }: NetworkSpec, exponents: number, software: boolean): Variant {
  if (software) return { threads: 4, tile: 1, table: "storage" };
  const threads = Math.min(256, Math.max(32, powerOfTwo(width / 4)));
  return { threads, tile: 1, table: batch * (1 + exponents) <= 33 ? "workgroup" : "storage" };
}

/** Whether ‖W‖₂ has to be found, of every matrix. */
function rescaled(network: NetworkSpec): boolean[] {
  return Array.from({ length: matrixCount(network) }, (_, matrix) => needsNorm(weightsOf(network, matrix)));
}

/** What shaders/rows/spectral-norm.wgsl needs, where it is part of the kernel. */
function rescalingOf(network: NetworkSpec, threads: number): Record<string, string> {
  const each = rescaled(network);
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
