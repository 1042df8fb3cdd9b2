import type { NetworkSpec } from "../../network/spec.ts";
import { type Limits, largestBuffer } from "./platform.ts";
import { roomOf } from "./room.ts";

/** What of a network's size takes more than one buffer of an adapter holds; null where it fits. */
export function tooLarge(network: NetworkSpec, exponents: number, inLaw: boolean, limits: Limits): string | null {
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
