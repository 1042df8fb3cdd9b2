import type { Snapshot } from "../engine/engine.ts";
import { StudyError } from "../study/error.ts";
import type { StudyInput } from "../study/schema.ts";
import { h } from "./dom.ts";
import { short } from "./format.ts";
import type { HeatSection } from "./heat-section.ts";
import { inUnitsOf } from "./in-units.ts";
import { createPinBoard } from "./pin-board.ts";
import { pinKey, whyNotPinned } from "./pins.ts";
import type { PlaceRuns } from "./place-runs.ts";
import { type Place, type Plane, placeOf, spectrumStudy, valuesAt } from "./plane.ts";
import { type ProbeTheory, probeTheory } from "./probe-theory.ts";
import { spokenExponent, spokenName, spokenPlace } from "./reading.ts";
import type { SpectrumPanel } from "./spectrum-panel.ts";
import { createPinList } from "./views/pin-list.ts";
import type { PlaneEvents, PlaneView } from "./views/plane-view.ts";
import { createProbeBar } from "./views/probe-bar.ts";
import { type Axes, zoomedAround, zoomedTo } from "./zoom.ts";

/** What the probe is held to: the page's study and plane, and the cell that it rests in. */
export interface ProbeScene {
  study: StudyInput;
  plane: Plane;
  cell: number;
  /** What is measured of the plane. */
  snapshot: Snapshot | null;
}

export interface ProbeHost {
  scene(): ProbeScene;
  /** Puts the probe into a cell, where everything is measured. */
  select(cell: number): void;
  /** Lays the plane over other parts of the same axes. */
  zoom(axes: Axes): void;
  /** Something to hear. */
  say(words: string): void;
  /** Pins are being measured, or no longer. */
  changed(): void;
}

/** The views that have the probe in them. */
export interface ProbeViews {
  plane(): PlaneView;
  spectrum: Pick<SpectrumPanel, "follow" | "showPins">;
  heat(): Pick<HeatSection, "follow" | "theory" | "showPins">;
}

/** One probe and up to four pins, in all views; and the part of the plane that is seen. */
export interface Probe {
  /** Its reading, what can be done with it, and the pins. */
  readonly element: HTMLElement;
  readonly events: Pick<PlaneEvents, "follow" | "abandon" | "refine" | "reset" | "selecting"> & {
    pin(): void;
    back(): void;
  };
  /** What is at the probe, in words. */
  readonly reading: string;
  readonly running: boolean;
  /** The study, the plane or the cell is another one. */
  moved(): void;
  /** More of the plane is measured. */
  measured(): void;
  /** Places that are pinned, in the order of their colours. */
  readonly pinned: readonly Place[];
  /** Pins these places and no others. */
  pinAt(places: readonly Place[]): void;
  /** The plane was laid over other axes by other means: they are what a reset goes back to. */
  replaced(): void;
  cancel(): void;
  destroy(): void;
}

export function createProbe(runs: PlaceRuns, views: ProbeViews, host: ProbeHost): Probe {
  let dragged: Place | null = null;
  let theory: { key: string; found: ProbeTheory } | null = null;
  let key = "";
  let reading = "";
  /** The parts of the plane that were seen before, the whole one first. */
  let before: Axes[] = [];
  const bar = createProbeBar({ pin, zoom: zoomIn, back, reset });
  const list = createPinList((slot) => {
    board.remove(slot);
    host.say(`Pin ${slot + 1} is removed.`);
  });
  const board = createPinBoard(runs, () => {
    const { plane } = host.scene();
    views.plane().showPins(board.pins);
    views.spectrum.showPins(board.pins);
    views.heat().showPins(board.pins);
    list.show(plane, board.pins);
    bar.pinnable(whyNotPinned(board.pins, resting()));
    host.changed();
  });
  const element = h("div", { class: "probe" }, bar.element, list.element);
  bar.zoomed(false);

  /** Where the probe is measured. */
  function resting(): Place {
    const { plane, cell } = host.scene();
    return placeOf(plane, cell);
  }

  function theoryAt(place: Place): ProbeTheory {
    const { study, plane } = host.scene();
    const asked = JSON.stringify([pinKey(study, plane), place]);
    // The same place twice: where the probe is put down.
    if (theory?.key !== asked) theory = { key: asked, found: probeTheory(study, plane, place) };
    return theory.found;
  }

  /** What the bar and the profile say of a place whose cell may be measured. */
  function read(place: Place, cell: number): ProbeTheory {
    const { plane, snapshot } = host.scene();
    const found = theoryAt(place);
    const { time, leading } = found;
    const own = snapshot?.cells[cell] ?? null;
    const { rate, unit } = time;
    const law = leading === null ? null : leading / unit;
    const measured = own && inUnitsOf(time, own);
    bar.show({ place: valuesAt(plane, place), theory: law, measured, rate });
    reading = `${spokenPlace(plane, place)}: ${spokenExponent(law, measured, rate)}.`;
    views.plane().describe(reading);
    return found;
  }

  function profileTheory({ cell, leading }: ProbeTheory): void {
    views.heat().theory(cell === null || leading === null ? null : { leading, depth: cell.depth });
  }

  /** One frame of a drag. */
  function follow(place: Place, cell: number): void {
    const { plane } = host.scene();
    dragged = place;
    views.plane().follow(place);
    const found = read(place, cell);
    views.spectrum.follow(found, valuesAt(plane, place));
    views.heat().follow(plane, place);
    profileTheory(found);
  }

  function pin(): void {
    const { study, plane } = host.scene();
    const place = resting();
    try {
      const why = board.add(place, spectrumStudy(study, plane, place));
      host.say(why ?? `Pinned ${spokenPlace(plane, place)}, pin ${slotAt(place) + 1} of at most 4.`);
    } catch (error) {
      if (!(error instanceof StudyError)) throw error;
      host.say(error.message);
    }
  }

  function slotAt({ x, y }: Place): number {
    return board.pins.find(({ place }) => place.x === x && place.y === y)?.slot ?? 0;
  }

  function look(axes: Axes | null): void {
    const { plane } = host.scene();
    if (axes === null) {
      host.say("Too small a part: its cells would be the same.");
      return;
    }
    before.push({ x: plane.x, y: plane.y });
    host.zoom(axes);
    host.say(`Zoomed: ${spokenAxes(axes)}.`);
  }

  function zoomIn(): void {
    look(zoomedAround(host.scene().plane, resting()));
  }

  function back(): void {
    const axes = before.pop();
    if (axes === undefined) {
      host.say("This is the whole plane.");
      return;
    }
    host.zoom(axes);
    host.say(`One step back: ${spokenAxes(axes)}.`);
  }

  function reset(): void {
    const [axes] = before;
    if (axes === undefined) return;
    before = [];
    host.zoom(axes);
    host.say(`The whole plane: ${spokenAxes(axes)}.`);
  }

  return {
    element,
    events: {
      follow(place, cell) {
        follow(place, cell);
      },
      abandon() {
        // What was measured where it came from is still known.
        const moved = dragged !== null;
        bar.selected();
        if (moved) host.select(host.scene().cell);
        host.say(moved ? "The probe is back where it was." : "No rectangle.");
      },
      refine(one, other) {
        bar.selected();
        look(zoomedTo(host.scene().plane, one, other));
      },
      reset,
      back,
      pin,
      selecting: () => bar.selecting,
    },
    get running() {
      return board.running;
    },
    get reading() {
      return reading;
    },
    moved() {
      const { study, plane, cell } = host.scene();
      const next = pinKey(study, plane);
      const dropped = key !== "" && key !== next ? board.pins.length : 0;
      key = next;
      dragged = null;
      if (dropped > 0) {
        board.clear();
        host.say(`${dropped === 1 ? "The pin was" : `${dropped} pins were`} of another study or plane: removed.`);
      } else board.resume();
      bar.zoomed(before.length > 0);
      const place = placeOf(plane, cell);
      profileTheory(read(place, cell));
      views.heat().follow(plane, null);
      bar.pinnable(whyNotPinned(board.pins, place));
      list.show(plane, board.pins);
      views.plane().showPins(board.pins);
    },
    measured() {
      const { cell } = host.scene();
      if (dragged === null) read(resting(), cell);
    },
    get pinned() {
      return board.pins.map(({ place }) => place);
    },
    pinAt(places) {
      const { study, plane } = host.scene();
      board.clear();
      for (const place of places) board.add(place, spectrumStudy(study, plane, place));
    },
    replaced() {
      before = [];
    },
    cancel: board.cancel,
    destroy: board.clear,
  };
}

function spokenAxes({ x, y }: Axes): string {
  return [x, y].map(({ path, from, to }) => `${spokenName(path)} from ${short(from)} to ${short(to)}`).join(", ");
}
