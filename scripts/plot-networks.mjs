// Makes docs/images/networks/BLOCK.svg: for every block, nearly all at their defaults, the measured spectrum, with the law where one is
// known, and the gradient's norm from the output to the input. Everything in the pictures is measured or computed here;
// about a minute on two cores.
//
//   npm run build && node scripts/plot-networks.mjs [--out docs/images/networks] [--only BLOCK]

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { scaleLinear } from "d3-scale";
import { area, line } from "d3-shape";
import { BLOCKS, createCpuEngine, lawsFor, resolveStudy, runGradient, runSpectrum } from "../dist/index.js";

const { values } = parseArgs({
  options: { out: { type: "string", default: "docs/images/networks" }, only: { type: "string" } },
});

const STUDY = { depth: 256, ensemble: 16 };
const UNITS = 32;
/** Without a bias an LSTM comes to rest at 0, where half of its exponents fall without end. */
const MORE = { lstm: { bias: { variance: 0.1 } } };
const PANEL = { width: 236, height: 130, top: 26, left: 54, gap: 70 };
const WIDTH = 2 * PANEL.left + 2 * PANEL.width + PANEL.gap - 40;
const HEIGHT = PANEL.top + PANEL.height + 44;

const engine = createCpuEngine();
mkdirSync(values.out, { recursive: true });
for (const block of BLOCKS.filter((name) => values.only === undefined || name === values.only)) {
  const network = { block, width: UNITS, ...MORE[block] };
  const { tied } = resolveStudy({ network }).cells[0].network;
  const exponents = block === "lstm" ? 2 * UNITS : UNITS;
  const study = resolveStudy({ ...STUDY, network, exponents, sampling: tied ? "network" : "law" });
  const spectrum = await last(runSpectrum(study, engine));
  const profile = await last(runGradient(study, engine));
  writeFileSync(join(values.out, `${block}.svg`), svg(block, study.cells[0], spectrum, profile));
  const { status } = spectrum;
  console.log(
    `${block}: λ₁ = ${spectrum.exponents[0].toFixed(4)} ± ${spectrum.standardErrors[0].toFixed(4)}, ${status}`,
  );
}
await engine.close();

async function last(snapshots) {
  let result;
  for await (const { cells } of snapshots) result = cells[0];
  return result;
}

function svg(block, cell, spectrum, profile) {
  const second = PANEL.left + PANEL.width + PANEL.gap;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="${block}: measured Lyapunov spectrum, and the gradient's norm over the layers">
<style>
svg{--ink:#1f2328;--soft:#59636e;--grid:#d1d9e0;--page:#ffffff;--dot:#0969da;--law:#bc4c00;font:11px system-ui,-apple-system,"Segoe UI",sans-serif}
@media (prefers-color-scheme:dark){svg{--ink:#f0f6fc;--soft:#9198a1;--grid:#3d444d;--page:#0d1117;--dot:#4493f8;--law:#f0883e}}
.page{fill:var(--page)}text{fill:var(--soft)}.title{fill:var(--ink)}.grid{stroke:var(--grid)}.zero{stroke:var(--soft)}.law{fill:none;stroke:var(--law);stroke-width:1.5}.mean{fill:none;stroke:var(--dot);stroke-width:1.5}.band{fill:var(--dot);opacity:.2}.dot{fill:var(--dot)}.bar{stroke:var(--dot)}
.middle{text-anchor:middle}.end{text-anchor:end}
</style>
<rect class="page" width="${WIDTH}" height="${HEIGHT}" rx="6"/>
${spectrumPanel(PANEL.left, cell, spectrum)}
${profilePanel(second, profile)}
</svg>
`;
}

function spectrumPanel(left, cell, { exponents, standardErrors, infinite, networks }) {
  const known = exponents.flatMap((value, i) =>
    Number.isFinite(value) ? [{ i, value, error: standardErrors[i] }] : [],
  );
  const laws = lawsFor(cell.network, cell.exponents, cell.depth, cell);
  const lawOf = (i) => laws.find((law) => Number.isFinite(law.exponents[i]))?.exponents[i];
  const law = exponents.flatMap((_, i) => (lawOf(i) === undefined ? [] : [{ i, value: lawOf(i) }]));
  const all = [0, ...known.map(({ value }) => value)];
  const x = scaleLinear([1, exponents.length], [left, left + PANEL.width]);
  const y = scaleLinear([Math.min(...all), Math.max(...all)], [PANEL.top + PANEL.height, PANEL.top]).nice(4);
  const at = ({ i, value }) => [x(i + 1), y(Math.max(value, y.domain()[0]))];
  const mark =
    law.length === 1
      ? `<line class="law" x1="${left - 5}" x2="${left + 12}" y1="${f(at(law[0])[1])}" y2="${f(at(law[0])[1])}"/>`
      : "";
  const ticks = [1, ...[1, 2, 3, 4].map((quarter) => (quarter * exponents.length) / 4)];
  const dead = infinite.filter((count) => count === networks).length;
  return `${frame(left, y, "Lyapunov spectrum, nats per layer", "exponent i", ticks, x)}
${
  law.length > 1
    ? `<path class="law" d="${line(
        (each) => at(each)[0],
        (each) => at(each)[1],
      )(law).replaceAll(/\d+\.\d+/g, (n) => f(Number(n)))}"/>`
    : mark
}
${known.map((each) => `<line class="bar" x1="${f(x(each.i + 1))}" x2="${f(x(each.i + 1))}" y1="${f(y(each.value - 2 * each.error))}" y2="${f(y(each.value + 2 * each.error))}"/><circle class="dot" cx="${f(x(each.i + 1))}" cy="${f(y(each.value))}" r="2"/>`).join("")}
${dead > 0 ? `<text class="end" x="${left + PANEL.width}" y="${PANEL.top + 12}">last ${dead}: −∞</text>` : ""}`;
}

function profilePanel(left, { layers, log10GradientNorm, quantiles }) {
  const [low, high] = [quantiles[0], quantiles.at(-1)];
  const places = layers.filter((layer) => layer % 4 === 0);
  const x = scaleLinear([0, layers.at(-1)], [left, left + PANEL.width]);
  const extent = [...places.flatMap((l) => [low[l], high[l]]), -0.5, 0.5];
  const y = scaleLinear([Math.min(...extent), Math.max(...extent)], [PANEL.top + PANEL.height, PANEL.top]).nice(4);
  const band = area(
    (l) => x(l),
    (l) => y(low[l]),
    (l) => y(high[l]),
  );
  const mean = line(
    (l) => x(l),
    (l) => y(log10GradientNorm[l]),
  );
  const rounded = (path) => path.replaceAll(/\d+\.\d+/g, (n) => f(Number(n)));
  return `${frame(left, y, "log₁₀ ‖∂L/∂h‖, output = 0", "layer l", [0, 64, 128, 192, 256], x)}
<path class="band" d="${rounded(band(places))}"/>
<path class="mean" d="${rounded(mean(places))}"/>`;
}

function frame(left, y, title, xTitle, xTicks, x) {
  const right = left + PANEL.width;
  const bottom = PANEL.top + PANEL.height;
  const label = y.tickFormat(4);
  return `<text class="title" x="${left}" y="14">${title}</text>
${y
  .ticks(4)
  .map(
    (tick) =>
      `<line class="${tick === 0 ? "zero" : "grid"}" x1="${left}" x2="${right}" y1="${f(y(tick))}" y2="${f(y(tick))}"/><text class="end" x="${left - 6}" y="${f(y(tick) + 4)}">${label(tick)}</text>`,
  )
  .join("")}
${xTicks.map((tick) => `<text class="middle" x="${f(x(tick))}" y="${bottom + 16}">${tick}</text>`).join("")}
<text class="middle" x="${(left + right) / 2}" y="${bottom + 34}">${xTitle}</text>`;
}

function f(value) {
  return value.toFixed(1).replace(/\.0$/, "");
}
