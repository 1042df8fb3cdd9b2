import { spacedLayers } from "../measure/spaced-layers.ts";
import { operationsOf } from "../network/spec.ts";
import { isBiased, isUniform } from "../network/structure.ts";
import { gscOf } from "../theory/gsc.ts";
import { NARROW } from "../theory/laws-plain.ts";
import { layeredGrowth } from "../theory/layered-mean-field.ts";
import { linearForm } from "../theory/linear-form.ts";
import { residualSmallScale } from "../theory/residual-linear.ts";
import { residualTanhGrowth } from "../theory/residual-tanh.ts";
import type { Cell } from "./resolve.ts";

/** What mean field (n → ∞) says of gradients and signals layer by layer. */
export interface GrowthTheory {
  /** Layers l, ascending from 0 to the depth: all of them, or 201 evenly spaced ones. */
  layers: number[];
  /** ½ log10 of the mean square of ‖∂L/∂h_l‖ / ‖∂L/∂h_L‖ at each of `layers`; −∞ where it vanishes, null behind a layer that lets nothing through. */
  log10GradientNorm: (number | null)[];
  /** ½ log10 of the mean square of an entry of h_l. */
  log10StateSize: number[];
  /** Gradient scale coefficient GSC(L, l); null where state and gradient are both 0. */
  gsc: (number | null)[];
  /** ln‖J_L … J_1 u‖² of h ← h + α tanh(W h) as L → ∞, 8/(3√(2π)) α σ_w √L; null for other networks. */
  squareRootLaw: number | null;
  source: string;
  /** For which networks it holds: a phrase that goes on from "holds for". */
  domain: string;
}

/** Layers told at most. */
const MOST_LAYERS = 201;

/** null where mean field does not hold layer by layer, or the network is too narrow for it to say anything. */
export function growthTheory({ network, depth }: Cell): GrowthTheory | null {
  const growth = network.width < NARROW ? null : layeredGrowth(network, depth);
  if (growth === null) return null;
  const { logSquareNorm: norm, logSquareState: state } = growth;
  const gsc = gscOf(growth);
  const layers = spacedLayers(depth, MOST_LAYERS);
  const decades = (logSquare: number): number => logSquare / (2 * Math.LN10);
  const known = (value: number | undefined): number | null =>
    value === undefined || Number.isNaN(value) ? null : value;
  return {
    layers,
    log10GradientNorm: layers.map((layer) => (layer === depth ? 0 : known(decades(norm[depth] - norm[layer])))),
    log10StateSize: layers.map((layer) => decades(state[layer])),
    gsc: layers.map((layer) => known(gsc[layer])),
    squareRootLaw: squareRootLaw(network, depth),
    source: "Poole et al. 2016; Schoenholz et al. 2017; Yang & Schoenholz 2017; GSC: Philipp, Song & Carbonell 2018",
    domain: "fresh dense weights, φ behind a matrix, and branches without a mean, as the width grows",
  };
}

function squareRootLaw(network: Cell["network"], depth: number): number | null {
  const { activation, skip, scale, after, weights, input } = network;
  const plainBranch = operationsOf(network).join(" ") === "linear activation" && after.length === 0;
  const fits = activation === "tanh" && skip === 1 && plainBranch && scale !== 0 && input.variance > 0;
  if (!fits || isBiased(network) || network.tied || !isUniform(network)) return null;
  return residualTanhGrowth(scale, Math.sqrt(weights.variance), depth);
}

/** λ_i of a linear network with a skip path to second order in the branch, α²σ_w²/skip². */
export interface SmallScale {
  /** a = |α| σ_w / |skip|, of which this is the expansion. */
  ratio: number;
  /** ln|skip| + a² (n − 2i)/(2n), nats per layer; the next term is of order a⁴. */
  exponents: number[];
}

/** Branches larger than this, relative to the skip path, are not small: a⁴ is then more than 4 % of a². */
const SMALL = 0.2;

/** null for other networks, and where the branch is not small. */
export function smallScaleTheory({ network, exponents }: Cell): SmallScale | null {
  const form = linearForm(network);
  const { width, weights, tied } = network;
  if (form === null || form.factors !== 1 || form.skip === 0 || tied || !isUniform(network)) return null;
  if (weights.law !== "gaussian") return null;
  const ratio = (Math.abs(form.scale) * Math.sqrt(weights.variance)) / Math.abs(form.skip);
  if (!(ratio > 0 && ratio <= SMALL)) return null;
  const shift = Math.log(Math.abs(form.skip));
  return { ratio, exponents: residualSmallScale(width, exponents, ratio).map((value) => shift + value) };
}
