// Recurrent networks against what is known of them: prints a table, and writes it as JSON where a file is named. Some minutes
// of all cores; the tests check the same with fewer networks. `npm run build` first.
//
//   node bench/recurrent.mjs [FILE]
//
// References, n = 200. Discrete tanh networks in the limit n → ∞: mean-field theory (free probability for the whole
// spectrum); simulated: Engelken, Wolf & Abbott 2023 and own runs of other code. Rate networks: own runs of other code.

import { writeFileSync } from "node:fs";
import { createCpuEngine, resolveStudy, runSpectrum } from "../dist/index.js";

const N = 200;
const RNN = [
  { g: 2, simulated: [0.14, 0.009], dimension: 0.258, entropy: 0.0107 },
  { g: 3, simulated: [0.292, 0.005], dimension: 0.288, entropy: 0.0252 },
  { g: 5, simulated: [0.515, 0.003], dimension: 0.247, entropy: 0.0391 },
];
const RATE = [
  { g: 4, simulated: [0.253, 0.015] },
  { g: 10, simulated: [0.572, 0.01] },
];

const engine = createCpuEngine();
const rows = [];

async function measure(study) {
  let last;
  for await (const { cells } of runSpectrum(resolveStudy(study), engine)) last = cells[0];
  return last;
}

function report(what, [value, error], [expected, spread], allowed) {
  const joint = Math.hypot(error, spread);
  const deviation = (value - expected) / (joint || 1);
  const ok = allowed === undefined ? Math.abs(deviation) <= 3 : Math.abs(value / expected - 1) <= allowed;
  rows.push({ what, value, standardError: error, expected, expectedError: spread, ok });
  const off =
    allowed === undefined ? `${deviation.toFixed(1)} joint errors` : `${(100 * (value / expected - 1)).toFixed(1)} %`;
  console.log(
    `${what.padEnd(34)} ${value.toFixed(4).padStart(9)} ± ${error.toFixed(4)}   ${expected} ± ${spread}   ${off}${ok ? "" : "   MISSES"}`,
  );
}

for (const { g, simulated, dimension, entropy } of RNN) {
  const network = { block: "rnn", width: N, weights: { variance: g * g } };
  const spectrum = await measure({ network, depth: 1200, burnIn: 200, ensemble: 16, exponents: 72, seed: 1 });
  const { kaplanYorkeDimension, entropy: production } = spectrum;
  report(`rnn g = ${g}: λ₁ per step`, [spectrum.exponents[0], spectrum.standardErrors[0]], simulated);
  // At g = 2 the theory's finite-width corrections are as large as what it says.
  const within = g >= 3 ? 0.1 : Number.POSITIVE_INFINITY;
  const per = ({ value, standardError }) => [value / N, standardError / N];
  report(`rnn g = ${g}: D_KY / n`, per(kaplanYorkeDimension), [dimension, 0], within);
  report(`rnn g = ${g}: entropy / n`, per(production), [entropy, 0], within);
}

for (const { g, simulated } of RATE) {
  const network = { block: "rate", width: N, dt: 0.1, weights: { variance: g * g } };
  const spectrum = await measure({ network, horizon: 500, burnIn: 500, ensemble: 16, exponents: 1, seed: 1 });
  const perTime = (value) => value / 0.1;
  report(
    `rate g = ${g}: λ₁ per unit time`,
    [spectrum.exponents[0], spectrum.standardErrors[0]].map(perTime),
    simulated,
  );
}

{
  const network = { block: "rate", width: N, dt: 0.1, weights: { variance: 16, zeroDiagonal: true } };
  const spectrum = await measure({ network, horizon: 60, burnIn: 200, ensemble: 8, exponents: N, seed: 1 });
  const mean = spectrum.exponents.reduce((sum, each) => sum + each, 0) / N / 0.1;
  report("rate g = 4, zero diagonal: mean λ", [mean, 0], [-1.0525, 0.001]);
}

await engine.close();
const [, , file] = process.argv;
if (file !== undefined)
  writeFileSync(file, `${JSON.stringify({ date: new Date().toISOString().slice(0, 10), rows }, null, 2)}\n`);
if (rows.some(({ ok }) => !ok)) process.exitCode = 1;
