import type { GradientProfile, Spectrum } from "../engine/engine.ts";
import type { Cell } from "../study/resolve.ts";
import { withValue } from "../study/resolve.ts";
import type { StudyInput } from "../study/schema.ts";
import type { Place, Plane } from "./plane.ts";

/** More could not be told apart by colour and shape. */
export const MOST_PINS = 4;

/** A place of the plane that is kept in sight, with what was measured there. */
export interface Pin {
  /** Its colour and shape, 0 … 3; each is one pin's at a time. */
  slot: number;
  place: Place;
  /** The network at that place, as its spectrum is measured. */
  cell: Cell;
  /** Rates in nats per layer; null before its first networks are measured. */
  spectrum: Spectrum | null;
  /** Of the same networks; null before the first ones are measured. */
  profile: GradientProfile | null;
  /** Why there is no more of either: cancelled, or what went wrong; null while all is well. */
  failure: string | null;
}

/** Why a place cannot be pinned; null where it can. */
export function whyNotPinned(pins: readonly Pin[], { x, y }: Place): string | null {
  const same = pins.find(({ place }) => place.x === x && place.y === y);
  if (same !== undefined) return `This place is pin ${same.slot + 1} already.`;
  if (pins.length >= MOST_PINS) return `There are ${MOST_PINS} pins, as many as can be told apart: remove one first.`;
  return null;
}

/** The pins with one more at a place that can be pinned: it takes the first colour that is free. */
export function withPin(pins: readonly Pin[], place: Place, cell: Cell): readonly Pin[] {
  if (whyNotPinned(pins, place) !== null) return pins;
  const free = Array.from({ length: MOST_PINS }, (_, slot) => slot).find(
    (slot) => !pins.some((pin) => pin.slot === slot),
  );
  if (free === undefined) return pins;
  const pin: Pin = { slot: free, place, cell, spectrum: null, profile: null, failure: null };
  return [...pins, pin].toSorted((a, b) => a.slot - b.slot);
}

export function withoutPin(pins: readonly Pin[], slot: number): readonly Pin[] {
  return pins.filter((pin) => pin.slot !== slot);
}

/** The pins with what else was measured at one of them. */
export function withMeasured(
  pins: readonly Pin[],
  slot: number,
  measured: Partial<Pick<Pin, "spectrum" | "profile" | "failure">>,
): readonly Pin[] {
  return pins.map((pin) => (pin.slot === slot ? { ...pin, ...measured } : pin));
}

/** What all pins of a plane share: two studies of the same key measure the same at the same place. */
export function pinKey(study: StudyInput, { x, y }: Pick<Plane, "x" | "y">): string {
  const { axes: _, ...rest } = study;
  // The values of the plane's fields are each pin's own.
  return JSON.stringify([x.path, y.path, withValue(withValue(rest, x.path, 0), y.path, 0)]);
}
