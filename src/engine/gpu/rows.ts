import type { NetworkSpec } from "../../network/spec.ts";
import { slotsOf, tracesOf, vectorsOf } from "./cells.ts";
import type { Family, Variant } from "./family.ts";
import { tooLarge } from "./fits.ts";
import { lawsOf } from "./numbers.ts";
import { rescaledOf, rescalingOf } from "./rescaling.ts";
import { groupsOf, isSummed, type Room, roomOf } from "./room.ts";
import { type Shares, sharesOf, threadsOf, variantOf } from "./shares.ts";

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
  "gru",
  "pull/gru",
  "lstm",
  "pull/lstm",
  "rk4",
  "pull/rk4",
  "pull/slots",
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
    tooLarge: (network, exponents, limits) => tooLarge(network, exponents, inLaw, limits),
    constants(network, exponents, _singular, { threads }) {
      const room = roomOf(network, exponents, inLaw);
      return {
        SAMPLED: inLaw ? "IN_LAW" : "0u",
        HAS_PANELS: `${exponents > 8}`,
        IS_LONG: `${exponents > 4}`,
        ...placesOf(room, vectorsOf(network)),
        WAITING: `${Math.max(1, slotsOf(network))}u`,
        ...namesOf(sharesOf(network, exponents, inLaw, threads)),
        ...rescalingOf(network, threads),
      };
    },
    lists: (network, exponents) => sumsOf(roomOf(network, exponents, inLaw).chunk),
    spectrumVariant: ({ network, exponents }, platform) => variantOf(network, exponents, inLaw, platform),
    gradientVariant: ({ network }, platform) => variantOf(network, 0, inLaw, platform),
    stateSize: ({ network, exponents }) => 4 * roomOf(network, exponents, inLaw).room,
    gradientSizes(network, segments) {
      const wide = 4 * network.batch * groupsOf(network);
      const m = padded(network);
      return {
        trace: 4 + wide * tracesOf(network),
        kept: segments * (4 + m) + 8,
        progress: 8 * roomOf(network, 0, inLaw).room,
      };
    },
    frame({ network, exponents }) {
      const { width, batch } = network;
      const stride = padded(network);
      const short = 4 * groupsOf(network);
      const place = (row: number): number =>
        batch === 1 ? Math.floor(row / width) * short + (row % width) : (row % batch) * short + Math.floor(row / batch);
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

function gradientModule(network: NetworkSpec): string {
  if (isSummed(network)) return "rows/weight-gradient-sum";
  return network.batch > 1 ? "rows/weight-gradient-batch" : "rows/weight-gradient";
}

function placesOf(room: Room, vectors: number): Record<string, string> {
  const {
    groups,
    directions,
    short,
    sizes,
    saved,
    product,
    places,
    slots,
    slotColumns,
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
    SLOTS: `${slots / groups}u`,
    SLOT_COLUMNS: `${slotColumns}u`,
    // Where the state is more than one vector, the first slot.
    HAND: `${vectors === 1 ? 0 : slots / groups}u`,
    HAND_IS_STATE: `${vectors === 1}`,
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

function namesOf({ gatherers, parts, quads, slices }: Shares): Record<string, string> {
  return { GATHERERS: `${gatherers}u`, PARTS: `${parts}u`, QUADS: `${quads}u`, SLICES: `${slices}u` };
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

/** Numbers of a column: whole groups of four. */
function padded(network: NetworkSpec): number {
  return 4 * vectorsOf(network) * network.batch * groupsOf(network);
}
