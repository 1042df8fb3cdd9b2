import type { FromWorker } from "./messages.ts";
import { spawnWorker, type WorkerHandle } from "./spawn.ts";
import type { Task } from "./task.ts";

/** Somebody with tasks: asked for the next one when a worker is free. */
export interface Client {
  next(): Task | undefined;
  progress(task: Task, layers: number): void;
  /** `results`: what the task's measurement gives of its networks. */
  done(task: Task, results: unknown[]): void;
  failed(reason: Error): void;
}

interface Slot {
  worker: WorkerHandle;
  /** The worker has loaded its code: timings start only then. */
  ready: boolean;
  job: { id: number; task: Task; client: Client } | null;
}

const CLOSED = "the engine was closed";

/** Worker threads that take tasks from their clients in turn. Workers start with the first task and stay warm. */
export class WorkerPool {
  private readonly slots: Slot[] = [];
  private clients: Client[] = [];
  private ids = 0;
  private closed = false;
  private readonly size: number;

  constructor(size: number) {
    this.size = size;
  }

  /** Starts to serve a client. */
  join(client: Client): void {
    if (this.closed) throw new Error(CLOSED);
    this.clients.push(client);
    while (this.slots.length < this.size) this.slots.push(this.start());
    this.serve();
  }

  /** Stops to serve a client; what its workers still have in hand is dropped. */
  leave(client: Client): void {
    this.clients = this.clients.filter((other) => other !== client);
    for (const slot of this.slots) {
      if (slot.job?.client === client) slot.worker.post({ kind: "cancel", id: slot.job.id });
    }
  }

  close(): void {
    this.closed = true;
    for (const slot of this.slots.splice(0)) slot.worker.terminate();
    for (const client of this.clients.splice(0)) client.failed(new Error(CLOSED));
  }

  private start(): Slot {
    const slot: Slot = {
      ready: false,
      job: null,
      worker: spawnWorker(
        (message) => this.receive(slot, message),
        (reason) => this.lost(slot, reason),
      ),
    };
    return slot;
  }

  /** Gives every idle worker a task, the clients taking turns. */
  private serve(): void {
    for (const slot of this.slots) {
      if (!slot.ready || slot.job !== null) continue;
      for (let turn = 0; turn < this.clients.length && slot.job === null; turn++) {
        const client = this.clients.shift();
        if (client === undefined) break;
        this.clients.push(client);
        const task = client.next();
        if (task === undefined) continue;
        slot.job = { id: this.ids++, task, client };
        slot.worker.busy(true);
        slot.worker.post({ kind: "run", id: slot.job.id, task });
      }
    }
  }

  private receive(slot: Slot, message: FromWorker): void {
    if (message.kind === "ready") {
      slot.ready = true;
      slot.worker.busy(false);
      this.serve();
      return;
    }
    const { job } = slot;
    if (job === null || job.id !== message.id) return;
    const wanted = this.clients.includes(job.client);
    if (message.kind === "progress") {
      if (wanted) job.client.progress(job.task, message.layers);
      return;
    }
    slot.job = null;
    slot.worker.busy(false);
    if (wanted && message.kind === "done") job.client.done(job.task, message.results);
    if (wanted && message.kind === "failed") job.client.failed(new Error(message.message));
    this.serve();
  }

  /** A worker died (out of memory, say): its client is told, the others go on with a new one in its place. */
  private lost(slot: Slot, reason: string): void {
    const at = this.slots.indexOf(slot);
    if (at < 0) return; // it was told to end
    this.slots.splice(at, 1);
    slot.worker.terminate();
    const { job } = slot;
    const error = new Error(`a worker stopped: ${reason}`);
    // One that never started would leave everybody waiting.
    const clients = slot.ready ? this.clients.filter((client) => client === job?.client) : this.clients;
    for (const client of clients) client.failed(error);
    if (slot.ready && this.clients.some((client) => client !== job?.client)) this.slots.push(this.start());
  }
}
