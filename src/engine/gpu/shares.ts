import type { NetworkSpec } from "../../network/spec.ts";
import type { Variant } from "./family.ts";
import type { Platform } from "./platform.ts";
import { groupsOf, hasOrthogonal, powerOfTwo, roomOf } from "./room.ts";

/** How the threads of a workgroup share rows, columns and sums; see shaders/rows/panel.wgsl and shaders/rows/reduce. */
export interface Shares {
  /** Threads that gather sums of all. */
  gatherers: number;
  /** Numbers of four that a thread's partial sums take at a time. */
  parts: number;
  /** Quads of columns times slices of rows are the threads. */
  quads: number;
  slices: number;
  /** Workgroup memory that all of it takes, without the weights' table. */
  bytes: number;
}

/** Threads times their partial sums. */
const MOST_PARTS = 512;
const MOST_QUADS = 32;
/** Slices of rows at least: their threads read a cache line together. */
const LEAST_SLICES = 4;
/** Threads of a workgroup at most: more would leave each of them too few registers. */
const MOST_THREADS = 512;
const TABLE_BYTES = 4096;
/** What single numbers take, and lists as long as the matrices of a layer. */
const REST_BYTES = 768;

/** `exponents` is 0 for gradients. */
export function sharesOf(network: NetworkSpec, exponents: number, inLaw: boolean, threads: number): Shares {
  const { short, stored } = roomOf(network, exponents, inLaw);
  // Reflections take all columns, Gram–Schmidt those after the first panel.
  const columns = !inLaw && hasOrthogonal(network) ? short : exponents - 8;
  const most = Math.max(1, Math.min(MOST_QUADS, threads / LEAST_SLICES));
  const quads = Math.min(most, powerOfTwo(Math.max(1, columns / 4)));
  const gatherers = 2 ** Math.floor(Math.log2(threads) / 2);
  const parts = Math.min(8, Math.max(2, MOST_PARTS / threads));
  const factor = inLaw && !stored.factor ? 2 * short * (short + 1) : 0;
  const notes = stored.notes ? 0 : 12 * short;
  const bytes = 16 * (parts * threads + 2 * gatherers + 8 * quads) + notes + factor + REST_BYTES;
  return { gatherers, parts, quads, slices: threads / quads, bytes };
}

/** Threads of a batch have the same units of every sample. */
export function threadsOf(network: NetworkSpec, { threads }: Variant): number {
  const groups = groupsOf(network);
  return network.batch === 1 ? threads : Math.min(threads, groups & -groups);
}

/** Four rows a thread, as long as the adapter has the threads, and the table in workgroup memory where there is room. */
export function variantOf(
  network: NetworkSpec,
  exponents: number,
  inLaw: boolean,
  { software, subgroups, limits }: Platform,
): Variant {
  if (software) return { threads: 4, tile: 1, table: "storage" };
  const { maxComputeInvocationsPerWorkgroup, maxComputeWorkgroupStorageSize } = limits;
  const most = Math.min(MOST_THREADS, maxComputeInvocationsPerWorkgroup, Math.max(32, powerOfTwo(network.width / 4)));
  let threads = 2 ** Math.floor(Math.log2(most));
  const bytes = (): number => sharesOf(network, exponents, inLaw, threads).bytes;
  while (threads > 32 && bytes() > maxComputeWorkgroupStorageSize) threads /= 2;
  const table = bytes() + TABLE_BYTES <= maxComputeWorkgroupStorageSize ? "workgroup" : "storage";
  return { threads, tile: 1, table, subgroups };
}
