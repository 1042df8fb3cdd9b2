import { gatedOf, type NetworkSpec } from "../network/spec.ts";
import type { ResolvedStudy } from "../study/resolve.ts";
import { SCALE_PATH } from "./axis.ts";
import { symbolNode, valueNodes } from "./axis-name.ts";
import { h } from "./dom.ts";
import { short } from "./format.ts";
import { type HeatQuestion, sidesOfStudy } from "./heat-study.ts";
import { valuesAt } from "./plane.ts";
import { networksOf, sampleOf } from "./sampling.ts";
import { CELLS } from "./sides.ts";
import { timeAxis } from "./time-axis.ts";

export interface HeatHeadings {
  /** What is drawn, and where on the plane. */
  readonly where: HTMLElement;
  /** The layer of each side. */
  readonly titles: readonly [HTMLElement, HTMLElement];
  /** Returns what is behind the cells: width and networks. */
  show(question: HeatQuestion, study: ResolvedStudy): string;
}

/** The words over the heatmap. */
export function createHeatHeadings(): HeatHeadings {
  const where = h("span", { class: "where" });
  const titles = [h("div", { class: "side-title side-0" }), h("div", { class: "side-title side-1" })] as const;
  return {
    where,
    titles,
    show({ axis: { path }, plane, place, study }, { cells }) {
      const [cell] = cells;
      const { names, skips } = sidesOfStudy(study);
      titles.forEach((title, side) => {
        const said = cell === undefined ? "" : `  ${sideFormula(cell.network, skips[side] ?? 0, path)}`;
        title.replaceChildren(h("b", {}, names[side] ?? ""), said);
      });
      const at = valuesAt(plane, place).filter(([own]) => own !== path);
      where.replaceChildren(
        `across ${cell === undefined ? "depth" : timeAxis(cell.network).along} and `,
        symbolNode(path),
        " at ",
        ...valueNodes(at),
      );
      if (cell === undefined) return "";
      return path === "network.width" ? networksOf(cell, cell.ensemble) : sampleOf(cell, cell.ensemble);
    },
  };
}

/** What a layer of one side does to h; α is the branch's factor where `path` varies it. */
export function sideFormula(network: NetworkSpec, skip: number, path: string): string {
  const { scale } = network;
  const factor = path === SCALE_PATH ? "α " : scale === 1 ? "" : `${short(scale)} `;
  const branch = branchFormula(network);
  const own = factor !== "" && branch.includes(") + ") ? `${factor}(${branch})` : `${factor}${branch}`;
  const state = gatedOf(network) === "lstm" ? "(h, c)" : "h";
  return skip === 0 ? own : `${skip === 1 ? "" : `${short(skip)} `}${state} + ${own}`;
}

/** The branch in symbols, where it is as short as that. */
function branchFormula(network: NetworkSpec): string {
  const { branch, input } = network;
  const gated = gatedOf(network);
  if (gated !== null) return `${CELLS[gated]}(${gated === "lstm" ? "h, c" : "h"})`;
  const added = (input.everyLayer ?? 0) > 0 ? " + b + x" : " + b";
  if (branch.join() === "linear,activation") return `φ(Wh${added})`;
  return branch.join() === "activation,linear" ? `Wφ(h)${added}` : "f(h)";
}
