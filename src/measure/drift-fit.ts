import { Moments } from "./moments.ts";

/** How ln ‖J_L … J_1 u‖ grows where λ₁ does not settle: limit · L + coefficient · f(L), f the square root or the logarithm. */
export interface DriftFit {
  form: DriftForm;
  /** What λ₁ goes to if the fit holds for good, nats per layer, and its standard error. */
  limit: number;
  limitError: number;
  /** Nats per √layer, or per e-fold of the depth, and its standard error. */
  coefficient: number;
  coefficientError: number;
}

/** `sqrt`: of residual networks with bounded branches (Yang & Schoenholz 2017); `log`: of branches that the growing state flattens. */
export type DriftForm = "sqrt" | "log";

const FORMS: Record<DriftForm, (depth: number) => number> = {
  sqrt: Math.sqrt,
  log: (depth) => Math.log(Math.max(1, depth)),
};
const NAMES: readonly DriftForm[] = ["sqrt", "log"];

/** A fit with the degrees of freedom of its errors, and how much its coefficient changes λ₁ from the first batch to the last. */
interface Fit extends DriftFit {
  freedom: number;
  change: number;
}

/**
 * Fits both forms to the growth of λ₁'s sum from batch to batch, least squares: of each network its own line, so that errors are those
 * between networks; of a network alone the errors of its line.
 */
export class DriftFits {
  private readonly edges: readonly number[];
  private readonly lines: Record<DriftForm, Line>;

  /** `edges`: depths between which the batches lie, ascending. */
  constructor(edges: readonly number[]) {
    this.edges = edges;
    this.lines = { sqrt: new Line(this.rates("sqrt")), log: new Line(this.rates("log")) };
  }

  /** Takes the means of ln R_11 over the batches of a network. */
  add(means: readonly number[]): void {
    for (const name of NAMES) this.lines[name].add(means);
  }

  /** Of one form; null where there is too little to go by. */
  fit(form: DriftForm): Fit | null {
    const { lines } = this;
    const found = lines[form].result();
    return found && { form, ...found };
  }

  /** The form that needs less of an exponent beside it, in its errors: misfits tell the two apart far later. */
  best(): DriftFit | null {
    const [sqrt, log] = NAMES.map((name) => this.fit(name));
    if (!sqrt || !log) return null;
    const needs = ({ limit, limitError }: Fit): number => Math.abs(limit) / limitError;
    const { form, limit, limitError, coefficient, coefficientError } = needs(log) < needs(sqrt) ? log : sqrt;
    return { form, limit, limitError, coefficient, coefficientError };
  }

  /** Growth of f over each batch, per layer. */
  private rates(form: DriftForm): number[] {
    const f = FORMS[form];
    return this.edges.slice(1).map((to, j) => (f(to) - f(this.edges[j])) / (to - this.edges[j]));
  }
}

/** Regression lines y = limit + coefficient · x of several networks, at the same x. */
class Line {
  private readonly x: readonly number[];
  private readonly centre: number;
  private readonly spread: number;
  private readonly limits = new Moments();
  private readonly coefficients = new Moments();
  private alone: { limitError: number; coefficientError: number } | null = null;

  constructor(x: readonly number[]) {
    this.x = x;
    this.centre = x.reduce((sum, each) => sum + each, 0) / x.length;
    this.spread = x.reduce((sum, each) => sum + (each - this.centre) ** 2, 0);
  }

  add(y: readonly number[]): void {
    const { x, centre, spread } = this;
    if (x.length < 3) return;
    const mean = y.reduce((sum, each) => sum + each, 0) / y.length;
    const coefficient = y.reduce((sum, each, j) => sum + (x[j] - centre) * (each - mean), 0) / spread;
    const limit = mean - coefficient * centre;
    this.limits.add(limit);
    this.coefficients.add(coefficient);
    const squares = y.reduce((sum, each, j) => sum + (each - limit - coefficient * x[j]) ** 2, 0);
    const variance = squares / (x.length - 2);
    this.alone = {
      limitError: Math.sqrt(variance * (1 / x.length + centre ** 2 / spread)),
      coefficientError: Math.sqrt(variance / spread),
    };
  }

  result(): Omit<Fit, "form"> | null {
    const { limits, coefficients, x, alone } = this;
    const { count } = limits;
    if (count === 0 || alone === null) return null;
    const errors =
      count === 1
        ? { ...alone, freedom: x.length - 2 }
        : {
            limitError: limits.standardError ?? 0,
            coefficientError: coefficients.standardError ?? 0,
            freedom: count - 1,
          };
    const change = Math.abs(coefficients.mean * (x[0] - x[x.length - 1]));
    return { limit: limits.mean, coefficient: coefficients.mean, change, ...errors };
  }
}
