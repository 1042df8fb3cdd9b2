/** Whole numbers from 1 to `most` in a list such as "8,16". */
export function numbers(name, text, most) {
  return text.split(",").map((word) => {
    const value = Number(word);
    if (!Number.isInteger(value) || value < 1 || value > most) {
      throw new RangeError(
        `--${name} is ${JSON.stringify(text)}; allowed: whole numbers from 1 to ${most}, commas between them`,
      );
    }
    return value;
  });
}

/** For every width the full spectrum and the top 8. */
export function rowsFor(widths) {
  return widths.flatMap((width) =>
    [...new Set([width, Math.min(8, width)])].map((exponents) => ({ width, exponents })),
  );
}

/** The study of a row: tanh at its edge of chaos, so that f32 and f64 states stay together at any depth. */
export function studyOf({ width, exponents, sampling = "network" }, ensemble, depth) {
  const network = { width, activation: "tanh", weights: { variance: 1 } };
  return { network, sampling, depth, ensemble, exponents, seed: 1 };
}
