// A picture of panels side by side, drawn from its data alone: what was measured, with errors, and what the laws say.

import { HEIGHT, inErrors, legendOf, panelOf } from "./panel.mjs";
import { sheet } from "./theme.mjs";

const LEFT = 62;
const RIGHT = 20;
/** Of a panel, by how many there are. */
const WIDTHS = [0, 640, 290, 300];
const CAPTION = 16;

/** The picture; its data are embedded in it. */
export function draw(data) {
  const { panels, title } = data;
  const width = WIDTHS[panels.length];
  const step = LEFT + width + RIGHT;
  const total = panels.length * step;
  const top = 36 + HEIGHT.legend * Math.max(...panels.map((panel) => legendOf(panel, width).lines));
  const captions = captionsOf(panels, panels.length === 3);
  const below = top + HEIGHT.plot + HEIGHT.gap + HEIGHT.strip + HEIGHT.below;
  const content = [
    ...panels.map(
      (panel, p) => `<g transform="translate(${LEFT + p * step},${top})">\n${panelOf(panel, width, top)}\n</g>`,
    ),
    ...captions.map(
      (text, row) => `<text class="soft" x="${LEFT}" y="${below + 18 + row * CAPTION}" font-size="11">${text}</text>`,
    ),
  ];
  const height = below + 14 + captions.length * CAPTION;
  return sheet({ width: total, height, label: title, content: content.join("\n"), data });
}

/** What the lines, marks and bands of these panels are. */
function captionsOf(panels, wide) {
  const series = panels.flatMap((panel) => panel.series);
  const kinds = new Set(series.map(({ law }) => law.kind));
  const lines = [kinds.has("exact") ? "Solid line: exact law." : "", kinds.has("limit") ? "Dashed: limit." : ""];
  const bands = [
    panels.some((panel) => inErrors(panel.series)) ? "±2 standard errors" : "",
    panels.some((panel) => !inErrors(panel.series)) ? "the stated distance" : "",
  ];
  const first = `Marks: measured, bars of ±2 standard errors. ${lines.filter(Boolean).join(" ")}`;
  const second = `Below: measured minus law; the band is ${bands.filter(Boolean).join(" or ")}.`;
  return wide ? [`${first} ${second}`] : [first, second];
}
