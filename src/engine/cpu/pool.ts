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
  /** What it was given, in that order; the first is in hand. */
  jobs: Job[];
  /** When it was last told of a job's end, and how long that took, ms. */
  freed: number;
  took: number;
}

interface Job {
  id: number;
  task: Task;
  member: Member;
  since: number;
}

/** A client that is served, and the workers' time that it has had, per share, ms. */
interface Member {
  readonly client: Client;
  used: number;
  /** Tasks that workers have. */
  held: number;
}

/** A worker whose tasks take less than this, ms, has another one waiting: it would idle until the busy main thread answers. */
const SHORT = 20;

/** How long a worker may take to drop a task, ms. */
const PATIENCE = 80;

const CLOSED = "the engine was closed";

/**
 * Worker threads that take tasks from their clients: first whoever will have had the least of its share of their time with
 * the next task (weighted fair queueing: Demers, Keshav & Shenker 1989). Workers start with the first task, or before, and stay warm.
 */
export class WorkerPool {
  private readonly slots: Slot[] = [];
  private members: Member[] = [];
  /** Jobs that were taken from a worker before it came to them. */
  private returned: Job[] = [];
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
    this.members.push({ client, used, held: 0 });
    this.warm();
    this.serve();
  }

  /** Starts the workers that have not started yet. */
  warm(): void {
    while (this.slots.length < this.size) this.slots.push(this.start());
  }

  /** Stops to serve a client; what its workers still have in hand is dropped. */
  leave(client: Client): void {
    this.members = this.members.filter((member) => member.client !== client);
    this.returned = this.returned.filter(({ member }) => member.client !== client);
    for (const slot of this.slots) {
      for (const job of slot.jobs) {
        if (job.member.client !== client) continue;
        slot.worker.post({ kind: "cancel", id: job.id });
        // Between two layers a worker hears of it; of a very wide network one takes seconds.
        const patience = setTimeout(() => this.replace(slot, job), PATIENCE);
        if (typeof patience === "object") patience.unref();
      }
    }
  }

  /** Puts a new worker in the place of one that is still at a job that nobody wants; what else it was given goes to others. */
  private replace(slot: Slot, job: Job): void {
    const at = this.slots.indexOf(slot);
    if (at < 0 || slot.jobs[0] !== job) return;
    this.slots[at] = this.start();
    slot.worker.terminate();
    this.returned.push(...slot.jobs.filter(({ member }) => this.members.includes(member)));
    this.serve();
  }

  close(): void {
    this.closed = true;
    for (const slot of this.slots.splice(0)) slot.worker.terminate();
    for (const { client } of this.members.splice(0)) client.failed(new Error(CLOSED));
  }

  private start(): Slot {
    const slot: Slot = {
      ready: false,
      jobs: [],
      freed: 0,
      took: Number.POSITIVE_INFINITY,
      worker: spawnWorker(
        (message) => this.receive(slot, message),
        (reason) => this.lost(slot, reason),
      ),
    };
    return slot;
  }

  /** Gives every idle worker a task, then those with short ones a second. */
  private serve(): void {
    for (const held of [0, 1]) {
      for (const slot of this.slots) {
        if (!slot.ready || slot.jobs.length > held || (held > 0 && slot.took > SHORT)) continue;
        const job = this.returned.shift() ?? this.nextJob();
        if (job === null) return;
        slot.jobs.push({ ...job, since: performance.now() });
        slot.worker.busy(true);
        slot.worker.post({ kind: "run", id: job.id, task: job.task });
      }
    }
  }

  /** The next task of whoever is first. */
  private nextJob(): Job | null {
    // The stable sort keeps those that are level in turn.
    for (const member of this.members.toSorted((a, b) => withNext(a) - withNext(b))) {
      const task = member.client.next();
      if (task === undefined) continue;
      this.members.splice(this.members.indexOf(member), 1);
      this.members.push(member);
      member.held++;
      return { id: this.ids++, task, member, since: 0 };
    }
    return null;
  }

  private receive(slot: Slot, message: FromWorker): void {
    if (message.kind === "ready") {
      slot.ready = true;
      slot.worker.busy(false);
      this.serve();
      return;
    }
    const job = slot.jobs.find(({ id }) => id === message.id);
    if (job === undefined) return;
    const { client } = job.member;
    const wanted = this.members.includes(job.member);
    if (message.kind === "progress") {
      if (wanted) client.progress(job.task, message.layers);
      return;
    }
    slot.jobs.splice(slot.jobs.indexOf(job), 1);
    const now = performance.now();
    slot.took = now - Math.max(job.since, slot.freed);
    slot.freed = now;
    job.member.used += slot.took / client.share;
    job.member.held--;
    slot.worker.busy(slot.jobs.length > 0);
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
    const [first, ...others] = slot.jobs;
    const error = new Error(`a worker stopped: ${reason}`);
    // One that never started would leave everybody waiting.
    const told = slot.ready ? this.members.filter((member) => member === first?.member) : [...this.members];
    for (const { client } of told) client.failed(error);
    if (!slot.ready) return;
    this.returned.push(...others.filter(({ member }) => this.members.includes(member) && !told.includes(member)));
    if (this.members.some((member) => !told.includes(member))) this.slots.push(this.start());
  }
}

/** Time per share that a client will have had with the tasks in hand and its next one, ms. */
function withNext({ client, used, held }: Member): number {
  return used + ((held + 1) * 1000 * TASK_SECONDS) / client.share;
}
