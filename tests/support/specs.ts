import { resolveNetwork } from "../../src/network/resolve.ts";
import type { NetworkInput } from "../../src/network/schema.ts";
import type { NetworkSpec } from "../../src/network/spec.ts";

/** A network of `depth` layers with the defaults filled in. */
export function specOf(input: NetworkInput = {}, depth = 256): NetworkSpec {
  return resolveNetwork(input, depth);
}
