/** What f64 leaves of an exponent of 0, nats per layer, generously. */
export const ROUNDING = 1e-12;

const MINUS = "−";

/** A signed number with a true minus and `digits` decimals. */
export function signed(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  if (Number(text) === 0) return text;
  return `${value < 0 ? MINUS : "+"}${text}`;
}

/** A number without trailing zeros, at most `digits` significant digits. */
export function short(value: number, digits = 4): string {
  return String(Number(value.toPrecision(digits))).replace("-", MINUS);
}

/** Decimals that show a standard error with two digits. */
export function decimalsFor(error: number | null): number {
  if (error === null || !(error > 0)) return 4;
  return Math.min(6, Math.max(2, 1 - Math.floor(Math.log10(error))));
}

/** An exponent, or a difference of two, with its standard error: "+0.0312 ± 0.0041", "−∞", or "–" where nothing was measured. */
export function exponent(value: number | null | undefined, error: number | null | undefined): string {
  if (value === null || value === undefined) return "–";
  if (!Number.isFinite(value)) return `${value > 0 ? "+" : MINUS}∞`;
  if (error === null || error === undefined) return signed(value, 4);
  const digits = decimalsFor(error);
  return `${signed(value, digits)} ± ${error.toFixed(digits)}`;
}

/** The growth over many layers as a factor: "×24", "×0.0013", "×10⁻¹²". */
export function factor(nats: number): string {
  return `×${sizeOf(nats / Math.LN10)}`;
}

/** The nearest power of ten: "10⁻¹²". */
export function powerOfTen(power: number): string {
  return `10${superscript(Math.round(power))}`;
}

/** A size by its decimal logarithm: "24", "0.0013", "10⁻¹²". */
export function sizeOf(power: number): string {
  if (!Number.isFinite(power)) return power > 0 ? "∞" : "0";
  return Math.abs(power) < 4 ? short(10 ** power, 2) : powerOfTen(power);
}

/** A tick of a scale in decades: "−20", "0", "+7.5". */
export function decadesOf(value: number): string {
  const size = String(Number(Math.abs(value).toFixed(1)));
  return value === 0 ? "0" : `${value < 0 ? MINUS : "+"}${size}`;
}

/** A rate with its unit prefix: "12 k". */
export function rate(value: number): string {
  if (value >= 1e6) return `${short(value / 1e6, 2)} M`;
  if (value >= 1e4) return `${Math.round(value / 1e3)} k`;
  if (value >= 1e3) return `${short(value / 1e3, 2)} k`;
  return String(Math.round(value));
}

/** A whole number from 0 as an index: "₁₂". */
export function subscript(value: number): string {
  const digits = "₀₁₂₃₄₅₆₇₈₉";
  return [...String(value)].map((digit) => digits[Number(digit)]).join("");
}

function superscript(value: number): string {
  const digits = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  return `${value < 0 ? "⁻" : ""}${[...String(Math.abs(value))].map((digit) => digits[Number(digit)]).join("")}`;
}
