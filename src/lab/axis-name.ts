import { symbolOf } from "./axis.ts";
import { h, symbol } from "./dom.ts";
import { short } from "./format.ts";

/** The symbol of a field as the page writes it. */
export function symbolNode(path: string): Node {
  const [letter = "", index] = symbolOf(path).replace("²", "").split("_");
  if (index !== undefined) return symbol(letter, index, "2");
  return letter.length === 1 ? h("i", { class: "symbol" }, letter) : document.createTextNode(letter);
}

/** "σ_w² = 2.55, σ_b² = 0.3": values of some fields in symbols. */
export function valueNodes(values: readonly (readonly [path: string, value: number])[]): (Node | string)[] {
  return values.flatMap(([path, value], index) => [
    ...(index === 0 ? [] : [", "]),
    symbolNode(path),
    ` = ${short(value)}`,
  ]);
}
