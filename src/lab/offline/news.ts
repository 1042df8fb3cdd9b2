import { h } from "../dom.ts";
import { reached } from "../milestones.ts";
import { keepOffline } from "./register.ts";

/** Keeps the lab for offline use once it shows what it measures, and tells of a newer version in a line before `place`. */
export async function showNews(place: HTMLElement): Promise<void> {
  // There before it has anything to say: else it would not be read out.
  const line = h("p", { class: "news", role: "status" });
  place.before(line);
  await reached("first-cell", 10_000);
  await keepOffline(() => {
    line.textContent = "A newer version is there: it comes with the next reload.";
  });
}
