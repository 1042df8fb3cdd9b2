// Axes that several figures share.

export const INDEX = { title: "(i − ½) / n" };
export const EXPONENTS = { title: "λ_i, nats per layer" };
export const TOP = { title: "λ₁, nats per layer" };
export const SCALE = { title: "α, scale of the branch", scale: "log", ticks: [0.05, 0.1, 0.2, 0.5, 1, 2] };
export const SCALES = [0.05, 0.1, 0.2, 0.4, 0.7, 1, 1.5, 2];
export const WIDTH = { title: "width n", scale: "log" };
