import type { Task } from "./task.ts";

/** To a worker. */
export type ToWorker = { kind: "run"; id: number; task: Task } | { kind: "cancel"; id: number };

/** From a worker: its code is loaded; layers done since the last message, then the result, or why there is none. */
export type FromWorker =
  | { kind: "ready" }
  | { kind: "progress"; id: number; layers: number }
  | { kind: "done"; id: number; results: unknown[] }
  | { kind: "cancelled"; id: number }
  | { kind: "failed"; id: number; message: string };
