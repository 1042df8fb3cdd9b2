"""Makes the table of Student's t law that src/network/tables/student-t.ts makes: python3 scripts/student_table.py NU
(needs numpy). Prints F, sums of the table, and some of its entries; docs/generator.md has them for some nu.

Every floating-point operation is an addition, multiplication, division or square root of doubles, in the order of the program,
so the integers agree on every machine.
"""

import sys
from math import floor, sqrt

import numpy as np

LN2_HIGH, LN2_LOW, SQRT2 = 0.6931471803691238, 1.9082149292705877e-10, 1.4142135623730951
NODES = [0.18343464249564981, 0.525532409916329, 0.7966664774136267, 0.9602898564975363]
WEIGHTS = [0.362683783378362, 0.31370664587788727, 0.2223810344533745, 0.10122853629037626]
SINGLE = 27  # octaves from here on hold single values of U


def log1p(y):
    m, halvings = 1 + y, 0
    while m > SQRT2:
        m, halvings = m * 0.5, halvings + 1
    t = y / (2 + y) if halvings == 0 else (m - 1) / (m + 1)
    square, total = t * t, 0.0
    for odd in range(27, 0, -2):
        total = total * square + 1 / odd
    return halvings * LN2_LOW + 2 * t * total + halvings * LN2_HIGH


def exp(y):
    halvings = floor(0.5 - y / (LN2_HIGH + LN2_LOW))
    if halvings > 1100:
        return 0.0
    r, total = y + halvings * LN2_HIGH + halvings * LN2_LOW, 1.0
    for i in range(18, 0, -1):
        total = 1 + (total * r) / i
    for _ in range(halvings):
        total *= 0.5
    return total


def segments(nu):
    """Means and variances of the law in the segments (octave, index), and 0 where no U falls."""

    def g(x):
        return exp(-0.5 * (nu + 1) * log1p((x * x) / nu))

    def integral(start, end, f=lambda t: 1.0):
        half, middle, total = 0.5 * (end - start), 0.5 * (end + start), 0.0
        for node, weight in zip(NODES, WEIGHTS):
            left, right = middle - node * half, middle + node * half
            total += weight * (f(left) * g(left) + f(right) * g(right))
        return half * total

    def tail(x):
        total = 0.0
        while True:
            following = x + (nu + x * x) / ((nu + 1) * (x + 1))
            part = integral(x, following)
            total += part
            if part <= 1e-18 * total:
                return total
            x = following

    share = tail(0.0) / 2**32
    x = 0.0
    for _ in range(200):
        step = (tail(x) - share) / g(x)
        x += step
        if step <= 1e-15 * x:
            break

    def inwards(x, u, before):
        wanted = (u - before) * share
        inner = x - wanted / g(x)
        for _ in range(50):
            step = (integral(inner, x) - wanted) / g(inner)
            inner += step
            if -1e-14 * inner <= step <= 1e-14 * inner:
                break
        return inner

    mean, variance = np.zeros((32, 16)), np.zeros((32, 16))
    for u in range(1, 33):
        if u > 1:
            x = inwards(x, u, u - 1)
        if u % 2 == 1:
            octave = 32 - u.bit_length()
            mean[octave, (u << octave) >> 27 & 15] = x
    u = 32
    for octave in range(SINGLE - 1, -1, -1):
        step = u // 16
        for index in range(16):
            inner = 0.0 if (octave, index) == (0, 15) else inwards(x, u + step, u)
            mass = integral(inner, x)
            centre = integral(inner, x, lambda t: t) / mass
            mean[octave, index] = centre
            variance[octave, index] = integral(inner, x, lambda t: (t - centre) * (t - centre)) / mass
            x, u = inner, u + step
    return mean, variance


def integers(base, slope, place):
    """X of a heavy table."""
    x = 2 * (base - ((slope & 0xFFFF) * place >> (slope >> 16))) + 1
    cut = np.maximum(0, np.frexp(x.astype(float))[1] - 24)
    return x >> cut << cut


def rounded(x):
    return floor(x + 0.5)


def slope_word(descent):
    shift, factor = 31, descent * 2.0**31
    while rounded(factor) >= 65536:
        shift, factor = shift - 1, factor / 2
    return shift << 16 | rounded(factor)


def table(nu):
    """base and slope, 512 integers each, and F."""
    law_mean, law_variance = (part.ravel().tolist() for part in segments(nu))
    live = [s for s in range(512) if law_mean[s] > 0]
    mass = [2.0 ** -min(s // 16 + 5, 31) for s in range(512)]
    total = 0.0
    for s in live:
        total += mass[s] * (law_mean[s] * law_mean[s] + law_variance[s])
    bits = 21
    while law_mean[31 * 16] / sqrt(total) * 2**bits > 2**31 - 1024:
        bits -= 1
    unit = 2**bits / sqrt(total)
    base, slope, short = [0] * 512, [0] * 512, 0.0
    for s in live:
        mean, variance = unit * law_mean[s], unit * unit * law_variance[s]
        free = SINGLE - s // 16
        if free <= 0:
            places = np.array([0])
        elif free > 15:
            places = np.arange(2**15)
        else:
            places = np.arange(2 ** (15 - free), 2**15, 2 ** (16 - free))
        count, gap = len(places), int(places[1] - places[0]) if len(places) > 1 else 1
        last = s == 15
        spread = ((count * count - 1) / 12) * gap * gap
        descent = 0.0 if count == 1 else sqrt(variance / spread) / 2
        slope[s] = slope_word(rounded(mean) / 2**15 if last else descent)
        factor, shift = slope[s] & 0xFFFF, slope[s] >> 16
        middle = int(places[0]) + (count - 1) * gap // 2
        base[s] = (factor * 2**15 >> shift) - 1 if last else rounded((mean - 1) / 2) + (factor * middle >> shift)
        x = integers(base[s], slope[s], places).astype(float)
        actual = float(np.cumsum(x)[-1]) / count  # one after another, as in the program
        squares = float(np.cumsum(x * x)[-1]) / count
        by = 0 if last else rounded((mean - actual + short / (2 * mass[s] * actual)) / 2)
        base[s] += by
        short += mass[s] * (mean * mean + variance - (squares + 4 * by * (actual + by)))
    return base, slope, bits


def main():
    nu = float(sys.argv[1])
    base, slope, bits = table(nu)
    print(f"nu {nu:g}: F {bits}, sum of base {sum(base)}, sum of slope {sum(slope)}")
    for s in (0, 15, 160, 416, 496):
        print(f"segment {s}: base {base[s]}, slope {slope[s]}")


if __name__ == "__main__":
    main()
