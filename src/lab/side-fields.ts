import { GATES, gatedOf, isNormalisation, type NetworkSpec, operationsOf } from "../network/spec.ts";
import { type ScalarField, scalarFields } from "../study/fields.ts";
import { BIAS_PATH, SCALE_PATH, SKIP_PATH, WEIGHT_PATH } from "./axis.ts";

/** Those that are asked for most come first. */
const FIRST = [SKIP_PATH, "network.activation", "network.block", "network.weights.law", WEIGHT_PATH, BIAS_PATH];
const NEXT = [SCALE_PATH, "network.width", "network.tied"];

/** Fields that two sides of a network can differ in; `across`, the heatmap's own axis, is none of them. */
export function sideFields(network: NetworkSpec, across: string): readonly ScalarField[] {
  const rank = ({ path }: ScalarField): number => {
    const place = [...FIRST, ...NEXT].indexOf(path);
    return place < 0 ? FIRST.length + NEXT.length : place;
  };
  return scalarFields
    .filter(({ path }) => path.startsWith("network.") && path !== across && applies(path, network))
    .toSorted((a, b) => rank(a) - rank(b));
}

/** Whether a field says something of a network. A named initialisation is a law and a variance, which have fields of their own. */
function applies(path: string, network: NetworkSpec): boolean {
  const [, group = "", name = ""] = path.split(".");
  const { weights, matrices = [weights], dt, block } = network;
  const operations = operationsOf(network);
  const gated = gatedOf(network);
  if (group === "norm") return operations.some(isNormalisation);
  if (group === "batch") return operations.includes("batchnorm");
  // Steps of Runge and Kutta have the factor dt.
  if (group === "scale") return network.integrator !== "rk4";
  if (group === "dt") return dt !== undefined;
  if (group === "integrator") return block === "neural-ode";
  if (group === "gates") return gated !== null && GATES[gated].some((gate) => gate === name);
  if (group !== "weights") return true;
  if (name === "nu") return weights.law === "student-t";
  if (name === "coupling" || name === "contrast") return weights.split !== undefined;
  // Orthogonal weights have no zeros.
  if (name === "sparsity" || name === "zeroDiagonal") return matrices.every(({ law }) => law !== "orthogonal");
  return name !== "init" && name !== "split";
}
