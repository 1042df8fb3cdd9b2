// Makes docs/images/width.svg: how λ₁ of tanh networks comes to ½ ln χ₁ as the width grows, measured in law, beside the
// exact coefficient of 1/n. Everything in the picture is measured or computed here; some five minutes on two cores.
//
//   npm run build && node scripts/plot-width.mjs [--out docs/images/width.svg]

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { scaleLog } from "d3-scale";
import { createCpuEngine, meanField, resolveStudy, runSpectrum, widthCoefficient } from "../dist/index.js";

const { values } = parseArgs({ options: { out: { type: "string", default: "docs/images/width.svg" } } });

const WIDTHS = [64, 128, 256, 512, 1024, 2048, 4096];
const SERIES = [
  { variance: 9, bias: 0.09 },
  { variance: 2.5, bias: 0.3 },
  { variance: 1.760955, bias: 0.05 },
];
/** Networks at width 64: as many more as make the error shrink with the coefficient. */
const ENSEMBLE = 48;
const DEPTH = 400;
const BURN_IN = 100;

const engine = createCpuEngine();
const series = [];
for (const [index, { variance, bias }] of SERIES.entries()) {
  const limit = 0.5 * Math.log(meanField("tanh", variance, bias, variance + bias).chi);
  const coefficient = widthCoefficient("tanh", variance, bias);
  const points = [];
  for (const width of WIDTHS) {
    const study = resolveStudy({
      network: { width, weights: { variance }, bias: { variance: bias } },
      sampling: "law",
      depth: DEPTH,
      burnIn: BURN_IN,
      ensemble: Math.round(ENSEMBLE * (width / 64) ** 0.75),
      exponents: 1,
      // Columns of different widths begin with the same numbers: other seeds make the points independent.
      seed: width + index,
    });
    let last;
    for await (const snapshot of runSpectrum(study, engine)) last = snapshot;
    const { exponents, standardErrors, networks } = last.cells[0];
    const point = { width, gap: limit - exponents[0], error: standardErrors[0] };
    points.push(point);
    const off = (point.gap + coefficient / width) / point.error;
    console.log(
      `(${variance}, ${bias}) n = ${width}: ${(-width * point.gap).toFixed(3)} ± ${(width * point.error).toFixed(3)}, exact ${coefficient.toFixed(3)}, ${off.toFixed(1)} SE, ${networks} networks, ${last.seconds.toFixed(1)} s`,
    );
  }
  series.push({ variance, bias, coefficient, points });
}
await engine.close();
mkdirSync(dirname(values.out), { recursive: true });
writeFileSync(values.out, svg());

function svg() {
  const [width, height] = [640, 400];
  const x = scaleLog([48, 5500], [70, width - 150]);
  const y = scaleLog([1e-4, 8e-2], [height - 54, 22]);
  const [left, right] = x.range();
  const [bottom, top] = y.range();
  const decades = [1e-4, 1e-3, 1e-2];
  const at = (point) => `${x(point.width).toFixed(1)}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Distance of the largest exponent from its limit against the width, measured and exact">
<style>
svg{--ink:#1f2328;--soft:#59636e;--grid:#d1d9e0;--page:#ffffff;--a:#0969da;--b:#bc4c00;--c:#1a7f37;font:12px system-ui,-apple-system,"Segoe UI",sans-serif}
@media (prefers-color-scheme:dark){svg{--ink:#f0f6fc;--soft:#9198a1;--grid:#3d444d;--page:#0d1117;--a:#4493f8;--b:#f0883e;--c:#3fb950}}
.page{fill:var(--page)}text{fill:var(--ink)}.soft{fill:var(--soft)}.grid{stroke:var(--grid)}.law{fill:none;stroke-width:1.5}
.s0{stroke:var(--a)}.s1{stroke:var(--b)}.s2{stroke:var(--c)}.d0{fill:var(--a)}.d1{fill:var(--b)}.d2{fill:var(--c)}.dot{stroke:var(--page);stroke-width:.8}
.middle{text-anchor:middle}.end{text-anchor:end}
</style>
<rect class="page" width="${width}" height="${height}" rx="6"/>
${decades.map((value) => `<line class="grid" x1="${left}" x2="${right}" y1="${y(value)}" y2="${y(value)}"/><text class="soft end" x="${left - 8}" y="${y(value) + 4}">10${superscript(Math.log10(value))}</text>`).join("\n")}
${WIDTHS.map((each) => `<text class="soft middle" x="${x(each)}" y="${bottom + 18}">${each}</text>`).join("\n")}
<line class="grid" x1="${left}" x2="${right}" y1="${bottom}" y2="${bottom}"/>
<text class="middle" x="${(left + right) / 2}" y="${height - 12}">width n</text>
<text class="middle" transform="translate(18 ${(top + bottom) / 2}) rotate(-90)">½ ln χ₁ − λ₁, nats per layer</text>
${series
  .map(
    (
      { variance, bias, coefficient, points },
      s,
    ) => `<path class="law s${s}" d="M${x(48)},${y(-coefficient / 48)}L${x(5500)},${y(-coefficient / 5500)}"/>
${points.map((point) => `<line class="s${s}" x1="${at(point)}" x2="${at(point)}" y1="${y(Math.max(1e-4, point.gap - 2 * point.error)).toFixed(1)}" y2="${y(point.gap + 2 * point.error).toFixed(1)}"/><circle class="dot d${s}" cx="${at(point)}" cy="${y(point.gap).toFixed(1)}" r="4"/>`).join("\n")}
<text class="d${s}" x="${right + 8}" y="${y(-coefficient / 5500) + (s - 1) * 5 + 4}">${symbol("w")} = ${Number(variance.toPrecision(3))}, ${symbol("b")} = ${bias}</text>`,
  )
  .join("\n")}
</svg>
`;
}

/** σ² with its index. */
function symbol(index) {
  return `σ²<tspan dy="3" font-size="9">${index}</tspan><tspan dy="-3">\u200b</tspan>`;
}

function superscript(value) {
  return String(value)
    .replace("-", "⁻")
    .replace(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]);
}
