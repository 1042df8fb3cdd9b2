"""What the peers share: the cases, how a run is timed, how an error is measured, and the JSON that says so."""

import argparse
import json
import os
import platform
import sys
import time
from pathlib import Path

CASES = json.loads((Path(__file__).parent / "cases.json").read_text())


class Plan:
    """What the command line asks for."""

    def __init__(self, about):
        parser = argparse.ArgumentParser(description=about)
        parser.add_argument("--quick", action="store_true", help="small cases, short runs")
        parser.add_argument("--widths", help="widths n, commas between them")
        parser.add_argument("--networks", type=int, help="networks of a run")
        parser.add_argument("--seconds", type=float, help="length of a timed run, about")
        parser.add_argument("--runs", type=int, help="timed runs of a row")
        parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)), help="threads on a CPU")
        parser.add_argument("--cpu", action="store_true", help="on the CPU even where there is a GPU")
        parser.add_argument("--dtypes", help="precisions, commas between them")
        parser.add_argument("--methods", help="orthogonalisations, commas between them; all by default")
        parser.add_argument("--out", help="file for the JSON; stdout by default")
        args = parser.parse_args()
        quick = CASES["quick"] if args.quick else {}
        self.widths = [int(n) for n in args.widths.split(",")] if args.widths else quick.get("widths", CASES["widths"])
        self.networks = args.networks or quick.get("networks")
        self.seconds = args.seconds or quick.get("seconds", CASES["seconds"])
        self.runs = args.runs or quick.get("runs", CASES["runs"])
        self.threads = args.threads
        self.cpu = args.cpu
        self.dtypes = args.dtypes.split(",") if args.dtypes else []
        self.methods = args.methods.split(",") if args.methods else None
        self.out = args.out

    def choose(self, dtypes):
        """The precisions that a device is measured in, unless some were asked for."""
        self.dtypes = self.dtypes or dtypes

    def rows(self, device):
        """Width, exponents and networks of every row; `device` is gpu or cpu."""
        for n in self.widths:
            counts = [n if k == "full" else min(k, n) for k in CASES["exponents"]]
            for k in dict.fromkeys(counts):
                yield n, k, self.networks or CASES["networks"][device].get(str(n), 64)


def quartiles(values):
    """Median and quartiles, interpolated between the ordered values."""
    values = sorted(values)

    def at(share):
        place = share * (len(values) - 1)
        below = int(place)
        above = min(below + 1, len(values) - 1)
        return values[below] + (place - below) * (values[above] - values[below])

    return {"median": at(0.5), "lower": at(0.25), "upper": at(0.75)}


# A peer may be very slow at a case: no timing goes on longer than this once it has one run, in seconds.
PATIENCE = 60


def timed(run, networks, plan):
    """Times `run(layers)`, which returns when its work is done: longer runs until one takes the time asked for (they
    warm up and compile), then as many as asked for. Network·layers per second."""
    step = getattr(run, "multiple", 1)  # some runs come in steps of several layers
    layers, since = max(2, step), time.perf_counter()
    run(layers)
    while True:
        begin = time.perf_counter()
        run(layers)
        took = time.perf_counter() - begin
        if took > plan.seconds / 2 or layers >= 1 << 16 or time.perf_counter() - since > PATIENCE:
            break
        more = max(layers + 1, min(16 * layers, int(1.2 * plan.seconds * layers / max(took, 1e-6))))
        layers = -(-more // step) * step
    run(layers)  # its own length may be compiled for
    seconds = []
    while len(seconds) < plan.runs and (not seconds or sum(seconds) < PATIENCE):
        begin = time.perf_counter()
        run(layers)
        seconds.append(time.perf_counter() - begin)
    rate = quartiles([networks * layers / each for each in seconds])
    return {"rate": rate, "networks": networks, "depth": layers, "seconds": seconds}


def measure(name, device, versions, plan, methods, time_one, error_of):
    """All rows of a peer, as a document. `time_one(method, n, k, networks, dtype)` gives a `run` for `timed`;
    `error_of(method, n, k, dtype)` the largest difference of a mean exponent from the f64 run on the same weights."""
    rows = []
    for n, k, networks in plan.rows("cpu" if device["kind"] == "cpu" else "gpu"):
        for dtype in plan.dtypes:
            for method in plan.methods or methods:
                row = {"width": n, "exponents": k, "dtype": dtype, "method": method}
                try:
                    row["maxError"] = finite(error_of(method, n, k, dtype))
                    row["passes"] = row["maxError"] is not None and row["maxError"] <= CASES["errorBound"]
                    # What fails the bound is no competitor: how fast it would be does not matter.
                    if row["passes"]:
                        row.update(timed(time_one(method, n, k, networks, dtype), networks, plan))
                        row["gflops"] = (2 * n * n * k + 2 * n * k * k) * row["rate"]["median"] / 1e9
                except Exception as error:  # a method that a library or a device cannot do is a finding, too
                    row["passes"] = False
                    row["failed"] = f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
                rows.append(row)
                print(describe(name, row), file=sys.stderr)
    document = {
        "peer": name,
        "versions": {"python": platform.python_version(), **versions},
        "device": device,
        "threads": plan.threads,
        "errorBound": CASES["errorBound"],
        "rows": rows,
    }
    text = json.dumps(document, indent=1)
    if plan.out:
        Path(plan.out).write_text(text + "\n")
    else:
        print(text)


def finite(value):
    """JSON knows no NaN: an error that is none is None."""
    value = float(value)
    return value if value == value and abs(value) != float("inf") else None


def describe(name, row):
    """One line of progress."""
    what = f"{name} n={row['width']} k={row['exponents']} {row['dtype']} {row['method']}:"
    if "failed" in row:
        return f"{what} {row['failed']}"
    if not row["passes"]:
        return f"{what} error {row['maxError']} is above {CASES['errorBound']}"
    return f"{what} {row['rate']['median']:.4g} network·layers/s, error {row['maxError']:.1e}"
