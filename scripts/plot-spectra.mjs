// Makes docs/images/spectrum.svg: spectra measured through the built library, the known laws under them, and how far
// they are apart in standard errors. Everything in the picture is measured or computed here.
//
//   npm run build && node scripts/plot-spectra.mjs [--out docs/images/spectrum.svg]

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { scaleLinear } from "d3-scale";
import { line } from "d3-shape";
import { createCpuEngine, lawsFor, resolveStudy, runSpectrum } from "../dist/index.js";

const { values } = parseArgs({ options: { out: { type: "string", default: "docs/images/spectrum.svg" } } });

const linear = { width: 16, activation: "linear" };
const PANELS = [
  {
    title: "Deep linear, n = 16",
    series: [
      { label: "Gaussian: fans out", below: true, network: linear, depth: 2048 },
      { label: "orthogonal: one line", network: { ...linear, weights: { law: "orthogonal" } }, depth: 256 },
    ],
  },
  {
    title: "Residual, h + 0.5 W h, n = 64",
    series: [{ network: { width: 64, activation: "linear", block: "residual", scale: 0.5 }, depth: 512 }],
  },
  {
    title: "He-ReLU, n = 32, depth 256",
    series: [{ network: { width: 32, activation: "relu", weights: { variance: 2 } }, depth: 256 }],
  },
];

const PANEL = { width: 300, height: 210, strip: 76, left: 58, gap: 26, top: 44 };
const WIDTH = PANELS.length * (PANEL.left + PANEL.width) + 20;
const HEIGHT = PANEL.top + PANEL.height + PANEL.gap + PANEL.strip + 66;

const engine = createCpuEngine();
const measured = [];
for (const panel of PANELS) {
  measured.push({ ...panel, series: await Promise.all(panel.series.map(measure)) });
}
await engine.close();
mkdirSync(dirname(values.out), { recursive: true });
writeFileSync(values.out, svg(measured));

async function measure({ network, depth, ...look }) {
  const study = resolveStudy({ network, depth, ensemble: 64, exponents: network.width });
  let last;
  for await (const snapshot of runSpectrum(study, engine)) last = snapshot;
  const [cell] = study.cells;
  const { exponents, standardErrors } = last.cells[0];
  const laws = lawsFor(cell.network, cell.exponents, cell.depth, { burnIn: cell.burnIn, ensemble: cell.ensemble });
  const n = network.width;
  const points = exponents.flatMap((value, i) =>
    Number.isFinite(value) ? [{ i, x: (i + 0.5) / n, value, error: standardErrors[i] }] : [],
  );
  const lawOf = (i) => laws.find((law) => law.exponents[i] !== null);
  const dead = exponents.filter((value) => value === -Infinity).length;
  return { ...look, n, points, laws, lawOf, dead };
}

function svg(panels) {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="Measured Lyapunov spectra against exact laws">
<style>
svg{--ink:#1f2328;--soft:#59636e;--grid:#d1d9e0;--page:#ffffff;--a:#0969da;--b:#bc4c00;font:12px system-ui,-apple-system,"Segoe UI",sans-serif}
@media (prefers-color-scheme:dark){svg{--ink:#f0f6fc;--soft:#9198a1;--grid:#3d444d;--page:#0d1117;--a:#4493f8;--b:#f0883e}}
.page{fill:var(--page)}text{fill:var(--ink)}.soft{fill:var(--soft)}.title{font-weight:600;font-size:14px}
.grid{stroke:var(--grid)}.zero{stroke:var(--soft)}.band{fill:var(--grid);opacity:.45}
.law{fill:none;stroke-width:1.5}.limit{stroke-dasharray:5 4}
.s0{stroke:var(--a)}.s1{stroke:var(--b)}.d0{fill:var(--a)}.d1{fill:var(--b)}.dot{stroke:var(--page);stroke-width:.6}
</style>
<rect class="page" width="${WIDTH}" height="${HEIGHT}" rx="6"/>
${panels.map((panel, index) => panelOf(panel, index)).join("\n")}
<text class="soft" x="${PANEL.left}" y="${HEIGHT - 14}">Dots: measured, 64 networks. Solid line: exact law. Dashed: limit of large width. Below: difference from the exact law in standard errors, band ±2.</text>
</svg>
`;
}

function panelOf({ title, series }, index) {
  const all = series.flatMap(({ points }) => points.map(({ value }) => value));
  const x = scaleLinear([0, 1], [0, PANEL.width]);
  const y = scaleLinear([Math.min(0, ...all), Math.max(0, ...all)], [PANEL.height, 0]).nice(5);
  const z = scaleLinear([-4, 4], [PANEL.strip, 0]);
  const stripTop = PANEL.height + PANEL.gap;
  const rows = (scale, ticks, top) =>
    ticks
      .map((tick) => {
        const at = round(top + scale(tick));
        const label = String(tick).replace("-", "−");
        return `<line class="${tick === 0 ? "zero" : "grid"}" x2="${PANEL.width}" y1="${at}" y2="${at}"/><text class="soft" x="-8" y="${at + 4}" text-anchor="end">${label}</text>`;
      })
      .join("");
  const xs = [0, 0.25, 0.5, 0.75, 1]
    .map(
      (tick) =>
        `<text class="soft" x="${x(tick)}" y="${stripTop + PANEL.strip + 16}" text-anchor="middle">${tick}</text>`,
    )
    .join("");
  const dead = series.map((each) => deadNote(each, x)).join("");
  return `<g transform="translate(${PANEL.left + index * (PANEL.left + PANEL.width)},${PANEL.top})">
<text class="title" y="-18">${title}</text>
${rows(y, y.ticks(5), 0)}
<rect class="band" y="${stripTop + z(2)}" width="${PANEL.width}" height="${z(-2) - z(2)}"/>${rows(z, [-4, 0, 4], stripTop)}
${series.map((each, s) => seriesOf(each, s, x, y)).join("\n")}${dead}
${series.map((each, s) => deviations(each, s, x, z, stripTop)).join("")}
${xs}<text class="soft" x="${PANEL.width / 2}" y="${stripTop + PANEL.strip + 30}" text-anchor="middle">(i − ½) / n</text>
${index === 0 ? `<text class="soft" transform="translate(-44,${PANEL.height / 2}) rotate(-90)" text-anchor="middle">λ_i, nats per layer</text>` : ""}
</g>`;
}

function seriesOf({ label, below, points, laws, n }, s, x, y) {
  const lines = laws.map((law) => {
    const known = law.exponents.flatMap((value, i) => (Number.isFinite(value) ? [[x((i + 0.5) / n), y(value)]] : []));
    const path = line(
      ([a]) => round(a),
      ([, b]) => round(b),
    )(known.filter(([, b]) => b <= PANEL.height + 1));
    return `<path class="law s${s} ${law.kind}" d="${path ?? ""}"/>`;
  });
  const bars = points.map(({ x: at, value, error }) => {
    const [low, high] = [y(value - (error ?? 0)), y(value + (error ?? 0))].map(round);
    return `<line class="s${s}" x1="${round(x(at))}" x2="${round(x(at))}" y1="${low}" y2="${high}"/><circle class="dot d${s}" cx="${round(x(at))}" cy="${round(y(value))}" r="3"/>`;
  });
  const anchor = points[Math.floor(points.length * 0.35)];
  const [dx, dy] = below ? [-60, 28] : [0, -12];
  const text = `<text class="d${s}" x="${round(x(anchor.x) + dx)}" y="${round(y(anchor.value) + dy)}">${label}</text>`;
  return lines.join("") + bars.join("") + (label === undefined ? "" : text);
}

/** Only against exact laws, and only where the error is more than rounding. */
function deviations({ points, lawOf }, s, x, z, top) {
  return points
    .filter(({ i, error }) => lawOf(i)?.kind === "exact" && error > 1e-12)
    .map(({ i, x: at, value, error }) => {
      const off = Math.max(-4, Math.min(4, (value - lawOf(i).exponents[i]) / error));
      return `<circle class="dot d${s}" cx="${round(x(at))}" cy="${round(top + z(off))}" r="2.5"/>`;
    })
    .join("");
}

function deadNote({ dead, n }, x) {
  if (dead === 0) return "";
  return `<text class="soft" x="${round(x((n - dead) / n) + 8)}" y="${PANEL.height - 10}">λ_i = −∞ from i = ${n - dead + 1} on</text>`;
}

function round(value) {
  return Math.round(value * 10) / 10;
}
