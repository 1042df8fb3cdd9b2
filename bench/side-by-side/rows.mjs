/** Our rows of a sampling, each with the peak of its run. */
export function oursAt(found, sampling, part = "ours") {
  return (found[part] ?? []).flatMap(({ rows = [], peak = null }) =>
    rows.filter((row) => row.sampling === sampling).map((row) => ({ ...row, peak })),
  );
}

export function rateOf(timing) {
  return timing.rate.median;
}

/** A peer's own batched qr at a case, however it is run, and the fastest of its other ways that passes the bound. */
export function bestOf(found, part, dtype, width, exponents) {
  const rows = (found[part]?.[0]?.rows ?? []).filter(
    (row) => row.width === width && row.exponents === exponents && row.dtype === dtype && row.passes && row.rate,
  );
  const fastest = (some) => some.sort((a, b) => rateOf(b) - rateOf(a))[0] ?? null;
  const isQr = ({ method }) => method.split("+")[0] === "qr";
  return { qr: fastest(rows.filter(isQr)), best: fastest(rows.filter((row) => !isQr(row))) };
}
