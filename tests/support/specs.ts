import { resolveNetwork } from "../../src/network/resolve.ts";
import type { NetworkInput } from "../../src/network/schema.ts";
import type { NetworkSpec } from "../../src/network/spec.ts";

/** A network with the defaults filled in; `depth` matters to schedules alone. */
export function specOf(input: NetworkInput = {}, depth?: number): NetworkSpec {
  return resolveNetwork(input, depth);
}
