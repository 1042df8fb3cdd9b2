import type { StudyInput } from "../study/schema.ts";
import { WEIGHT_PATH } from "./axis.ts";
import { FIRST_PLACE, FIRST_STUDY } from "./options.ts";
import type { Place } from "./plane.ts";
import type { SidesChoice } from "./sides.ts";

/** A study to begin with, a place on its plane, and what is to be seen there. */
export interface Preset {
  name: string;
  /** One sentence. */
  says: string;
  study: StudyInput;
  place: Place;
  /** Path of the heatmap's axis. */
  across: string;
  /** What tells the two sides apart; the skip path if not given. */
  sides?: SidesChoice;
}

const measurement = { depth: 128, ensemble: 4, seed: 42 } as const;

export const PRESETS: readonly Preset[] = [
  {
    name: "deep tanh network",
    says: "Gradients vanish left of the line and explode right of it; on the line, the edge of chaos, they keep their size.",
    study: FIRST_STUDY,
    place: FIRST_PLACE,
    across: "network.scale",
  },
  {
    name: "RNN: onset of chaos",
    says: "One W for all steps, σ_w² = g²: without biases chaos begins at g = 1, with them later (the line, n → ∞), and 64 units hold out longer still, on fixed points and cycles.",
    study: { network: { block: "rnn", width: 64 }, ...measurement },
    place: { x: 3.95, y: 0.02 },
    across: WEIGHT_PATH,
  },
  {
    name: "rate network",
    says: "dh/dt = −h + W φ(h): the leak puts all exponents around −1 per unit time; W fans them out, until λ₁ comes to 0 a little beyond g = 1.",
    study: { network: { block: "rate", width: 48 }, ...measurement },
    place: { x: 3.95, y: 0.02 },
    across: WEIGHT_PATH,
  },
  {
    name: "GRU, update gate shut",
    says: "With its update gate almost shut the cell hands its state on: all exponents are near 0, everywhere on the plane.",
    study: {
      network: { block: "gru", width: 24, gates: { update: { bias: { mean: -4 } } } },
      ...measurement,
      depth: 64,
    },
    place: { x: 2.05, y: 0.1 },
    across: "network.gates.update.bias.mean",
  },
  {
    name: "LSTM, forget gate open",
    says: "An open forget gate carries c from step to step: half of the 2n exponents come near 0, those of h stay far below.",
    study: {
      network: { block: "lstm", width: 16, gates: { forget: { bias: { mean: 4 } } } },
      ...measurement,
      depth: 64,
    },
    place: { x: 2.05, y: 0.1 },
    across: "network.gates.forget.bias.mean",
  },
  {
    name: "neural ODE",
    says: "dh/dt = φ(W h + b), by the steps of Runge and Kutta: exponents on both sides of 0, and λ₁ falls with time, as states grow and φ saturates.",
    study: { network: { block: "neural-ode", width: 32, integrator: "rk4" }, ...measurement, ensemble: 2 },
    place: { x: 2.05, y: 0.1 },
    across: WEIGHT_PATH,
  },
  {
    name: "reducible: two blocks",
    says: "What starts in the first 16 units stays there: such a vector shrinks at that block’s rate, while a generic one grows at λ₁.",
    study: {
      network: { width: 32, activation: "linear", weights: { split: 16, contrast: 0.25 } },
      fixedVectors: [{ from: 0, units: 16 }, { from: 0 }],
      ...measurement,
      depth: 64,
      ensemble: 2,
    },
    place: { x: 2.95, y: 0.02 },
    across: WEIGHT_PATH,
  },
  {
    name: "orthogonal RNN",
    says: "A linear recurrent network with orthogonal W: all n exponents are ½ ln σ_w², one flat line that crosses 0 at σ_w² = 1.",
    study: {
      network: { block: "rnn", width: 32, activation: "linear", weights: { law: "orthogonal" } },
      ...measurement,
    },
    place: { x: 1.05, y: 0.02 },
    across: WEIGHT_PATH,
  },
];

/** The preset that a study comes from: as long as its network is that preset's, however it is measured. */
export function presetOf({ network = {}, fixedVectors }: StudyInput): Preset | null {
  const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
  return (
    PRESETS.find(({ study }) => same(study.network ?? {}, network) && same(study.fixedVectors, fixedVectors)) ?? null
  );
}
