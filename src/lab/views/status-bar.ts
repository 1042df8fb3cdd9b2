import type { EngineInfo, Snapshot } from "../../engine/engine.ts";
import { h } from "../dom.ts";
import { rate } from "../format.ts";

export type RunState = "running" | "paused" | "done" | "cancelled" | "failed";

/** A state as it is heard; what is wrong with a study is told beside its controls. */
export function progressWords(state: RunState, message: string): string {
  if (message === "cancelled") return "Cancelled: what is measured stays.";
  if (state === "failed") return message === "" ? "" : `The measurement failed: ${message}`;
  return state === "done" ? "The plane is measured." : "Measuring.";
}

export interface StatusBar {
  readonly element: HTMLElement;
  /** Who computes, and why it is not the GPU or what became of that, if there is something to say. */
  engine(info: EngineInfo, workers: number, remark: string | null): void;
  progress(work: Pick<Snapshot, "done" | "total" | "seconds">): void;
  state(state: RunState, message?: string): void;
  /** What draws the map; a notice where it is not the GPU. */
  renderer(name: string, notice?: string): void;
}

/** Progress, speed, engine, and the buttons that stop it all, for a while or for good. */
export function createStatusBar(cancel: () => void, pause: () => void): StatusBar {
  const bar = h("progress", { max: 1, value: 0, "aria-label": "progress of the measurement" });
  const said = h("span", { class: "said" });
  const speed = h("span", { class: "speed" });
  const badge = h("span", { class: "badge" });
  const why = h("span", { class: "why", role: "status" });
  const drawn = h("span", { class: "drawn" });
  const button = h("button", { type: "button", class: "cancel", onclick: cancel }, "Cancel");
  const holder = h("button", { type: "button", class: "pause", onclick: pause }, "Pause");
  const element = h(
    "footer",
    { class: "status" },
    bar,
    holder,
    button,
    said,
    speed,
    h("span", { class: "space" }),
    drawn,
    why,
    badge,
  );
  let shown: RunState = "done";
  return {
    element,
    engine({ kind, precision, adapter }, workers, remark) {
      const threads = `${workers} ${workers === 1 ? "worker" : "workers"}`;
      const who = adapter === null ? threads : `${adapter.name}${adapter.software ? " (software)" : ""}`;
      badge.textContent = `${kind.toUpperCase()} ${precision}, ${who}`;
      why.textContent = remark ?? "";
      why.title = remark ?? "";
    },
    progress({ done, total, seconds }) {
      bar.value = total === 0 ? 0 : done / total;
      if (seconds > 0) speed.textContent = `${rate(done / seconds)} network·layers/s`;
    },
    state(state, message = "") {
      const before = shown;
      shown = state;
      button.disabled = state !== "running" && state !== "paused";
      holder.disabled = button.disabled;
      holder.textContent = state === "paused" ? "Resume" : "Pause";
      said.textContent = state === "paused" ? message || "paused" : message;
      if (state === "running" && before !== "paused") {
        bar.value = 0;
        speed.textContent = "";
      }
      if (state === "done") bar.value = 1;
    },
    renderer(name, notice = "") {
      drawn.textContent = notice === "" ? `map: ${name}` : notice;
    },
  };
}
