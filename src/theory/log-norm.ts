import { activationOf } from "../network/activations.ts";
import { gatedOf, type NetworkSpec } from "../network/spec.ts";
import { isUniform } from "../network/structure.ts";
import { activeMean } from "./active-units.ts";
import { type Cumulants, difference, logChi, logCumulants, mixedLogChi, repeated } from "./cumulants.ts";
import { plainField } from "./laws-plain.ts";
import { linearForm } from "./linear-form.ts";
import { normalisedLinear } from "./normalised-linear.ts";
import { poissonMean } from "./poisson-mean.ts";
import { reluDeath } from "./relu-finite.ts";

/** The exact law of ln‖J_L … J_{b+1} u‖, the logarithm of what the counted layers make of a unit tangent; in nats, not per layer. */
export interface LogNormLaw {
  name: string;
  /** Layers counted. */
  layers: number;
  /** Mean and variance, given that the product does not vanish. */
  mean: number;
  variance: number;
  /** Third and fourth cumulants over powers of the standard deviation; 0 of a normal variable, and without spread. */
  skewness: number;
  excessKurtosis: number;
  /** Probability that it is −∞: some layer, of the first ones too, has no active unit. */
  vanishing: number;
  /** ln E‖J u‖² of a layer: what mean-square gradients grow by. Where it is 0, mean ln‖Ju‖² tends to −½ of its variance. */
  meanSquareGrowth: number;
  source: string;
  /** For which networks it holds: a phrase that goes on from "holds for". */
  domain: string;
}

/** One layer. */
interface Step extends Pick<LogNormLaw, "name" | "meanSquareGrowth" | "source" | "domain"> {
  cumulants: Cumulants;
  death?: number;
}

/**
 * Layers of these networks stretch a tangent by independent factors, whatever its direction, so that cumulants of ln‖Ju‖ add: those of
 * a layer times their number. Exact at every width and depth.
 *
 * @returns null where it is not known
 */
export function logNormLaw(network: NetworkSpec, depth: number, burnIn: number): LogNormLaw | null {
  const step = stepOf(network, burnIn);
  if (step === null) return null;
  const { cumulants, death = 0, ...about } = step;
  const layers = depth - burnIn;
  const { mean, variance, third, fourth } = repeated(cumulants, layers);
  const flat = variance === 0;
  return {
    ...about,
    layers,
    mean,
    variance,
    skewness: flat ? 0 : third / variance ** 1.5,
    excessKurtosis: flat ? 0 : fourth / variance ** 2,
    vanishing: -Math.expm1(depth * Math.log1p(-death)),
  };
}

function stepOf(network: NetworkSpec, burnIn: number): Step | null {
  if (network.tied || gatedOf(network) !== null) return null;
  if (!isUniform(network)) return normalisedStep(network, burnIn);
  return linearStep(network) ?? maskedStep(network, burnIn);
}

function linearStep(network: NetworkSpec): Step | null {
  const form = linearForm(network);
  if (form === null) return null;
  const { skip, scale, factors } = form;
  const { width, weights } = network;
  const { law, variance } = weights;
  if (scale === 0 || (factors > 0 && variance === 0)) return null;
  const shift = Math.log(Math.abs(scale));
  if (skip === 0 && (factors === 0 || law === "orthogonal")) {
    const mean = shift + 0.5 * factors * Math.log(variance);
    return {
      name: factors === 0 ? "constant Jacobian" : "orthogonal",
      cumulants: { mean: factors === 0 ? shift : mean, variance: 0, third: 0, fourth: 0 },
      meanSquareGrowth: 2 * (factors === 0 ? shift : mean),
      source: "lengths multiply",
      domain: "linear layers that stretch every direction alike, at any width and depth",
    };
  }
  if (law !== "gaussian") return null;
  if (skip === 0) {
    const perFactor = 0.5 * Math.log(variance / width);
    const all = repeated(logChi(width), factors, perFactor);
    return {
      name: "χ² of Gaussian layers",
      cumulants: { ...all, mean: all.mean + shift },
      meanSquareGrowth: factors * Math.log(variance) + 2 * shift,
      source: "Newman 1986; Cohen & Newman 1984",
      domain: "deep linear networks with fresh Gaussian weights, at any width and depth",
    };
  }
  if (factors !== 1) return null;
  const noise = scale * scale * variance;
  return {
    name: "non-central χ² of residual layers",
    cumulants: residualLinearCumulants(width, skip, Math.sqrt(noise)),
    meanSquareGrowth: Math.log(skip * skip + noise),
    source: "Cohen & Newman 1984",
    domain: "linear networks with a skip path and fresh Gaussian weights, at any width and depth",
  };
}

/** From this Poisson mean on, sums would be long, and the expansion in its inverse is exact to 1e-7 of the variance. */
const LARGE_MEAN = 1e7;

/**
 * Cumulants of ln‖(skip·I + aW)u‖, W Gaussian of variance 1/n: ‖…‖² is a²/n times χ² with n + 2j degrees of freedom, j Poisson of mean
 * n skip²/(2a²). So the variance is E[¼ψ₁(n/2 + j)] + Var(½ψ(n/2 + j)).
 *
 * @param deviation a = |α| σ_w
 */
export function residualLinearCumulants(width: number, skip: number, deviation: number): Cumulants {
  const poisson = 0.5 * width * (skip / deviation) ** 2;
  if (poisson > LARGE_MEAN) {
    const t = (deviation / skip) ** 2 / width;
    const centre = 0.5 * width + poisson;
    const mean = Math.log(Math.abs(skip)) + 0.5 * (width - 2) * t - 0.25 * (width - 2) * (width - 4) * t * t;
    // The layer is then so nearly 1 that its logarithm is normal.
    return { mean, variance: 0.25 * (1 / centre + poisson / centre ** 2), third: 0, fourth: 0 };
  }
  const cumulants = mixedLogChi(
    (f) => poissonMean(poisson, f),
    (j) => width + 2 * j,
  );
  return { ...cumulants, mean: cumulants.mean + Math.log(deviation / Math.sqrt(width)) };
}

/** h ← φ(W h + b) and W φ(h) + b, φ ReLU or leaky ReLU. */
function maskedStep(network: NetworkSpec, burnIn: number): Step | null {
  const { width, activation, weights, skip, after, branch } = network;
  const field = skip === 0 && after.length === 0 ? plainField(network) : null;
  if (field === null || field.weight === 0 || weights.law !== "gaussian") return null;
  // Where φ comes first, tangents must have met a W: the first frame is the same in all networks.
  if (branch[0] === "activation" && burnIn === 0) return null;
  const scale = 0.5 * Math.log(field.weight / width);
  const source = "Hanin & Nica 2020";
  if (activation === "relu") {
    const cumulants = reluLogNorm(width);
    return {
      name: "χ² of active units",
      cumulants: { ...cumulants, mean: cumulants.mean + scale },
      death: reluDeath(width),
      meanSquareGrowth: Math.log(field.weight / 2),
      source,
      domain: "plain ReLU networks with fresh Gaussian weights, at any width and depth, given that no layer dies",
    };
  }
  if (activation !== "leaky-relu") return null;
  const leak = activationOf(activation).slope(-1);
  const cumulants = leakyReluLogNorm(width, leak);
  return {
    name: "signs of leaky ReLU",
    cumulants: { ...cumulants, mean: cumulants.mean + scale },
    meanSquareGrowth: Math.log(field.weight * 0.5 * (1 + leak * leak)),
    source,
    domain: "plain leaky-ReLU networks with fresh Gaussian weights, at any width and depth",
  };
}

/** Cumulants of ½ ln χ²_m, m ~ Binomial(n, ½) given m ≥ 1: a layer of ReLU (Hanin & Nica 2020). */
export function reluLogNorm(width: number): Cumulants {
  return mixedLogChi(
    (f) => activeMean(width, 1, f),
    (m) => m,
  );
}

/** Cumulants of ½ ln Σ d_j² g_j², d_j a fair choice of 1 and `leak`: from E e^(−tS) = [½(1 + 2t)^−½ + ½(1 + 2 leak² t)^−½]ⁿ. */
export function leakyReluLogNorm(width: number, leak: number): Cumulants {
  const a2 = leak * leak;
  // In units of E S, so that the density lies around ln t = 0 at every width.
  const size = 0.5 * width * (1 + a2);
  const cumulants = logCumulants((u) => {
    const t = Math.exp(u) / size;
    const [p, q] = [1 + 2 * t, 1 + 2 * a2 * t];
    const base = 0.5 * (p ** -0.5 + q ** -0.5);
    const slope = 0.5 * (p ** -1.5 + a2 * q ** -1.5);
    return width * base ** (width - 1) * slope * t;
  });
  return { ...cumulants, mean: cumulants.mean + 0.5 * Math.log(size) };
}

/** h ← α N(W h), N LayerNorm or RMSNorm. */
function normalisedStep(network: NetworkSpec, burnIn: number): Step | null {
  const freedoms = normalisedLinear(network);
  // The first layer alone meets a tangent along its input.
  if (freedoms === null || burnIn === 0) return null;
  const { tangent, length } = freedoms;
  return {
    name: "ratio of χ² behind a normalisation",
    cumulants: difference(logChi(tangent), logChi(length)),
    // E χ²_m E 1/χ²_{m+1}.
    meanSquareGrowth: length > 2 ? Math.log(tangent / (length - 2)) : Number.POSITIVE_INFINITY,
    source: "Newman 1986, with the length that is divided by",
    domain: "normalised linear networks with fresh Gaussian weights, without gain or bias, from the second layer on",
  };
}
