import { layer } from "../network/formula.ts";
import { gatedOf, type NetworkSpec } from "../network/spec.ts";
import type { ResolvedStudy } from "../study/resolve.ts";
import { SCALE_PATH, SKIP_PATH, WIDTH_PATH } from "./axis.ts";
import { symbolNode, valueNodes } from "./axis-name.ts";
import { h } from "./dom.ts";
import { short } from "./format.ts";
import type { Showing } from "./heat-picture.ts";
import { type HeatQuestion, sidesOfQuestion } from "./heat-question.ts";
import { valuesAt } from "./plane.ts";
import { networksOf, sampleOf } from "./sampling.ts";
import { asTerm, both, CELLS, type Sides } from "./sides.ts";
import { commonTime } from "./time-axis.ts";

export interface HeatHeadings {
  /** What is drawn, and where on the plane. */
  readonly where: HTMLElement;
  /** The layer of each side. */
  readonly titles: readonly [HTMLElement, HTMLElement];
  /** Returns what is behind the cells: width and networks. */
  show(question: HeatQuestion, study: ResolvedStudy, showing: Showing): string;
}

/** The words over the heatmap. */
export function createHeatHeadings(): HeatHeadings {
  const where = h("span", { class: "where" });
  const titles = [h("div", { class: "side-title side-0" }), h("div", { class: "side-title side-1" })] as const;
  return {
    where,
    titles,
    show(question, { cells }, showing) {
      const { axis, plane, place } = question;
      const sides = sidesOfQuestion(question);
      const [cell] = cells;
      titles.forEach((title, side) => {
        const own = cells[(side * cells.length) / 2];
        const formula = own === undefined ? "" : sideFormula(own.network, axis.path, sides.path);
        title.hidden = showing === "difference" && side === 1;
        title.title = `${sides.names[side]}: ${formula}`;
        title.replaceChildren(h("b", {}, sides.names[side] ?? ""), h("span", { class: "formula" }, formula));
      });
      if (showing === "difference") {
        titles[0].title = "";
        titles[0].replaceChildren(...differenceNodes(sides));
      }
      const at = valuesAt(plane, place).filter(([own]) => own !== axis.path && own !== sides.path);
      where.replaceChildren(
        `across ${commonTime(cells.map(({ network }) => network)).along} and `,
        symbolNode(axis.path),
        ...(at.length === 0 ? [] : [" at ", ...valueNodes(at)]),
      );
      if (cell === undefined) return "";
      const ofWidths = [axis.path, sides.path].includes(WIDTH_PATH);
      return ofWidths ? networksOf(cell, cell.ensemble) : sampleOf(cell, cell.ensemble);
    },
  };
}

/** B − A in the colours of the sides. */
function differenceNodes({ names }: Sides): (Node | string)[] {
  const [a, b] = both(names, (name, side) => h("b", { class: `side-${side}` }, asTerm(name)));
  return [b, " − ", a];
}

/**
 * What a layer of one side does to h. What the columns vary has its symbol, what tells the sides apart its value: `across` and
 * `apart` are the paths of both.
 */
export function sideFormula(network: NetworkSpec, across: string, apart: string): string {
  const gated = gatedOf(network);
  if (gated !== null) return gatedFormula(network, across);
  const named = ["network.activation", "network.bias.variance", across].filter((path) => path !== apart);
  return layer(network, named);
}

/** A gated cell is named: its gates are longer than a heading. */
function gatedFormula(network: NetworkSpec, across: string): string {
  const { scale, skip } = network;
  const gated = gatedOf(network) ?? "gru";
  const state = gated === "lstm" ? "(h, c)" : "h";
  const cell = `${CELLS[gated]}(${state.replaceAll(/[()]/g, "")})`;
  const times = (value: number, of: string) => (value === 1 ? of : `${short(value)} ${of}`);
  const branch = across === SCALE_PATH ? `α ${cell}` : times(scale, cell);
  if (across === SKIP_PATH) return `skip ${state} + ${branch}`;
  return skip === 0 ? branch : `${times(skip, state)} + ${branch}`;
}
