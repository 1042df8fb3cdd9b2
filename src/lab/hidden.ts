import type { Gate } from "./gate.ts";

/** What is said meanwhile: it can be read where a window is shown small, and when it is seen again. */
export const HIDDEN = "paused while hidden";

/** Holds all work back while nobody can see the page; returns what ends it. What the user has paused stays paused. */
export function holdWhileHidden(gate: Pick<Gate, "open" | "close">): () => void {
  const follow = () => (document.hidden ? gate.close("hidden") : gate.open("hidden"));
  document.addEventListener("visibilitychange", follow);
  follow();
  return () => document.removeEventListener("visibilitychange", follow);
}
