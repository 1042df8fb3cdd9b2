import { Matrix } from "ml-matrix";
import { randomNetwork } from "../../src/network/network.ts";
import type { NetworkInput } from "../../src/network/schema.ts";
import { bundleOf, columnOf, identity } from "./bundles.ts";
import { specOf } from "./specs.ts";

/** The linear map of one layer of a network without nonlinearity, seed 42: that of its W where it has no more than one. */
export function layerMatrix(input: NetworkInput, layer = 0, index = 0, depth = 256): Matrix {
  const spec = specOf({ branch: ["linear"], ...input }, depth);
  const bundle = bundleOf(new Float64Array(spec.width), identity(spec.width));
  randomNetwork(spec, 42, index).push(bundle, layer);
  return new Matrix(identity(spec.width).map((_, c) => Array.from(columnOf(bundle, 1 + c)))).transpose();
}
