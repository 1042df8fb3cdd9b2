import type { Engine, Snapshot } from "../engine/engine.ts";
import type { ResolvedStudy } from "../study/resolve.ts";
import { runSpectrum } from "../study/run.ts";
import { Latest } from "./latest.ts";
import type { MapPanel } from "./map-panel.ts";

/** Time between two pictures of a run, ms. */
const REDRAW = 100;
/** The plane is what the page is for: of the CPU it gets this much, every other view 1. */
const PLANE_SHARE = 32;

export interface PlaneRunEvents {
  /** More cells are measured. */
  changed(): void;
  ended(): void;
  failed(message: string): void;
}

/** The plane's measurement, drawn as it comes in. */
export interface PlaneRun {
  /** What is measured so far of the study in hand. */
  readonly snapshot: Snapshot | null;
  start(study: ResolvedStudy): void;
  /** Draws what is measured so far. */
  show(): void;
  cancel(): void;
  /** Ends it, and what was measured is no longer known. */
  forget(): void;
}

export function createPlaneRun(engine: Pick<Engine, "spectrum">, map: MapPanel, events: PlaneRunEvents): PlaneRun {
  const latest = new Latest();
  let snapshot: Snapshot | null = null;
  let drawn = 0;
  /** What is on the live map has been drawn. */
  let seen = 0;
  let later: ReturnType<typeof setTimeout> | undefined;
  function show(): void {
    if (snapshot !== null) map.measure(snapshot.cells);
  }
  /** Draws what has come in, but not too often: each picture costs, a software GPU takes its time from what measures. */
  function draw(): void {
    const wait = drawn + REDRAW - performance.now();
    if (wait > 0) {
      // Nothing else may come that would draw it.
      later ??= setTimeout(() => {
        later = undefined;
        draw();
      }, wait);
      return;
    }
    dropLater();
    map.measure(snapshot?.cells ?? []);
    drawn = performance.now();
    seen = map.live.version;
  }
  function dropLater(): void {
    clearTimeout(later);
    later = undefined;
  }
  map.live.changed = draw;
  return {
    get snapshot() {
      return snapshot;
    },
    start(study) {
      void latest.run((signal) => runSpectrum(study, engine, { signal, share: PLANE_SHARE, live: map.live }), {
        value(next) {
          snapshot = next;
          if (next.changed.length > 0 || map.live.version !== seen) draw();
          events.changed();
        },
        end() {
          show();
          events.ended();
        },
        fail: (error) => events.failed(error instanceof Error ? error.message : String(error)),
      });
    },
    show,
    cancel() {
      latest.cancel();
      dropLater();
    },
    forget() {
      latest.cancel();
      dropLater();
      snapshot = null;
    },
  };
}
