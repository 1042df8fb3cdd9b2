"""Lyapunov spectra in PyTorch: batched matmul and batched torch.linalg.qr, and faster ways to orthogonalise.

    python3 bench/peers/torch_peer.py [--quick] [--out FILE] [--cpu]

Orthogonalisations: `qr` is torch.linalg.qr; `mgs` modified Gram–Schmidt, a column at a time, for all networks at once;
`panels` Gram–Schmidt between panels of columns, done twice, with `mgs` inside a panel, so that most of it is batched
matmul; `blocked` the same with Cholesky QR, done twice, inside; `cholesky` Cholesky QR done twice on all columns. On CUDA each is tried as it is, with its
layers captured in a CUDA graph (`+graph`), and compiled by torch.compile (`+compile`).
"""

import math
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from common import CASES, Plan, measure  # noqa: E402

import torch  # noqa: E402

plan = Plan(__doc__.splitlines()[0])
on_gpu = torch.cuda.is_available() and not plan.cpu
device = torch.device("cuda" if on_gpu else "cpu")
plan.choose(["float32"] if on_gpu else ["float64", "float32"])
torch.set_num_threads(plan.threads)
# True f32: products rounded to TF32 would not be the same work.
torch.backends.cuda.matmul.allow_tf32 = False

PANEL = 8
# torch.compile unrolls the loop over columns: beyond this many it compiles for minutes.
MOST_COMPILED = 64
# Layers of one CUDA graph.
CAPTURED = 8


def qr(a):
    """Of (B, n, k): the frame, and ln |R_ii|, (B, k)."""
    q, r = torch.linalg.qr(a)
    return q, r.diagonal(dim1=1, dim2=2).abs().log()


def mgs(a):
    """Modified Gram–Schmidt, right-looking: each column is normalised, and what follows it loses its part of it."""
    a = a.transpose(1, 2).contiguous()  # columns lie together
    columns, norms = [], []
    for _ in range(a.shape[1]):
        column, a = a[:, :1], a[:, 1:]
        norm = torch.linalg.vector_norm(column, dim=2, keepdim=True)
        column = column / norm
        if a.shape[1] > 0:
            a = torch.baddbmm(a, torch.bmm(a, column.transpose(1, 2)), column, alpha=-1)
        columns.append(column)
        norms.append(norm)
    return torch.cat(columns, dim=1).transpose(1, 2), torch.cat(norms, dim=1)[..., 0].log()


def cholesky(a):
    """Cholesky QR, done twice."""
    logs = 0
    for _ in range(2):
        r = torch.linalg.cholesky_ex(torch.bmm(a.transpose(1, 2), a))[0]
        a = torch.linalg.solve_triangular(r, a.transpose(1, 2), upper=False).transpose(1, 2)
        logs = logs + r.diagonal(dim1=1, dim2=2).log()
    return a, logs


def blocked(a, inside=cholesky):
    """Gram–Schmidt between panels, done twice; the panel itself after either."""
    panels, logs = [], []
    for first in range(0, a.shape[2], PANEL):
        panel = a[:, :, first : first + PANEL]
        log = 0
        for _ in range(2):
            if panels:
                before = torch.cat(panels, dim=2)
                panel = torch.baddbmm(panel, before, torch.bmm(before.transpose(1, 2), panel), alpha=-1)
            panel, more = inside(panel)
            log = log + more
        panels.append(panel)
        logs.append(log)
    return torch.cat(panels, dim=2), torch.cat(logs, dim=1)


def panels(a):
    return blocked(a, mgs)


METHODS = {"qr": qr, "mgs": mgs, "panels": panels, "blocked": blocked, "cholesky": cholesky}
WAYS = ["", "+graph", "+compile"] if on_gpu else [""]
NAMES = [f"{name}{way}" for name in METHODS for way in WAYS]


def layer(orthogonalise, h, q, w):
    """One layer of all networks: state (B, n, 1), frame (B, n, k), weights (B, n, n)."""
    pushed = torch.bmm(w, torch.cat([h, q], dim=2))
    z = pushed[:, :, :1]
    e = torch.exp(-2 * z.abs())
    q, logs = orthogonalise(4 * e / (1 + e) ** 2 * pushed[:, :, 1:])
    return torch.tanh(z), q, logs


def start(networks, n, k, dtype, generator=None):
    h = torch.randn(networks, n, 1, dtype=dtype, device=device, generator=generator)
    frame = torch.linalg.qr(torch.randn(n, k, dtype=torch.float64, generator=torch.Generator().manual_seed(1)))[0]
    return h, frame.to(device=device, dtype=dtype).expand(networks, n, k).contiguous()


def sync():
    if on_gpu:
        torch.cuda.synchronize()


def time_one(method, n, k, networks, dtype):
    name, _, way = method.partition("+")
    if way == "compile" and k > MOST_COMPILED and name in ("mgs", "panels"):
        raise ValueError(f"a loop of {k} columns compiles for minutes")
    dtype = getattr(torch, dtype)
    scale = 1 / math.sqrt(n)
    h0, q0 = start(networks, n, k, dtype)

    def step(h, q, total):
        w = torch.randn(networks, n, n, dtype=dtype, device=device).mul_(scale)
        h, q, logs = layer(METHODS[name], h, q, w)
        return h, q, total + logs

    zero = torch.zeros(networks, k, dtype=dtype, device=device)
    if way == "graph":
        return captured(step, h0, q0, zero)
    if way == "compile":
        step = torch.compile(step, mode="max-autotune")

    def run(layers):
        h, q, total = h0, q0, zero
        with torch.no_grad():
            for _ in range(layers):
                if way == "compile":
                    # Its CUDA graphs write their results to the same place every time.
                    torch.compiler.cudagraph_mark_step_begin()
                    h, q, total = h.clone(), q.clone(), total.clone()
                h, q, total = step(h, q, total)
        sync()

    return run


def captured(step, h0, q0, zero):
    """A run whose layers are replayed as a CUDA graph, without any launch from Python but one a graph."""
    state = [h0.clone(), q0.clone(), zero.clone()]

    def layers():
        h, q, total = state
        for _ in range(CAPTURED):
            h, q, total = step(h, q, total)
        for kept, new in zip(state, (h, q, total)):
            kept.copy_(new)

    with torch.no_grad():
        side = torch.cuda.Stream()
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            layers()
        torch.cuda.current_stream().wait_stream(side)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            layers()

    def run(count):
        for _ in range(count // CAPTURED):
            graph.replay()
        sync()

    run.multiple = CAPTURED
    return run


def error_of(method, n, k, dtype):
    name = method.partition("+")[0]
    check = CASES["check"]
    generator = torch.Generator(device=device).manual_seed(2)
    shape = (check["networks"], n, n)
    weights = [
        torch.randn(shape, device=device, generator=generator) / math.sqrt(n) for _ in range(check["layers"])
    ]
    begin = start(check["networks"], n, k, torch.float32, generator)

    def spectrum(orthogonalise, precision):
        h, q = (each.to(precision) for each in begin)
        logs = []
        with torch.no_grad():
            for w in weights:
                h, q, log = layer(orthogonalise, h, q, w.to(precision))
                logs.append(log.double())
        return torch.stack(logs[check["burnIn"] :]).mean(dim=(0, 1))

    found = spectrum(METHODS[name], getattr(torch, dtype))
    return (found - spectrum(qr, torch.float64)).abs().max().item()


about = {"kind": "gpu" if on_gpu else "cpu", "name": torch.cuda.get_device_name() if on_gpu else "CPU"}
versions = {"torch": torch.__version__, "cuda": torch.version.cuda}
measure("PyTorch", about, versions, plan, NAMES, time_one, error_of)
