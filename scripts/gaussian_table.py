"""Makes src/network/tables/gaussian.ts: python3 scripts/gaussian_table.py (needs mpmath).

In every segment the line has the mean and the variance that the normal law has there, so the table's
variance is 1 with no scaling, and a smooth function's mean is off by a third-order term only.
tests/network/gaussian-table.test.ts makes the same table in another way and compares every entry.
"""

from pathlib import Path

from mpmath import erfc, erfinv, exp, inf, mp, mpf, nint, pi, sqrt

mp.dps = 50
FRACTION_BITS = 21
UNIT = 2 ** (FRACTION_BITS - 1)  # v counts half-units of the weight's last bit: X = 2v + 1
PLACES = 2**15


def quantile(p):
    """x with P(z > x) = p for p in [0, 1/2]."""
    return inf if p == 0 else mpf(0) if p == mpf(1) / 2 else sqrt(2) * erfinv(1 - 2 * p)


def density(x):
    return mpf(0) if x == inf else exp(-x * x / 2) / sqrt(2 * pi)


def moments(low, high):
    """Mean and variance of the quantile on tail probabilities low … high."""
    a, b = quantile(low), quantile(high)
    mean = (density(b) - density(a)) / (high - low)
    edge = b * density(b) - (mpf(0) if a == inf else a * density(a))
    second = 1 + edge / (high - low)
    return mean, second - mean * mean


def segment(octave, index):
    """(base, slope) of one segment."""
    width = mpf(2) ** (27 - octave)
    start = mpf(2) ** (31 - octave) + index * width
    if octave <= 26:  # whole cells of U: 2^(26 − octave) odd values, each standing for (U ± 1) / 2³³
        mean, variance = moments(start / 2**33, (start + width) / 2**33)
        places = place_levels(octave)
    else:  # a single U, or none (then the entry is never read)
        mean, variance = moments(max(start - 1, mpf(0)) / 2**33, (start + 1) / 2**33)
        places = [0]
    slope = 0
    if len(places) > 1:
        spread = mpf(len(places) ** 2 - 1) / 12 * (places[1] - places[0]) ** 2
        slope = rounded(sqrt(variance / spread) * UNIT * PLACES)
    if (octave, index) == (0, 15):  # ends at x = 0, which the line must not cross
        slope = rounded(2 * mean * UNIT)
    descent = mpf(sum((slope * f) >> 15 for f in places)) / len(places)
    return rounded(mean * UNIT - mpf(1) / 2 + descent), slope


def place_levels(octave):
    """The places f that occur in a segment of the octave; they are equally likely."""
    free = 27 - octave  # bits after the segment's, the last of them always 1
    if free > 15:
        return range(PLACES)
    return range(2 ** (15 - free), PLACES, 2 ** (16 - free))


def rounded(x):
    """Nearest integer; a near tie would let other arithmetic round it the other way."""
    assert abs(abs(x - nint(x)) - mpf(1) / 2) > mpf(10) ** -6, x
    return int(nint(x))


def lines(values, indent="  ", width=116):
    row = indent
    for value in values:
        item = f"{value},"
        if len(row) + len(item) + 1 > width + len(indent):
            yield row.rstrip()
            row = indent
        row += item + " "
    yield row.rstrip()


def main():
    assert abs(erfc(quantile(mpf(1) / 2**33) / sqrt(2)) / 2 * 2**33 - 1) < mpf(10) ** -30
    segments = [segment(octave, index) for octave in range(32) for index in range(16)]
    assert max(slope for _, slope in segments) < 2**16
    assert max(2 * base + 1 for base, _ in segments) < 2**24
    body = [
        'import type { QuantileTable } from "./table.ts";',
        "",
        "// Made by scripts/gaussian_table.py; not to be edited.",
        "const BASE = [",
        *lines(base for base, _ in segments),
        "];",
        "const SLOPE = [",
        *lines(slope for _, slope in segments),
        "];",
        "",
        "/**",
        " * N(0, 1), |x| < 6.4. In every segment the line has the mean and the variance of the normal law there.",
        " */",
        "export const GAUSSIAN: QuantileTable = {",
        "  base: Uint32Array.from(BASE),",
        "  slope: Uint32Array.from(SLOPE),",
        f"  fractionBits: {FRACTION_BITS},",
        "};",
        "",
    ]
    out = Path(__file__).parent.parent / "src/network/tables/gaussian.ts"
    out.write_text("\n".join(body), encoding="utf-8")


main()
