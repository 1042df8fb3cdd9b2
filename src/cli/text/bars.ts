/** A picture of rounding errors would say nothing. */
const ROUNDING = 1e-12;

/**
 * Horizontal bars around a common zero, in steps of half a character, each `columns` characters long. A null has
 * no bar; −∞ runs off the left end.
 */
export function bars(values: readonly (number | null)[], columns: number): string[] {
  const finite = values.filter((value): value is number => value !== null && Number.isFinite(value));
  const low = Math.min(0, ...finite);
  const high = Math.max(0, ...finite);
  const unit = high - low < ROUNDING ? 0 : (columns - 1) / (high - low);
  // Whole characters left of zero, so that the axis stands in one column.
  const zero = unit === 0 ? 0 : Math.min(columns - 1, Math.ceil(-low * unit));
  const left = values.includes(-Infinity) ? Math.max(zero, 2) : zero;
  const right = Math.max(0, columns - 1 - left);
  return values.map((value) => {
    if (value === null) return `${" ".repeat(left)}│`;
    if (value === -Infinity) return `${"◂".padEnd(left, "─")}│`;
    if (value < 0) return `${halves(Math.min(left, -value * unit), "▐").padStart(left)}│`;
    return `${" ".repeat(left)}│${halves(Math.min(right, value * unit), "▌")}`;
  });
}

/** A bar of `length` characters to the nearest half; `half` is the half block of its end. */
function halves(length: number, half: "▐" | "▌"): string {
  const steps = Math.round(2 * length);
  const full = "█".repeat(Math.floor(steps / 2));
  const end = steps % 2 === 1 ? half : "";
  return half === "▐" ? end + full : full + end;
}
