// What a GPU of the H100's class should reach, and what it did. Of a software adapter nothing is judged.

import { bestOf, oursAt, rateOf } from "./rows.mjs";

const NOT_MEASURED = "not measured on a hardware GPU";

export function goals(found) {
  const hardware = (found.ours ?? []).some(({ adapter }) => adapter && !adapter.software);
  const full = (n) => oursAt(found, "network").find((row) => row.width === n && row.exponents === n && row.gpu);
  const goal = (text, value, holds, show) => ({
    goal: text,
    measured: !hardware || value === null || Number.isNaN(value) ? NOT_MEASURED : show(value),
    holds: !hardware || value === null || Number.isNaN(value) ? null : holds(value),
  });
  /** Least of our rate over a peer's, over widths and peers; null where a figure is missing. */
  const least = (widths, pick) => {
    const ratios = widths.flatMap((n) =>
      ["torch", "jax"].map((part) => {
        const own = full(n);
        const onGpu = found[part]?.[0]?.device?.kind === "gpu";
        const other = onGpu ? pick(bestOf(found, part, "float32", n, n)) : null;
        return own && other ? rateOf(own.gpu) / rateOf(other) : null;
      }),
    );
    return ratios.includes(null) ? null : Math.min(...ratios);
  };
  const anyWay = ({ qr, best }) => [qr, best].filter(Boolean).sort((a, b) => rateOf(b) - rateOf(a))[0] ?? null;
  const times = (value) => `${value.toPrecision(3)} ×`;
  const at64 = full(64);
  const [law] = oursAt(found, "law", "law");
  const [real] = oursAt(found, "network", "law");
  const powers = (found.scaling ?? []).flatMap(({ scaling = [] }) => scaling.filter(({ engine }) => engine === "gpu"));
  const worst = powers.length === 0 ? null : Math.max(...powers.map(({ power }) => Math.abs(power - 1)));
  const [plane] = (found.plane ?? []).flatMap(({ firstSnapshots = [] }) =>
    firstSnapshots.filter(({ engine }) => engine === "gpu"),
  );
  return [
    goal(
      "at least 20 % of f32 peak at n = 64, full spectrum",
      at64?.peak ? (1e11 * at64.gpu.gflops) / at64.peak.flops : null,
      (v) => v >= 20,
      (v) => `${v.toPrecision(3)} %`,
    ),
    goal(
      "at least 20 × PyTorch and JAX with their own qr, n = 16, 32, 64",
      least([16, 32, 64], ({ qr }) => qr),
      (v) => v >= 20,
      times,
    ),
    goal(
      "at least 5 × their fastest that passes the bound, n = 16, 32, 64",
      least([16, 32, 64], anyWay),
      (v) => v >= 5,
      times,
    ),
    goal(
      "at least 3 × their fastest that passes the bound, n = 128, 256",
      least([128, 256], anyWay),
      (v) => v >= 3,
      times,
    ),
    goal(
      "law at least 50 × real weights, n = 1,024, k = 8",
      law?.gpu && real?.gpu && law.width === 1024 ? rateOf(law.gpu) / rateOf(real.gpu) : null,
      (v) => v >= 50,
      times,
    ),
    goal(
      "cost linear in networks and depth, power 1.00 ± .05",
      worst,
      (v) => v <= 0.05,
      (v) => `at most ${v.toFixed(3)} off`,
    ),
    goal(
      "first snapshot of a 64 × 64 plane within 100 ms",
      plane?.seconds.median ?? null,
      (v) => v <= 0.1,
      (v) => `${(1000 * v).toPrecision(3)} ms`,
    ),
  ];
}
