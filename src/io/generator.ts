/** What draws every random number: docs/generator.md. */
export const GENERATOR = "pcg4d, counter-based: a pure function of seed, network, layer, matrix, row and column";
