import type { ResolvedStudy } from "../study/resolve.ts";
import { h, symbol } from "./dom.ts";
import { short } from "./format.ts";
import { type HeatQuestion, SCALE_PATH, symbolOf } from "./heat-study.ts";
import { BIAS_PATH, WEIGHT_PATH } from "./plane.ts";

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
    show({ axis: { path }, place }, { cells }) {
      const [cell] = cells;
      const scale = cell?.network.scale ?? 1;
      const factor = path === SCALE_PATH ? "α " : scale === 1 ? "" : `${short(scale)} `;
      const branch = (cell?.network.branch ?? []).join() === "linear,activation" ? "φ(Wh + b)" : "f(h)";
      titles[0].replaceChildren(h("b", {}, "plain"), `  ${factor}${branch}`);
      titles[1].replaceChildren(h("b", {}, "residual"), `  h + ${factor}${branch}`);
      const at = [
        ...(path === WEIGHT_PATH ? [] : [[symbol("σ", "w", "2"), ` = ${short(place.weight)}`]]),
        ...(path === BIAS_PATH ? [] : [[symbol("σ", "b", "2"), ` = ${short(place.bias)}`]]),
      ];
      where.replaceChildren(
        "across depth and ",
        symbolNode(path),
        " at ",
        ...at.flatMap((part, index) => (index === 0 ? part : [", ", ...part])),
      );
      const networks = `${cell?.ensemble ?? 0} networks`;
      return path === "network.width" ? networks : `n = ${cell?.network.width ?? 0}, ${networks}`;
    },
  };
}

/** The symbol of a field as the page writes it. */
export function symbolNode(path: string): Node {
  const [letter = "", index] = symbolOf(path).replace("²", "").split("_");
  if (index !== undefined) return symbol(letter, index, "2");
  return letter.length === 1 ? h("i", { class: "symbol" }, letter) : document.createTextNode(letter);
}
