import { forwardLayers } from "../measure/forward.ts";
import { type ForwardLaw, forwardLaw } from "../theory/forward-law.ts";
import type { ForwardQuestion } from "./forward.ts";
import { forwardCells } from "./forward.ts";
import type { Cell } from "./resolve.ts";

/** The laws of a cell's signals, at the depths that are reported. */
export function forwardLawOf(cell: Cell, question: ForwardQuestion = {}): ForwardLaw {
  const [{ network, depth, inputs, correlation }] = forwardCells([cell], question);
  return forwardLaw(network, forwardLayers(depth), inputs, correlation);
}
