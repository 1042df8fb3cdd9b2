import { axisBottom } from "d3-axis";
import { scaleLinear } from "d3-scale";
import { select } from "d3-selection";
import { css, type Palette } from "../colour.ts";
import { h, onWidth } from "../dom.ts";
import { decadesOf } from "../format.ts";
import { heatColourOf } from "../heat-colour.ts";
import type { Limits } from "../heat-field.ts";
import type { LegendWords } from "../heat-legend-words.ts";
import { paintStatus } from "./canvas-map.ts";
import { paint } from "./legend.ts";

export interface HeatLegendState {
  palette: Palette;
  limits: Limits;
  /** What is behind the cells, such as "n = 64, 16 networks". */
  measured: string;
  words: LegendWords;
}

export interface HeatLegend {
  readonly element: HTMLElement;
  draw(state: HeatLegendState): void;
  destroy(): void;
}

/** The one colour bar of both maps, in decades, and a key to what has no number. */
export function createHeatLegend(): HeatLegend {
  const bar = h("canvas", { class: "bar", width: 256, height: 1 });
  const scale = h("div", { class: "scale" }, bar);
  const measured = h("span");
  const [low, unit, high] = [h("span"), h("span", { class: "unit" }), h("span")];
  const collapsed = h("span");
  const swatches = {
    measured: h("canvas", { class: "swatch" }),
    nothing: h("canvas", { class: "swatch" }),
    overflow: h("canvas", { class: "swatch" }),
    collapsed: h("canvas", { class: "swatch" }),
  };
  const axis = select(scale).append("svg").attr("class", "axis").attr("width", "100%").attr("height", 24).append("g");
  const element = h(
    "div",
    { class: "legend heat-legend" },
    h("div", { class: "ramp" }, h("div", { class: "ends" }, low, unit, high), scale),
    h(
      "ul",
      { class: "keys" },
      h("li", {}, swatches.measured, measured),
      h("li", {}, swatches.nothing, h("span", {}, "not measured yet")),
      h("li", {}, swatches.overflow, h("span", {}, "overflow")),
      h("li", {}, swatches.collapsed, collapsed),
    ),
  );
  let shown: HeatLegendState | null = null;

  function draw(): void {
    if (shown === null) return;
    const { palette, limits, words } = shown;
    low.textContent = words.low;
    unit.textContent = words.unit;
    high.textContent = words.high;
    collapsed.textContent = words.collapsed;
    const [from, to] = limits;
    const context = bar.getContext("2d");
    palette.map.forEach((colour, index) => {
      if (context === null) return;
      context.fillStyle = css(colour);
      context.fillRect(index, 0, 1, 1);
    });
    const x = scaleLinear().domain([from, to]).range([0, scale.clientWidth]);
    // Ends are named; ticks too near to them would run into their names.
    const room = (to - from) / 10;
    const inner = x.ticks(6).filter((tick) => tick > from + room && tick < to - room);
    axis.call(
      axisBottom(x)
        .tickValues([from, ...inner, to])
        .tickSize(4)
        .tickPadding(4)
        .tickFormat((value) => {
          const said = decadesOf(Number(value));
          // Colours beyond the ends are those of the ends.
          return value === from ? `≤ ${said}` : value === to ? `≥ ${said}` : said;
        }),
    );
    measured.textContent = `measured, ${shown.measured}`;
    const colour = css(heatColourOf(palette, from + 0.6 * (to - from), limits));
    paint(swatches.measured, (target, size) => {
      target.fillStyle = colour;
      target.fillRect(0, 0, ...size);
    });
    paint(swatches.nothing, (target, [width, height]) => {
      target.strokeStyle = css(palette.collapsed.hatch);
      target.strokeRect(0.5, 0.5, width - 1, height - 1);
    });
    paint(swatches.overflow, (target, size) => paintStatus(target, [0, 0, ...size], palette.overflow));
    paint(swatches.collapsed, (target, size) => paintStatus(target, [0, 0, ...size], palette.collapsed));
  }

  const unobserve = onWidth(element, draw);
  return {
    element,
    draw(state) {
      shown = state;
      draw();
    },
    destroy: unobserve,
  };
}
