import type { FromWorker, ToWorker } from "./messages.ts";

/** A worker, the same in Node and in a browser. */
export interface WorkerHandle {
  post(message: ToWorker): void;
  /** Whether the worker has work: in Node an idle one keeps no process alive. */
  busy(busy: boolean): void;
  terminate(): void;
}

/** Starts a worker; `failed` is called when it could not start or ended, asked to or not. */
export function spawnWorker(receive: (message: FromWorker) => void, failed: (reason: string) => void): WorkerHandle {
  const node = typeof process === "undefined" ? undefined : process.getBuiltinModule?.("node:worker_threads");
  if (node !== undefined) {
    const worker = new node.Worker(builtWorker());
    worker.on("message", receive);
    worker.on("error", (error) => failed(error.message));
    worker.on("exit", (code) => failed(`it ended with code ${code}`));
    return {
      post: (message) => worker.postMessage(message),
      busy: (busy) => (busy ? worker.ref() : worker.unref()),
      terminate: () => void worker.terminate(),
    };
  }
  const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  worker.addEventListener("message", (event: MessageEvent<FromWorker>) => receive(event.data));
  worker.addEventListener("error", (event) => failed(event.message || "the worker could not be started"));
  return {
    post: (message) => worker.postMessage(message),
    busy: () => undefined,
    terminate: () => worker.terminate(),
  };
}

/** Node runs no TypeScript: from the sources (the tests) the worker is the built one. */
function builtWorker(): URL {
  const here = import.meta.url.replace(/src(\/engine\/cpu\/)[^/]*\.ts$/, "dist$1spawn.js");
  return new URL(here.replace(/[^/]*$/, "worker.js"));
}
