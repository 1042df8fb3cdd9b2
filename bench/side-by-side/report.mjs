// One table of everything that was found, and the goals with what was measured of them.

import { goals } from "./goals.mjs";
import { bestOf, oursAt, rateOf } from "./rows.mjs";

/** Names in the table, and where their rows are. */
const PEERS = [
  ["PyTorch", "torch"],
  ["JAX", "jax"],
  ["PyTorch on the CPU", "torch-cpu"],
  ["JAX on the CPU", "jax-cpu"],
  ["NumPy", "numpy"],
];

export function report(found, plan) {
  const [first = {}] = ["ours", "law", "scaling", "plane"].flatMap((part) => found[part] ?? []);
  const adapter = first.adapter ?? null;
  const peers = PEERS.filter(([, part]) => found[part]?.[0]?.rows);
  const missing = PEERS.flatMap(([name, part]) =>
    found[part]?.[0]?.missing ? [`${name}: ${found[part][0].missing}`] : [],
  );
  const day = new Date().toISOString().slice(0, 10);
  const who = adapter === null ? "cpu" : adapter.software ? "swiftshader" : adapter.name;
  const document = { date: day, quick: plan.quick, adapter, goals: goals(found), ...found };
  const text = [
    `# Side by side, ${day}${plan.quick ? " (quick: small cases, short runs)" : ""}`,
    "",
    ...onWhat(first, found, peers),
    ...(missing.length === 0 ? [] : ["", "Missing:", ...missing.map((line) => `- ${line}`)]),
    "",
    "## Full spectra and the top eight, real weights",
    "",
    "Network·layers per second, everything included: the median of the runs. Beside each the largest error against f64 on",
    "the same weights, nats per layer. Of a peer: its own batched qr, then its fastest other way that keeps the error",
    `below ${found.torch?.[0]?.errorBound ?? "the bound"}.`,
    "",
    ...table(found, peers),
    "",
    "## Sampling in law",
    "",
    ...lawTable(found),
    ...extras(found),
    "",
    "## Goals",
    "",
    ...document.goals.map(
      ({ goal, measured, holds }) =>
        `- ${goal}: ${measured}${holds === null ? "" : holds ? " **holds**" : " **does not hold**"}`,
    ),
  ].join("\n");
  return { name: `${day}-${who.toLowerCase().replace(/[^a-z0-9]+/g, "-")}`, text, document };
}

function onWhat({ adapter, reason, peak, host, workers }, found, peers) {
  if (host === undefined) return ["lyascope was not run."];
  const gpu =
    adapter === null
      ? `none: ${reason}`
      : `${adapter.name}${adapter.software ? " — **a software adapter: it shows that the kernels are right, and says nothing of how fast a GPU is**" : ""}`;
  return [
    `- lyascope, GPU: ${gpu}`,
    ...(peak ? [`- f32 peak of the adapter in the same run: ${(peak.flops / 1e9).toPrecision(3)} GFLOP/s`] : []),
    `- lyascope, CPU: f64, ${workers} workers, ${host.processor ?? "unknown"}, ${host.runtime}`,
    ...peers.map(([name, part]) => {
      const { device, versions, threads } = found[part][0];
      const said = Object.entries(versions).flatMap(([key, value]) => (value === null ? [] : [`${key} ${value}`]));
      return `- ${name}: ${device.kind === "gpu" ? device.name : `CPU, ${threads} threads`}, ${said.join(", ")}`;
    }),
  ];
}

function table(found, peers) {
  const rows = oursAt(found, "network");
  const keys = rows.length > 0 ? rows : (found[peers[0]?.[1]]?.[0].rows ?? []);
  const each = new Map(keys.map(({ width, exponents }) => [`${width} ${exponents}`, { width, exponents }]));
  const head = ["n", "k", "GPU f32", "GFLOP/s", "of peak", "CPU f64"];
  const columns = peers.flatMap(([name, part]) => precisions(found, part).map((dtype) => ({ name, part, dtype })));
  for (const { name, dtype } of columns) head.push(`${name}, ${dtype}: qr`, "its best");
  const lines = [...each.values()].map(({ width, exponents }) => {
    const own = rows.find((row) => row.width === width && row.exponents === exponents);
    const cells = [
      width,
      exponents,
      timing(own?.gpu, own?.agreement?.maxError),
      figure(own?.gpu?.gflops),
      percent(own),
      timing(own?.cpu),
    ];
    for (const { part, dtype } of columns) {
      const { qr, best } = bestOf(found, part, dtype, width, exponents);
      cells.push(timing(qr, qr?.maxError), best ? `${timing(best, best.maxError)} ${best.method}` : "–");
    }
    return cells;
  });
  const reasons = new Set(rows.flatMap(({ refused }) => (refused ? [refused] : [])));
  return [...markdown(head, lines), ...(reasons.size > 0 ? [""] : []), ...[...reasons].map((reason) => `– ${reason}`)];
}

function lawTable(found) {
  const real = oursAt(found, "network");
  const lines = oursAt(found, "law").map((row) => {
    const { width, exponents, gpu, cpu, agreement } = row;
    const other = real.find((each) => each.width === width && each.exponents === exponents);
    const ratio = (a, b) => (a && b ? figure(rateOf(a) / rateOf(b)) : "–");
    return [
      width,
      exponents,
      timing(gpu, agreement?.maxError),
      timing(cpu),
      ratio(gpu, other?.gpu),
      ratio(cpu, other?.cpu),
    ];
  });
  return markdown(["n", "k", "GPU f32", "CPU f64", "law / weights, GPU", "law / weights, CPU"], lines);
}

function extras(found) {
  const scaling = (found.scaling ?? []).flatMap((document) => document.scaling ?? []);
  const planes = (found.plane ?? []).flatMap((document) => document.firstSnapshots ?? []);
  return [
    ...(scaling.length === 0 ? [] : ["", "## Scaling", "", "The power with which the cost grows; 1 is linear.", ""]),
    ...(scaling.length === 0
      ? []
      : markdown(
          ["n", "k", "sampling", "engine", "along", "power"],
          scaling.map(({ width, exponents, sampling, engine, along, power, standardError }) => [
            ...[width, exponents, sampling, engine, along],
            `${power.toFixed(3)} ± ${standardError.toFixed(3)}`,
          ]),
        )),
    ...planes.map(
      ({ engine, cells, seconds }) =>
        `\nFirst snapshot of a plane of ${cells} cells, ${engine.toUpperCase()}: ${(1000 * seconds.median).toPrecision(3)} ms.`,
    ),
  ];
}

function precisions(found, part) {
  return [...new Set(found[part][0].rows.map(({ dtype }) => dtype))].sort();
}

function timing(entry, error) {
  if (!entry?.rate) return "–";
  const { median, lower, upper } = entry.rate;
  const spread = `${Number(median.toPrecision(3)).toLocaleString("en-US")} ± ${((50 * (upper - lower)) / median).toFixed(0)} %`;
  return error === undefined || error === null ? spread : `${spread} (${error.toExponential(0)})`;
}

function percent(row) {
  return row?.gpu && row.peak ? `${((1e11 * row.gpu.gflops) / row.peak.flops).toPrecision(2)} %` : "–";
}

function figure(value) {
  return value === undefined ? "–" : String(Number(value.toPrecision(2)));
}

function markdown(head, lines) {
  const row = (cells) => `| ${cells.join(" | ")} |`;
  return [row(head), row(head.map(() => "---:")), ...lines.map(row)];
}
