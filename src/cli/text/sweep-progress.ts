import { duration } from "./duration.ts";

/** How far a sweep is, for a log that nobody watches: what is there, how fast it goes now, and what is left at that rate. */
export function sweepProgress(at: {
  /** Cells that were there before, are finished since, and are wanted in all. */
  kept: number;
  done: number;
  total: number;
  /** In which those were finished. */
  seconds: number;
}): string {
  const there = at.kept + at.done;
  const rate = at.done / at.seconds;
  const speed = rate > 0 ? `, ${Number(rate.toPrecision(2))} cells/s, ${duration((at.total - there) / rate)} left` : "";
  return `${there} of ${at.total} cells${speed}`;
}
