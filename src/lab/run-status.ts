import type { Snapshot } from "../engine/engine.ts";
import type { Gate } from "./gate.ts";
import { HIDDEN } from "./hidden.ts";
import { progressWords, type RunState, type StatusBar } from "./views/status-bar.ts";

/** Least time between two pictures of the progress, ms: each is painted, which a software renderer takes from what measures. */
const RETELL = 100;

type Work = Pick<Snapshot, "done" | "total" | "seconds">;

/** What the page tells of its work: it is at work as long as any of its views is; the plane alone says how it ended. */
export interface RunStatus {
  readonly busy: boolean;
  /** The plane has come to another state; words of it, or none. */
  state(next: RunState, message: string): void;
  /** Shows what the views are at now. */
  refresh(): void;
  /** Shows how far plane and heatmap are, together. */
  progress(): void;
}

export function createRunStatus(
  root: HTMLElement,
  status: StatusBar,
  parts: {
    gate: Gate;
    say: { progress(words: string): void };
    /** Whether any view but the plane is at work. */
    others(): boolean;
    work(): { plane: Work | null; heat: Pick<Work, "done" | "total"> | null };
    /** Whether the page is at work, each time that it may have changed. */
    changed(busy: boolean): void;
  },
): RunStatus {
  const { gate } = parts;
  let shown: RunState | null = null;
  let told = 0;
  const own = () => (root.dataset.state ?? "running") as RunState;
  const busy = () => root.dataset.state === "running" || parts.others();

  function show(message: string): void {
    root.toggleAttribute("data-paused", gate.closed);
    const next = busy() ? (gate.closed ? "paused" : "running") : own();
    const words = next === "paused" && !gate.heldBy("user") ? HIDDEN : message;
    if (next === shown && words === "") return;
    shown = next;
    status.state(next, words);
    parts.changed(busy());
  }

  return {
    get busy() {
      return busy();
    },
    state(next, message) {
      // The same words twice are not heard twice: controls that are dragged begin a run with every step.
      parts.say.progress(progressWords(next, message));
      root.dataset.state = next;
      show(message);
    },
    refresh: () => show(""),
    progress() {
      if (root.dataset.state === undefined) return;
      show("");
      const { plane, heat } = parts.work();
      if (plane === null || !busy() || performance.now() - told < RETELL) return;
      told = performance.now();
      const { done, total } = heat ?? { done: 0, total: 0 };
      status.progress({ done: plane.done + done, total: plane.total + total, seconds: plane.seconds });
    },
  };
}
