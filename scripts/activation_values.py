"""Makes tests/network/activation-values.json: python3 scripts/activation_values.py (needs mpmath).

For every activation: [x, φ(x), φ′(x)] at exact f64 x, computed with 80 digits and rounded once to f64. A derivative
below the smallest normal f64 is given as 0, which is what the program promises there. Numbers are strings,
since JSON has no -0 and no Infinity.
"""

import json
from math import nextafter
from pathlib import Path

from mpmath import cos, erf, erfc, exp, expm1, findroot, log1p, mp, mpf, pi, sech, sin, sqrt, tanh

mp.dps = 80
mp.prec += 2200  # e^x + 1 must keep e^x at x = −750
LEAK = mpf(0.01)
SCALE = mpf("1.0507009873554804934193349852946")
ALPHA = mpf("1.6732632423543772848170429916717")


def sigmoid(x):
    return 1 / (1 + exp(-x))


def normal(x):
    return mpf(x > 0) if abs(x) > 1e5 else erfc(-x / sqrt(2)) / 2  # mpmath's erfc gives up at 1e154


def density(x):
    return exp(-x * x / 2) / sqrt(2 * pi)


def silu_slope(x):
    return exp(x) * (1 + x + exp(x)) / (1 + exp(x)) ** 2


def gelu_slope(x):
    return normal(x) + x * density(x)


ACTIVATIONS = {
    "linear": (lambda x: x, lambda x: mpf(1)),
    "tanh": (tanh, lambda x: sech(x) ** 2),
    "sigmoid": (sigmoid, lambda x: exp(-x) / (1 + exp(-x)) ** 2),
    "erf": (erf, lambda x: 2 / sqrt(pi) * exp(-x * x)),
    "relu": (lambda x: max(x, mpf(0)), lambda x: mpf(x > 0)),
    "leaky-relu": (lambda x: x if x > 0 else LEAK * x, lambda x: mpf(1) if x > 0 else LEAK),
    "elu": (lambda x: x if x > 0 else expm1(x), lambda x: mpf(1) if x > 0 else exp(x)),
    "selu": (
        lambda x: SCALE * x if x > 0 else SCALE * ALPHA * expm1(x),
        lambda x: SCALE if x > 0 else SCALE * ALPHA * exp(x),
    ),
    "gelu": (lambda x: x * normal(x), gelu_slope),
    "silu": (lambda x: x * sigmoid(x), silu_slope),
    "softplus": (lambda x: log1p(exp(x)), sigmoid),
    "sine": (sin, cos),
}
ROOTS = {"gelu": findroot(gelu_slope, -0.7517915), "silu": findroot(silu_slope, -1.2784645)}

COMMON = [0.0, 5e-324, 1e-300, 1e-100, 1e-17, 1e-8, 1e-3, 0.1, 0.3, 0.5, 0.75, 1.0, 1.3, 2.0, 3.0, 4.5, 6.0, 8.5, 13.0, 19.0, 22.0]
COMMON += [26.5, 30.0, 36.5, 37.6, 38.5, 39.5, 45.0, 100.0, 300.0, 354.0, 372.5, 500.0, 700.0, 708.2, 709.5, 712.0, 714.5, 745.0, 800.0]
SINE = [1e4, 12345.678, 1e5, 999999.5, 1e6, 1e10, 1e22]


def points(name):
    xs = list(COMMON)
    if name == "sine":
        xs += SINE + [float(k * pi / 2) for k in (1, 2, 3, 101, 1001, 636619)]
    elif name not in ("tanh", "sigmoid", "softplus", "erf"):
        xs += [1e10, 1e300]
    xs += [-x for x in xs]
    if name in ROOTS:
        root = float(ROOTS[name])
        xs += [root, nextafter(root, -9.0), nextafter(root, 9.0), nextafter(nextafter(root, 9.0), 9.0)]
        xs += [root + s * d for d in (1e-15, 1e-12, 1e-10, 1e-8, 1e-6, 1e-4, 1e-2, 0.0155, 0.0157, 0.1) for s in (-1, 1)]
    return xs


def entry(name, x):
    value, slope = ACTIVATIONS[name]
    phi = float(value(mpf(x)))
    derivative = slope(mpf(x))
    if abs(derivative) < mpf(2) ** -1022:
        derivative = mpf(0)
    return [repr(x), repr(phi), repr(float(derivative))]


def main():
    rows = {name: [entry(name, x) for x in points(name)] for name in ACTIVATIONS}
    body = ",\n".join(
        f"  {json.dumps(name)}: [\n" + ",\n".join(f"    {json.dumps(row)}" for row in table) + "\n  ]"
        for name, table in rows.items()
    )
    out = Path(__file__).parent.parent / "tests/network/activation-values.json"
    out.write_text("{\n" + body + "\n}\n", encoding="utf-8")


main()
