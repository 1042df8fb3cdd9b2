import { axisBottom } from "d3-axis";
import { scaleLinear } from "d3-scale";
import { select } from "d3-selection";
import { colourOf, css, faded, type Palette } from "../colour.ts";
import { h, symbol } from "../dom.ts";
import { signed } from "../format.ts";
import type { TimeAxis } from "../time-axis.ts";
import { markDrift, paintStatus } from "./canvas-map.ts";

export interface LegendState {
  palette: Palette;
  time: TimeAxis;
  /** Ends of the scale, nats per layer. */
  limit: number;
  /** What is behind the measured cells, such as "n = 32, 8 networks". */
  measured: string;
  hasTheory: boolean;
  hasLine: boolean;
  hasZero: boolean;
  /** Cells are hatched whose λ₁ still changes with depth, or which have an error above the tolerance. */
  hasDrift: boolean;
  hasOpen: boolean;
}

export interface Legend {
  readonly element: HTMLElement;
  draw(state: LegendState): void;
}

/** Colour bar with units, and a key to everything else on the plane. */
export function createLegend(): Legend {
  const bar = h("canvas", { class: "bar", width: 256, height: 1 });
  const measured = h("span");
  const unit = h("span");
  const along = h("span");
  const keys = {
    measured: h("canvas", { class: "swatch" }),
    theory: h("canvas", { class: "swatch" }),
    overflow: h("canvas", { class: "swatch" }),
    collapsed: h("canvas", { class: "swatch" }),
    drifting: h("canvas", { class: "swatch" }),
  };
  const theoryKey = h("li", {}, keys.theory, h("span", {}, "theory (mean field, n → ∞)"));
  const noTheory = h("li", {}, h("span", {}, "no mean-field law for this network"));
  const lineKey = h("li", {}, h("span", { class: "line-key" }), h("span", {}, "edge of chaos, χ₁ = 1 (exact, n → ∞)"));
  const zeroKey = h(
    "li",
    {},
    h("span", { class: "line-key zero-key" }),
    h("span", {}, "measured ", symbol("λ", "1"), " = 0"),
  );
  const driftText = h("span", {}, symbol("λ", "1"), " still changes with ", along);
  const openText = h("span", {}, "an error is above the tolerance");
  const or = h("span", {}, "or");
  const doubtKey = h("li", { class: "drifting" }, keys.drifting, driftText, or, openText);
  const scale = h("div", { class: "scale" }, bar);
  const svg = select(scale).append("svg").attr("class", "axis").attr("width", "100%").attr("height", 24);
  const axis = svg.append("g");
  const element = h(
    "div",
    { class: "legend" },
    h(
      "div",
      { class: "ramp" },
      h(
        "div",
        { class: "ends" },
        h("span", {}, "gradients vanish"),
        h("span", { class: "unit" }, symbol("λ", "1"), ", ", unit),
        h("span", {}, "gradients explode"),
      ),
      scale,
    ),
    h(
      "ul",
      { class: "keys" },
      h("li", {}, keys.measured, measured),
      theoryKey,
      noTheory,
      lineKey,
      zeroKey,
      doubtKey,
      h("li", { class: "statuses" }, keys.overflow, h("span", {}, "overflow"), keys.collapsed, h("span", {}, "−∞")),
    ),
  );

  return {
    element,
    draw({ palette, time, limit: perLayer, measured: what, hasTheory, hasLine, hasZero, hasDrift, hasOpen }) {
      const limit = perLayer / time.unit;
      unit.textContent = time.rate;
      along.textContent = time.along;
      const context = bar.getContext("2d");
      palette.map.forEach((colour, index) => {
        if (context === null) return;
        context.fillStyle = css(colour);
        context.fillRect(index, 0, 1, 1);
      });
      const x = scaleLinear().domain([-limit, limit]).range([0, scale.clientWidth]);
      // Enough for the half of the limit, which is a tick too.
      const digits = Number.isInteger(Math.round(limit * 1000) / 20) ? 2 : 3;
      axis.call(
        axisBottom(x)
          .tickValues([-limit, -limit / 2, 0, limit / 2, limit])
          .tickSize(4)
          .tickPadding(4)
          // Colours beyond the ends are those of the ends.
          .tickFormat(
            (value) => `${value === -limit ? "≤ " : value === limit ? "≥ " : ""}${signed(Number(value), digits)}`,
          ),
      );
      measured.textContent = `measured, ${what}`;
      theoryKey.hidden = !hasTheory;
      noTheory.hidden = hasTheory;
      lineKey.hidden = !hasLine;
      zeroKey.hidden = !hasZero;
      doubtKey.hidden = !(hasDrift || hasOpen);
      driftText.hidden = !hasDrift;
      or.hidden = !(hasDrift && hasOpen);
      openText.hidden = !hasOpen;
      const warm = colourOf(palette, 0.55 * limit, limit);
      paint(keys.measured, (target, size) => {
        target.fillStyle = css(warm);
        target.fillRect(0, 0, ...size);
      });
      paint(keys.drifting, (target, size) => {
        target.fillStyle = css(warm);
        target.fillRect(0, 0, ...size);
        markDrift(target, [0, 0, ...size], palette.drifting);
      });
      paint(keys.theory, (target, [width, height]) => {
        target.fillStyle = css(faded(palette, warm));
        target.fillRect(0, 0, width, height);
        target.strokeStyle = palette.theme === "light" ? "rgb(0 0 0 / 12%)" : "rgb(255 255 255 / 14%)";
        target.beginPath();
        for (let offset = -height; offset < width; offset += 4 * devicePixelRatio) {
          target.moveTo(offset + height, 0);
          target.lineTo(offset, height);
        }
        target.stroke();
      });
      paint(keys.overflow, (target, size) => paintStatus(target, [0, 0, ...size], palette.overflow));
      paint(keys.collapsed, (target, size) => paintStatus(target, [0, 0, ...size], palette.collapsed));
    },
  };
}

/** Paints a swatch of a key. */
export function paint(
  canvas: HTMLCanvasElement,
  draw: (context: CanvasRenderingContext2D, size: [width: number, height: number]) => void,
): void {
  canvas.width = Math.round(22 * devicePixelRatio);
  canvas.height = Math.round(14 * devicePixelRatio);
  const context = canvas.getContext("2d");
  if (context !== null) draw(context, [canvas.width, canvas.height]);
}
