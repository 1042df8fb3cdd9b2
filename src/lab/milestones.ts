/** What a page shows, in the order in which it does: its layout, the theory map, the first measured cells of the plane. */
export type Milestone = "layout" | "theory" | "first-cell";

/** Name of a milestone among the page's performance entries (`performance.getEntriesByType("mark")`). */
export function markOf(milestone: Milestone): string {
  return `lyascope:${milestone}`;
}

/** Marks when a page first shows something, ms since its navigation began; later times are no milestones. */
export function reach(milestone: Milestone): void {
  const name = markOf(milestone);
  if (performance.getEntriesByName(name, "mark").length === 0) performance.mark(name);
}

/** Resolves when a milestone is reached, after `patience` ms at the latest. */
export function reached(milestone: Milestone, patience = 1000): Promise<void> {
  const name = markOf(milestone);
  return new Promise((resolve) => {
    const end = () => {
      observer.disconnect();
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(end, patience);
    const observer = new PerformanceObserver((entries) => {
      if (entries.getEntriesByName(name).length > 0) end();
    });
    observer.observe({ type: "mark", buffered: true });
  });
}
