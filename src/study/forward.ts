import type { Engine, ForwardCell, ForwardProfile, Snapshot } from "../engine/engine.ts";
import { operationsOf } from "../network/spec.ts";
import { StudyError } from "./error.ts";
import { type Cell, type ResolvedStudy, where } from "./resolve.ts";
import { inPlace, ordered } from "./run.ts";

/** What is asked of signals that go forward. */
export interface ForwardQuestion {
  /** S: inputs of every network; its batch, or 8 where it takes one at a time, if not given. */
  inputs?: number;
  /** C: correlation of any two of them, 0 if not given. */
  correlation?: number;
}

export const DEFAULT_INPUTS = 8;
export const MOST_INPUTS = 1024;
/** Entries of the states of all inputs. */
const MOST_ENTRIES = 2 ** 18;

/** Follows the signals of a study forward, a coarse grid of the axes first, as runSpectrum does. */
export function runForward(
  study: ResolvedStudy,
  engine: Pick<Engine, "forward">,
  options: ForwardQuestion & { signal?: AbortSignal } = {},
): AsyncGenerator<Snapshot<ForwardProfile>> {
  const { order, cells } = ordered(study);
  return inPlace(order, engine.forward({ cells: forwardCells(cells, options) }, options.signal));
}

/** The cells with what is asked of their signals. Throws StudyError for a number of inputs, or a correlation, that they cannot have. */
export function forwardCells(
  cells: ResolvedStudy["cells"],
  { inputs, correlation = 0 }: ForwardQuestion,
): (Cell & ForwardCell)[] {
  if (!(correlation >= 0 && correlation < 1)) {
    throw new StudyError("correlation", correlation, "a number from 0 on, below 1");
  }
  if (inputs !== undefined && !(Number.isInteger(inputs) && inputs >= 2 && inputs <= MOST_INPUTS)) {
    throw new StudyError("inputs", inputs, `a whole number from 2 to ${MOST_INPUTS}`);
  }
  return cells.map((cell) => {
    const { batch, width } = cell.network;
    const wanted = inputs ?? (batch > 1 ? batch : DEFAULT_INPUTS);
    if (operationsOf(cell.network).includes("batchnorm") && wanted !== batch) {
      throw new StudyError("inputs", wanted, `${batch}, the network's batch${where(cell.at)}`);
    }
    if (wanted * width > MOST_ENTRIES) {
      throw new StudyError("inputs", wanted, `at most ${Math.floor(MOST_ENTRIES / width)} at width ${width}`);
    }
    return { ...cell, inputs: wanted, correlation };
  });
}
