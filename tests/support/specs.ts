import { resolveNetwork } from "../../src/network/resolve.ts";
import type { NetworkInput } from "../../src/network/schema.ts";
import { isGated, type NetworkSpec, OPERATIONS } from "../../src/network/spec.ts";

/** Operations that may stand in any list: gated cells are layers of their own. */
export const LISTED = OPERATIONS.filter((name) => !isGated(name));

/** A network with the defaults filled in; `depth` matters to schedules alone. */
export function specOf(input: NetworkInput = {}, depth?: number): NetworkSpec {
  return resolveNetwork(input, depth);
}
