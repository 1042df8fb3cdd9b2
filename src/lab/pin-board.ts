import type { ResolvedStudy } from "../study/resolve.ts";
import { type Pin, whyNotPinned, withMeasured, withoutPin, withPin } from "./pins.ts";
import type { PlaceRuns } from "./place-runs.ts";
import type { Place } from "./plane.ts";

/** The pins, and what measures them. */
export interface PinBoard {
  readonly pins: readonly Pin[];
  readonly running: boolean;
  /** Pins a place of a study of one cell; says why not where it cannot. */
  add(place: Place, study: ResolvedStudy): string | null;
  remove(slot: number): void;
  clear(): void;
  /** Stops to measure; what is measured stays. */
  cancel(): void;
  /** Goes on where it was cancelled. */
  resume(): void;
}

const CANCELLED = "cancelled";

/** `changed` hears of every change, in pins and in what is measured of them. */
export function createPinBoard(runs: PlaceRuns, changed: () => void): PinBoard {
  const studies = new Map<number, ResolvedStudy>();
  const inHand = new Map<number, AbortController>();
  let pins: readonly Pin[] = [];

  function set(next: readonly Pin[]): void {
    pins = next;
    changed();
  }

  async function measure(slot: number, study: ResolvedStudy): Promise<void> {
    const controller = new AbortController();
    inHand.set(slot, controller);
    const { signal } = controller;
    const put = (measured: Parameters<typeof withMeasured>[2]) => {
      // A pin that was taken away in the meantime hears nothing.
      if (!signal.aborted) set(withMeasured(pins, slot, measured));
    };
    try {
      put({ failure: null });
      const each = [
        follow(runs.spectrum(study, signal), (spectrum) => put({ spectrum })),
        follow(runs.gradient(study, signal), (profile) => put({ profile })),
      ];
      await Promise.all(each);
    } catch (error) {
      put({ failure: error instanceof Error ? error.message : String(error) });
      // The other one of the two.
      controller.abort();
    }
    if (inHand.get(slot) !== controller) return;
    inHand.delete(slot);
    changed();
  }

  function stop(slot: number): void {
    inHand.get(slot)?.abort();
    inHand.delete(slot);
  }

  return {
    get pins() {
      return pins;
    },
    get running() {
      return inHand.size > 0;
    },
    add(place, study) {
      const why = whyNotPinned(pins, place);
      const [cell] = study.cells;
      if (why !== null || cell === undefined) return why;
      set(withPin(pins, place, cell));
      const pin = pins.find((each) => each.cell === cell);
      if (pin === undefined) return null;
      studies.set(pin.slot, study);
      void measure(pin.slot, study);
      return null;
    },
    remove(slot) {
      stop(slot);
      studies.delete(slot);
      set(withoutPin(pins, slot));
    },
    clear() {
      for (const slot of [...inHand.keys()]) stop(slot);
      studies.clear();
      set([]);
    },
    cancel() {
      let next = pins;
      for (const slot of [...inHand.keys()]) {
        stop(slot);
        next = withMeasured(next, slot, { failure: CANCELLED });
      }
      if (next !== pins) set(next);
    },
    resume() {
      for (const { slot, failure } of pins) {
        const study = studies.get(slot);
        if (failure !== null && study !== undefined && !inHand.has(slot)) void measure(slot, study);
      }
    },
  };
}

/** The one cell of each snapshot. */
async function follow<Result>(
  snapshots: AsyncIterable<{ cells: readonly (Result | null)[] }>,
  take: (result: Result | null) => void,
): Promise<void> {
  for await (const { cells } of snapshots) take(cells[0] ?? null);
}
