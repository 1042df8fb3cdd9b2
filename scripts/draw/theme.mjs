// What all pictures share: the sheet they are drawn on, its colours by day and by night, and how numbers and symbols are written.

/** Marks differ in shape too, so that a picture can be read without colours; the colours tell apart for the colour-blind. */
export const SERIES = ["a", "b", "c", "d"];

const DAY =
  "--ink:#1f2328;--soft:#59636e;--grid:#d1d9e0;--page:#ffffff;--a:#0969da;--b:#bc4c00;--c:#1a7f37;--d:#8250df";
const NIGHT =
  "--ink:#f0f6fc;--soft:#9198a1;--grid:#3d444d;--page:#0d1117;--a:#4493f8;--b:#f0883e;--c:#3fb950;--d:#ab7df8";
const CLASSES = `.page{fill:var(--page)}text{fill:var(--ink)}.soft{fill:var(--soft)}.title{font-weight:600;font-size:14px}
.grid{stroke:var(--grid)}.zero{stroke:var(--soft)}.band{fill:var(--grid);opacity:.45}.middle{text-anchor:middle}.end{text-anchor:end}
.law{fill:none;stroke-width:1.5}.limit{stroke-dasharray:5 4}.dot{stroke:var(--page);stroke-width:.6}
${SERIES.map((name, s) => `.s${s}{stroke:var(--${name})}.d${s}{fill:var(--${name})}`).join("")}`;

/**
 * A picture on a sheet of its own colour, so that it can be read on a light and on a dark page.
 *
 * @param data embedded as JSON, so that the picture can be drawn again; nothing if not given
 * @param classes further rules of style
 */
export function sheet({ width, height, label, content, data, classes = "" }) {
  const metadata = data === undefined ? "" : `<metadata>${embed(data)}</metadata>\n`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(label)}">
${metadata}<style>
svg{${DAY};font:12px system-ui,-apple-system,"Segoe UI",sans-serif}
@media (prefers-color-scheme:dark){svg{${NIGHT}}}
${CLASSES}${classes}
</style>
<rect class="page" width="${width}" height="${height}" rx="6"/>
${content}
</svg>
`;
}

/** JSON that is well-formed text of XML too. */
function embed(data) {
  return JSON.stringify(data).replaceAll(/[<>&]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`);
}

/** The data of a picture made by `sheet`. */
export function dataOf(svg) {
  const [, json] = /<metadata>(.*)<\/metadata>/.exec(svg) ?? [];
  if (json === undefined) throw new Error("the picture holds no data");
  return JSON.parse(json);
}

export function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

/** Text in which _x is an index. The space of no width carries the line back up. */
export function symbols(text) {
  return escaped(text).replaceAll(/_(\w+)/g, '<tspan dy="3" font-size="9">$1</tspan><tspan dy="-3">\u200b</tspan>');
}

/** Tenths of a pixel. */
export function round(value) {
  return Math.round(value * 10) / 10;
}

/** A path of d3 in tenths of a pixel. */
export function roundPath(path) {
  return (path ?? "").replaceAll(/-?\d+\.\d+/g, (each) => String(round(Number(each))));
}
