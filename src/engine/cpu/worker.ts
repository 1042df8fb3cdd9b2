import type { FromWorker, ToWorker } from "./messages.ts";
import { runTask, type Task } from "./task.ts";

/** A task is left now and then, so that a cancellation can come in; this long at most, in ms. */
const SLICE = 25;

const node = typeof process === "undefined" ? undefined : process.getBuiltinModule?.("node:worker_threads");
const cancelled = new Set<number>();
/** Tasks are done one after another. */
let last = Promise.resolve();

const post = (message: FromWorker): void => {
  if (node?.parentPort) node.parentPort.postMessage(message);
  else postMessage(message);
};

function receive(message: ToWorker): void {
  if (message.kind === "cancel") cancelled.add(message.id);
  else last = last.then(() => run(message.id, message.task));
}

if (node?.parentPort) node.parentPort.on("message", receive);
else addEventListener("message", (event: MessageEvent<ToWorker>) => receive(event.data));
post({ kind: "ready" });

async function run(id: number, task: Task): Promise<void> {
  try {
    const work = runTask(task);
    let layers = 0;
    let since = performance.now();
    if (cancelled.delete(id)) {
      post({ kind: "cancelled", id });
      return;
    }
    for (let step = work.next(); ; step = work.next()) {
      if (step.done) {
        post({ kind: "done", id, results: step.value });
        return;
      }
      layers += step.value;
      if (performance.now() - since > SLICE) {
        post({ kind: "progress", id, layers });
        layers = 0;
        await nextTurn();
        if (cancelled.delete(id)) {
          post({ kind: "cancelled", id });
          return;
        }
        since = performance.now();
      }
    }
  } catch (error) {
    post({ kind: "failed", id, message: error instanceof Error ? error.message : String(error) });
  }
}

/** Lets waiting messages in. A message to oneself, since timers are slowed down to 4 ms in browsers. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
