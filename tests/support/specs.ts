import { resolveNetwork } from "../../src/network/resolve.ts";
import type { NetworkInput } from "../../src/network/schema.ts";
import type { NetworkSpec } from "../../src/network/spec.ts";

/** A network with the defaults filled in. */
export function specOf(input: NetworkInput = {}): NetworkSpec {
  return resolveNetwork(input);
}
