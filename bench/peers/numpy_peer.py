"""Lyapunov spectra in NumPy: batched matmul and batched numpy.linalg.qr, on the CPU.

    python3 bench/peers/numpy_peer.py [--quick] [--out FILE]

NumPy's qr has no f32 arithmetic of its own (it computes in f64 and rounds), so that f64 is its natural precision.
"""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from common import CASES, Plan, measure  # noqa: E402

plan = Plan(__doc__.splitlines()[0])
plan.choose(["float64"])
# Before NumPy is there: its BLAS reads it once.
os.environ.setdefault("OPENBLAS_NUM_THREADS", str(plan.threads))
os.environ.setdefault("OMP_NUM_THREADS", str(plan.threads))
os.environ.setdefault("MKL_NUM_THREADS", str(plan.threads))
import numpy as np  # noqa: E402


def layer(h, q, w):
    """One layer of all networks: state (B, n), frame (B, n, k), weights (B, n, n). Returns ln |R_ii|, (B, k), too."""
    pushed = w @ np.concatenate([h[..., None], q], axis=2)
    z = pushed[..., 0]
    e = np.exp(-2 * np.abs(z))
    q, r = np.linalg.qr((4 * e / (1 + e) ** 2)[..., None] * pushed[..., 1:])
    return np.tanh(z), q, np.log(np.abs(np.diagonal(r, axis1=1, axis2=2)))


def start(rng, networks, n, k, dtype):
    h = rng.standard_normal((networks, n)).astype(dtype)
    q = np.broadcast_to(np.linalg.qr(rng.standard_normal((n, k)))[0], (networks, n, k)).astype(dtype)
    return h, q


def time_one(method, n, k, networks, dtype):
    rng = np.random.Generator(np.random.SFC64(1))
    h, q = start(rng, networks, n, k, dtype)
    scale = np.dtype(dtype).type(1 / np.sqrt(n))

    def run(layers):
        state, frame, total = h, q, np.zeros((networks, k))
        for _ in range(layers):
            w = rng.standard_normal((networks, n, n), dtype=dtype)
            w *= scale
            state, frame, logs = layer(state, frame, w)
            total += logs
        return total

    return run


def error_of(method, n, k, dtype):
    check = CASES["check"]
    rng = np.random.Generator(np.random.SFC64(2))
    weights = [
        (rng.standard_normal((check["networks"], n, n)) / np.sqrt(n)).astype("float32")
        for _ in range(check["layers"])
    ]
    begin = start(rng, check["networks"], n, k, "float32")

    def spectrum(precision):
        h, q = (each.astype(precision) for each in begin)
        logs = []
        for w in weights:
            h, q, log = layer(h, q, w.astype(precision))
            logs.append(log.astype("float64"))
        return np.mean(logs[check["burnIn"] :], axis=(0, 1))

    return np.max(np.abs(spectrum(dtype) - spectrum("float64")))


device = {"kind": "cpu", "name": "CPU"}
measure("NumPy", device, {"numpy": np.__version__}, plan, ["qr"], time_one, error_of)
