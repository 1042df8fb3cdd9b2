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
import { bottom, rows } from "./draw/axes.mjs";
import { round, roundPath, sheet } from "./draw/theme.mjs";

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
  return sheet({
    width: WIDTH,
    height: HEIGHT,
    label: `${block}: measured Lyapunov spectrum, and the gradient's norm over the layers`,
    content: `${spectrumPanel(PANEL.left, cell, spectrum)}\n${profilePanel(second, profile)}`,
    classes: `
text{font-size:11px}.title{font-weight:400;font-size:11px}.law{stroke:var(--b)}.mean{fill:none;stroke:var(--a);stroke-width:1.5}.band{fill:var(--a);opacity:.2}`,
  });
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
      ? `<line class="law" x1="${left - 5}" x2="${left + 12}" y1="${round(at(law[0])[1])}" y2="${round(at(law[0])[1])}"/>`
      : "";
  const ticks = [1, ...[1, 2, 3, 4].map((quarter) => (quarter * exponents.length) / 4)];
  const dead = infinite.filter((count) => count === networks).length;
  return `${frame(left, y, "Lyapunov spectrum, nats per layer", "exponent i", ticks, x)}
${
  law.length > 1
    ? `<path class="law" d="${roundPath(
        line(
          (each) => at(each)[0],
          (each) => at(each)[1],
        )(law),
      )}"/>`
    : mark
}
${known.map((each) => `<line class="s0" x1="${round(x(each.i + 1))}" x2="${round(x(each.i + 1))}" y1="${round(y(each.value - 2 * each.error))}" y2="${round(y(each.value + 2 * each.error))}"/><circle class="d0" cx="${round(x(each.i + 1))}" cy="${round(y(each.value))}" r="2"/>`).join("")}
${dead > 0 ? `<text class="soft end" x="${left + PANEL.width}" y="${PANEL.top + 12}">last ${dead}: −∞</text>` : ""}`;
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
  return `${frame(left, y, "log₁₀ ‖∂L/∂h‖, output = 0", "layer l", [0, 64, 128, 192, 256], x)}
<path class="band" d="${roundPath(band(places))}"/>
<path class="mean" d="${roundPath(mean(places))}"/>`;
}

function frame(left, y, title, xTitle, xTicks, x) {
  const { width, top, height } = PANEL;
  return `<text class="title" x="${left}" y="14">${title}</text>
${rows(y, y.ticks(4), { left, width })}
${bottom(x, xTicks, { left, width, y: top + height, title: xTitle })}`;
}
