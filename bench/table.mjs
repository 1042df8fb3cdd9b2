const COLUMNS = [
  ["n", 4],
  ["k", 4],
  ["GPU f32", 12],
  ["CPU f64", 12],
  ["GPU/CPU", 9],
  ["max error", 11],
];

/** What is measured on, and the head of the table. */
export function heading({ adapter, reason, workers, model }) {
  const software = adapter?.software
    ? " (SOFTWARE adapter: shows that the kernels are right, not how fast a GPU is)"
    : "";
  return [
    "network·layers per second, engine warm; max error against f64, nats per layer",
    `GPU  ${adapter === null ? `none: ${reason}` : `${adapter.name}${software}`}`,
    `CPU  ${workers} ${workers === 1 ? "worker" : "workers"}, ${model ?? "unknown"}`,
    "",
    COLUMNS.map(([name, width]) => name.padStart(width)).join(""),
  ].join("\n");
}

export function line({ width, exponents, gpu, cpu, maxError }) {
  const cells = [
    width,
    exponents,
    gpu === null ? "–" : count(gpu.rate),
    count(cpu.rate),
    gpu === null ? "–" : Number((gpu.rate / cpu.rate).toPrecision(2)),
    maxError === null ? "–" : maxError.toExponential(1),
  ];
  return cells.map((cell, i) => String(cell).padStart(COLUMNS[i][1])).join("");
}

/** Three figures, thousands apart. */
function count(rate) {
  return Number(rate.toPrecision(3)).toLocaleString("en-US");
}
