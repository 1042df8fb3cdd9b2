import type { Depthwise } from "./fields.ts";
import type { WeightLaw } from "./spec.ts";

/** Named initialisations, of square layers. */
export const INITS = ["he", "xavier", "lecun", "orthogonal"] as const;
export type Init = (typeof INITS)[number];

/** What a named initialisation fills in: He et al. 2015; Glorot & Bengio 2010; LeCun et al. 1998; Saxe et al. 2014. */
export const INIT: Readonly<Record<Init, { law: WeightLaw; variance: number }>> = {
  he: { law: "gaussian", variance: 2 },
  xavier: { law: "gaussian", variance: 1 },
  lecun: { law: "gaussian", variance: 1 },
  orthogonal: { law: "orthogonal", variance: 1 },
};

/** What a user writes of the law of a matrix. */
export interface WeightInput {
  init?: Init | undefined;
  law?: WeightLaw | undefined;
  nu?: number | undefined;
  variance?: Depthwise | undefined;
  sparsity?: number | undefined;
  spectralNorm?: Depthwise | undefined;
  zeroDiagonal?: boolean | undefined;
  split?: number | undefined;
  coupling?: number | undefined;
  contrast?: number | undefined;
}
