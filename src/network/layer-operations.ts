import { activationOf } from "./activations.ts";
import { activationOperation } from "./operations/activation.ts";
import { denseOperation, denseProduct } from "./operations/dense.ts";
import { gateOf } from "./operations/gate.ts";
import { gruOperation } from "./operations/gru.ts";
import { haarOperation, haarProduct } from "./operations/haar.ts";
import { inLawOperation } from "./operations/in-law.ts";
import { lstmOperation } from "./operations/lstm.ts";
import { normalisationOperation } from "./operations/normalisation.ts";
import type { Operation } from "./operations/operation.ts";
import type { Sampling } from "./sampling.ts";
import { GATES, isGated, isNormalisation, type NetworkSpec, type OperationName, weightsOf } from "./spec.ts";
import { mayBeSingular } from "./structure.ts";
import { weightSource } from "./weights.ts";

/** The operations of a layer of network `index`, the branch's and those after the sum; matrices are counted through both. */
export function layerOperations(
  spec: NetworkSpec,
  layers: (layer: number) => NetworkSpec,
  seed: number,
  index: number,
  sampling: Sampling,
): { branch: Operation[]; after: Operation[] } {
  const { width, batch } = spec;
  const phi = activationOf(spec.activation);
  let matrices = 0;
  let normalisations = 0;

  const gate = (matrix: number) => {
    const weights = weightSource(spec, seed, index, matrix);
    const make = weightsOf(spec, matrix).law === "orthogonal" ? haarProduct : denseProduct;
    return gateOf(spec, layers, matrix, make(spec, layers, matrix, weights), weights);
  };

  const operation = (name: OperationName, at: number, list: readonly OperationName[]): Operation => {
    if (isNormalisation(name)) {
      return normalisationOperation(name, spec, layers, { seed, index, sampling, place: normalisations++ });
    }
    if (name === "activation") {
      // A unit that has just been normalised over its samples has lost two directions among them.
      const most = list[at - 1] === "batchnorm" ? batch - 2 : batch;
      return activationOperation(phi, { batch, most }, mayBeSingular(spec));
    }
    if (isGated(name)) {
      const gates = GATES[name].map(() => gate(matrices++));
      return name === "gru" ? gruOperation(width, phi, gates) : lstmOperation(width, phi, gates);
    }
    const matrix = matrices++;
    if (sampling === "law") return inLawOperation(spec, layers, seed, index, matrix);
    const make = weightsOf(spec, matrix).law === "orthogonal" ? haarOperation : denseOperation;
    return make(spec, layers, matrix, weightSource(spec, seed, index, matrix));
  };
  return { branch: spec.branch.map(operation), after: spec.after.map(operation) };
}
