import type { StudyInput } from "../study/schema.ts";
import type { Theme } from "./colour.ts";
import { type ComparisonPanel, createComparisonPanel } from "./comparison-panel.ts";
import { gpuBackend } from "./gpu-backend.ts";
import { createHeatPanel } from "./heat-panel.ts";
import type { HeatPanel } from "./heat-panel-types.ts";
import type { LabEngine } from "./lab-engine.ts";
import type { Drawing } from "./map-panel.ts";
import { reached } from "./milestones.ts";
import type { Place, Plane } from "./plane.ts";
import { createProfilePanel, type ProfilePanel } from "./profile-panel.ts";
import { createCanvasHeat } from "./views/canvas-heat.ts";

/** Network·layers, done and in all. */
export interface Work {
  done: number;
  total: number;
}

export interface HeatSectionOptions {
  theme: Theme;
  drawing: Drawing;
  /** Quiet time before the spectra of another column are measured, ms. */
  debounce: number;
  /** A column was chosen whose axis is one of the plane's. */
  place(path: string, value: number): void;
  /** The cursor in words, for those who hear the page. */
  say(words: string): void;
  /** Something has begun, got further or ended. */
  changed(): void;
}

/** The lab's second view: heatmap, profile and whole spectra, all at one cursor. */
export interface HeatSection {
  readonly heat: HTMLElement;
  readonly profile: HTMLElement;
  readonly comparison: HTMLElement;
  readonly tooltip: HTMLElement;
  /** What the three views show. */
  readonly measured: {
    heat: HeatPanel["measured"];
    profile: ProfilePanel["measured"];
    comparison: ComparisonPanel["measured"];
  };
  readonly running: boolean;
  /** Of the heatmap while it is measured. */
  readonly work: Work | null;
  /** The study at the plane's cursor; measured after a quiet time, ms. */
  ask(study: StudyInput, plane: Plane, place: Place, delay: number): void;
  /** Chooses the heatmap's axis and clipping; measured with the next study. */
  choose: HeatPanel["choose"];
  show: HeatPanel["show"];
  readonly asked: HeatPanel["asked"];
  /** Marks the probe while it is dragged; a null place when it rests. */
  follow(plane: Plane, place: Place | null): void;
  /** The gradient that theory foretells at the probe. */
  theory: ProfilePanel["theory"];
  showPins: ProfilePanel["showPins"];
  move: HeatPanel["move"];
  toggleSpace: HeatPanel["toggleSpace"];
  /** Ends everything: the study is wrong. */
  stop(): void;
  cancel(): void;
  paint(theme: Theme): void;
  destroy(): void;
}

export function createHeatSection(engine: LabEngine, options: HeatSectionOptions): HeatSection {
  const profile = createProfilePanel();
  const comparison = createComparisonPanel(engine, options.changed);
  let work: Work | null = null;
  let gone = false;
  const heat = createHeatPanel(engine, options.theme, {
    choose(choice, moved) {
      profile.show(choice);
      comparison.show(choice.showing);
      // What was cancelled is taken up with the next choice.
      if (moved || comparison.element.dataset.state === "cancelled") comparison.measure(choice, options.debounce);
    },
    place: options.place,
    say: options.say,
    changed(snapshot) {
      work = snapshot ?? work;
      options.changed();
    },
  });
  if (options.drawing === "gpu") void upgrade(heat, engine.device(), () => gone);
  return {
    heat: heat.element,
    profile: profile.element,
    comparison: comparison.element,
    tooltip: heat.tooltip,
    get measured() {
      return { heat: heat.measured, profile: profile.measured, comparison: comparison.measured };
    },
    get running() {
      return heat.running || comparison.running;
    },
    get work() {
      return work;
    },
    ask: heat.ask,
    choose: heat.choose,
    show: heat.show,
    get asked() {
      return heat.asked;
    },
    follow: heat.follow,
    theory: profile.theory,
    move: heat.move,
    toggleSpace: heat.toggleSpace,
    showPins(pins) {
      profile.showPins(pins);
      heat.showPins(pins);
    },
    stop() {
      heat.stop();
      comparison.cancel();
    },
    cancel() {
      heat.cancel();
      comparison.cancel();
    },
    paint: heat.paint,
    destroy() {
      gone = true;
      heat.destroy();
      comparison.destroy();
      profile.destroy();
    },
  };
}

/**
 * Hands the heatmap's drawing to the GPU, on the engine's device where that has one, and takes it back should the GPU be
 * lost. The flat map on a 2D canvas stays where it does not work; who draws is said of the plane, for both.
 */
async function upgrade(heat: HeatPanel, engine: Promise<GPUDevice | null>, gone: () => boolean): Promise<void> {
  const device = await engine;
  // Where the CPU computes, the plane's first picture comes first: three.js is large.
  if (device === null) await reached("first-cell");
  const backend = device === null ? await gpuBackend() : "WebGPU";
  if (backend === null || gone()) return;
  try {
    const { createThreeHeat } = await import("./views/three-heat.ts");
    const layer = await createThreeHeat({ backend, device }, heat.hit, {
      moved: heat.turned,
      lost() {
        if (!gone()) heat.use(createCanvasHeat());
      },
    });
    if (gone()) layer.dispose();
    else heat.use(layer);
  } catch {
    // The 2D canvas goes on.
  }
}
