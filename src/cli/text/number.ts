/** A standard error below this is that of rounding, and says nothing of how many figures to print. */
const ROUNDING = 1e-12;

/** Decimals at which standard errors show two figures; 3 to 6, 5 where there is no error to go by. */
export function decimalsFor(errors: readonly (number | null)[]): number {
  const known = errors.filter((error) => error !== null && error > ROUNDING) as number[];
  if (known.length === 0) return 5;
  const smallest = Math.min(...known);
  return Math.min(6, Math.max(3, 1 - Math.floor(Math.log10(smallest))));
}

/** Decimals at which the largest standard error of some decimal logarithms shows two figures; 2 to 5, 3 without errors. */
export function logDecimals(errors: readonly (number | null)[]): number {
  const largest = Math.max(0, ...errors.map((error) => error ?? 0));
  return largest > ROUNDING ? Math.min(5, Math.max(2, 1 - Math.floor(Math.log10(largest)))) : 3;
}

/** An exponent: fixed decimals, −∞ as a sign, nothing where nothing is known. */
export function exponent(value: number | null | undefined, decimals: number): string {
  if (value === null || value === undefined) return "";
  if (value === -Infinity) return "−∞";
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? text.replace("-", "") : text;
}

/** A standard error: fixed decimals, or its order of magnitude where those would show only zeros. */
export function standardError(value: number | null | undefined, decimals: number): string {
  if (value === null || value === undefined) return "";
  if (value === 0) return "0";
  return value < 0.5 * 10 ** -decimals ? value.toExponential(0) : value.toFixed(decimals);
}

/** e^(rate·layers) in plain words, at any size: "×1.8", "×0.041", "×2e-87". */
export function growth(rate: number, layers: number): string {
  return `×${power((rate * layers) / Math.LN10)}`;
}

/** 10^log10 to two figures if no other number is asked for, at any size: "1.8", "0.041", "2.0e-87". */
export function power(log10: number, figures = 2): string {
  if (log10 === Number.POSITIVE_INFINITY) return "∞";
  if (Math.abs(log10) < 4) return String(Number((10 ** log10).toPrecision(figures)));
  const exponent = Math.floor(log10);
  const digit = 10 ** (log10 - exponent);
  return `${digit.toFixed(figures - 1)}e${exponent}`;
}

/** A ratio of sizes to two figures; ∞ beyond the range of the numbers, nothing where nothing is known. */
export function ratio(value: number | null | undefined): string {
  if (value === null || value === undefined) return "";
  if (value === 0) return "0";
  if (value >= 0.1 && value < 99.5) return value.toPrecision(2);
  return Number.isFinite(value) ? power(Math.log10(value)) : "∞";
}

/** A number of layers to three figures; ∞ beyond a million, nothing where nothing is known. */
export function depthText(layers: number | null | undefined): string {
  if (layers === null || layers === undefined) return "";
  return layers > 1e6 ? "∞" : String(Number(layers.toPrecision(3)));
}

/** A number as short as it can be without being another one to the eye. */
export function short(value: number): string {
  return String(Number(value.toPrecision(6)));
}
