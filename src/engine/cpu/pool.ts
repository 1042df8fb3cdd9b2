import type { FromWorker } from "./messages.ts";
import { spawnWorker, type WorkerHandle } from "./spawn.ts";
import { TASK_SECONDS, type Task } from "./task.ts";

/** Somebody with tasks: asked for the next one when a worker is free. */
export interface Client {
  /** How much of the workers' time it gets, beside the others' shares. */
  readonly share: number;
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
  job: { id: number; task: Task; member: Member; since: number } | null;
}

/** A client that is served, and the workers' time that it has had, per share, ms. */
interface Member {
  readonly client: Client;
  used: number;
}

/** How long a worker may take to drop a task, ms. */
const PATIENCE = 80;

const CLOSED = "the engine was closed";

/**
 * Worker threads that take tasks from their clients: first whoever will have had the least of its share of their time with
 * the next task (weighted fair queueing: Demers, Keshav & Shenker 1989). Workers start with the first task and stay warm.
 */
export class WorkerPool {
  private readonly slots: Slot[] = [];
  private members: Member[] = [];
  private ids = 0;
  private closed = false;
  private readonly size: number;

  constructor(size: number) {
    this.size = size;
  }

  /** Starts to serve a client. */
  join(client: Client): void {
    if (this.closed) throw new Error(CLOSED);
    // As if it had been there as long as the others.
    const used = this.members.length === 0 ? 0 : Math.min(...this.members.map((member) => member.used));
    this.members.push({ client, used });
    while (this.slots.length < this.size) this.slots.push(this.start());
    this.serve();
  }

  /** Stops to serve a client; what its workers still have in hand is dropped. */
  leave(client: Client): void {
    this.members = this.members.filter((member) => member.client !== client);
    for (const slot of this.slots) {
      const { job } = slot;
      if (job?.member.client !== client) continue;
      slot.worker.post({ kind: "cancel", id: job.id });
      // Between two layers a worker hears of it; of a very wide network one takes seconds.
      const patience = setTimeout(() => this.replace(slot, job.id), PATIENCE);
      if (typeof patience === "object") patience.unref();
    }
  }

  /** Puts a new worker in the place of one that is still at a job that nobody wants. */
  private replace(slot: Slot, id: number): void {
    const at = this.slots.indexOf(slot);
    if (at < 0 || slot.job?.id !== id) return;
    this.slots[at] = this.start();
    slot.worker.terminate();
  }

  close(): void {
    this.closed = true;
    for (const slot of this.slots.splice(0)) slot.worker.terminate();
    for (const { client } of this.members.splice(0)) client.failed(new Error(CLOSED));
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

  /** Gives every idle worker a task. */
  private serve(): void {
    for (const slot of this.slots) {
      if (!slot.ready || slot.job !== null) continue;
      // The stable sort keeps those that are level in turn.
      for (const member of this.members.toSorted((a, b) => withNext(a) - withNext(b))) {
        const task = member.client.next();
        if (task === undefined) continue;
        this.members.splice(this.members.indexOf(member), 1);
        this.members.push(member);
        slot.job = { id: this.ids++, task, member, since: performance.now() };
        slot.worker.busy(true);
        slot.worker.post({ kind: "run", id: slot.job.id, task });
        break;
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
    const { client } = job.member;
    const wanted = this.members.includes(job.member);
    if (message.kind === "progress") {
      if (wanted) client.progress(job.task, message.layers);
      return;
    }
    slot.job = null;
    job.member.used += (performance.now() - job.since) / client.share;
    slot.worker.busy(false);
    if (wanted && message.kind === "done") client.done(job.task, message.results);
    if (wanted && message.kind === "failed") client.failed(new Error(message.message));
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
    const told = slot.ready ? this.members.filter((member) => member === job?.member) : this.members;
    for (const { client } of told) client.failed(error);
    if (slot.ready && this.members.some((member) => member !== job?.member)) this.slots.push(this.start());
  }
}

/** Time per share that a client will have had with its next task, ms. */
function withNext({ client, used }: Member): number {
  return used + (1000 * TASK_SECONDS) / client.share;
}
