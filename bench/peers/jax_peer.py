"""Lyapunov spectra in JAX: batched matmul and batched jnp.linalg.qr, and faster ways to orthogonalise; jit and lax.

    python3 bench/peers/jax_peer.py [--quick] [--out FILE]

Orthogonalisations: `qr` is jnp.linalg.qr; `mgs` modified Gram–Schmidt, a column at a time, for all networks at once;
`panels` Gram–Schmidt between panels of columns, done twice, with `mgs` inside a panel, so that most of it is batched
matmul; `blocked` the same with Cholesky QR, done twice, inside; `cholesky` Cholesky QR done twice on all columns. All
layers of a run are one loop of lax in one compiled program.
"""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from common import CASES, Plan, measure  # noqa: E402

plan = Plan(__doc__.splitlines()[0])
if plan.cpu:
    os.environ["JAX_PLATFORMS"] = "cpu"
import jax  # noqa: E402

jax.config.update("jax_enable_x64", True)  # for the f64 reference; every array below has its type written
jax.config.update("jax_default_prng_impl", "unsafe_rbg")  # the device's own generator: the fastest there is
jax.config.update("jax_default_matmul_precision", "highest")  # true f32, not TF32
import jax.numpy as jnp  # noqa: E402
from jax import lax  # noqa: E402

on_gpu = jax.default_backend() in ("gpu", "cuda", "rocm")
plan.choose(["float32"] if on_gpu else ["float64", "float32"])
PANEL = 8


def qr(a):
    """Of (B, n, k): the frame, and ln |R_ii|, (B, k)."""
    q, r = jnp.linalg.qr(a)
    return q, jnp.log(jnp.abs(jnp.diagonal(r, axis1=1, axis2=2)))


def mgs(a):
    """Modified Gram–Schmidt, right-looking. A compiled loop has one shape: columns that are done are masked out."""
    rows = jnp.swapaxes(a, 1, 2)  # columns lie together: (B, k, n)
    k = rows.shape[1]
    places = jnp.arange(k)[None, :, None]

    def column(j, carried):
        rows, logs = carried
        one = lax.dynamic_slice_in_dim(rows, j, 1, axis=1)
        norm = jnp.sqrt(jnp.sum(one * one, axis=2, keepdims=True))
        one = one / norm
        along = jnp.sum(rows * one, axis=2, keepdims=True)
        rows = rows - jnp.where(places > j, along, 0) * one
        rows = lax.dynamic_update_slice_in_dim(rows, one, j, axis=1)
        return rows, lax.dynamic_update_slice_in_dim(logs, jnp.log(norm[..., 0]), j, axis=1)

    rows, logs = lax.fori_loop(0, k, column, (rows, jnp.zeros(rows.shape[:2], rows.dtype)))
    return jnp.swapaxes(rows, 1, 2), logs


def cholesky(a):
    """Cholesky QR, done twice."""
    logs = 0
    for _ in range(2):
        r = jnp.linalg.cholesky(jnp.swapaxes(a, 1, 2) @ a)
        a = jnp.swapaxes(lax.linalg.triangular_solve(r, jnp.swapaxes(a, 1, 2), left_side=True, lower=True), 1, 2)
        logs = logs + jnp.log(jnp.diagonal(r, axis1=1, axis2=2))
    return a, logs


def blocked(a, inside=cholesky):
    """Gram–Schmidt between panels, done twice; the panel itself after either."""
    done, logs = None, []
    for first in range(0, a.shape[2], PANEL):
        panel = a[:, :, first : first + PANEL]
        log = 0
        for _ in range(2):
            if done is not None:
                panel = panel - done @ (jnp.swapaxes(done, 1, 2) @ panel)
            panel, more = inside(panel)
            log = log + more
        done = panel if done is None else jnp.concatenate([done, panel], axis=2)
        logs.append(log)
    return done, jnp.concatenate(logs, axis=1)


def panels(a):
    return blocked(a, mgs)


METHODS = {"qr": qr, "mgs": mgs, "panels": panels, "blocked": blocked, "cholesky": cholesky}


def layer(orthogonalise, h, q, w):
    """One layer of all networks: state (B, n, 1), frame (B, n, k), weights (B, n, n)."""
    pushed = w @ jnp.concatenate([h, q], axis=2)
    z = pushed[:, :, :1]
    e = jnp.exp(-2 * jnp.abs(z))
    q, logs = orthogonalise(4 * e / (1 + e) ** 2 * pushed[:, :, 1:])
    return jnp.tanh(z), q, logs


def start(networks, n, k, dtype):
    h = jax.random.normal(jax.random.key(1), (networks, n, 1), dtype)
    frame = jnp.linalg.qr(jax.random.normal(jax.random.key(3), (n, k), jnp.float64))[0]
    return h, jnp.broadcast_to(frame, (networks, n, k)).astype(dtype)


def time_one(method, n, k, networks, dtype):
    dtype = jnp.dtype(dtype)
    scale = jnp.asarray(1 / n**0.5, dtype)
    h0, q0 = start(networks, n, k, dtype)

    # The number of layers is an argument of the loop, not of its shape: one program for all runs.
    @jax.jit
    def whole(h, q, layers):
        def step(index, carried):
            h, q, total = carried
            key = jax.random.fold_in(jax.random.key(2), index)
            w = jax.random.normal(key, (networks, n, n), dtype) * scale
            h, q, logs = layer(METHODS[method], h, q, w)
            return h, q, total + logs

        return lax.fori_loop(0, layers, step, (h, q, jnp.zeros((networks, k), dtype)))[2]

    return lambda layers: jax.block_until_ready(whole(h0, q0, layers))


def error_of(method, n, k, dtype):
    check = CASES["check"]
    shape = (check["layers"], check["networks"], n, n)
    weights = jax.random.normal(jax.random.key(4), shape, jnp.float32) * jnp.float32(1 / n**0.5)
    begin = start(check["networks"], n, k, jnp.float32)

    def spectrum(orthogonalise, precision):
        def step(carried, w):
            h, q, logs = layer(orthogonalise, *carried, w.astype(precision))
            return (h, q), logs.astype(jnp.float64)

        @jax.jit
        def whole(h, q):
            return lax.scan(step, (h.astype(precision), q.astype(precision)), weights)[1]

        return whole(*begin)[check["burnIn"] :].mean(axis=(0, 1))

    found = spectrum(METHODS[method], jnp.dtype(dtype))
    return float(jnp.max(jnp.abs(found - spectrum(qr, jnp.dtype("float64")))))


found = jax.devices()[0]
about = {"kind": "gpu" if on_gpu else "cpu", "name": found.device_kind if on_gpu else "CPU"}
measure("JAX", about, {"jax": jax.__version__}, plan, list(METHODS), time_one, error_of)
