import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { lockFile } from "../../../src/io/sweep/lock.ts";
import { type Child, child } from "./child.ts";
import { complaintOf, handles, systemError } from "./faults.ts";

let folder = "";
let path = "";
let children: Child[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lyascope-lock-"));
  path = join(folder, "result.npz.lock");
});
afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(children.map((each) => each.kill()));
  children = [];
  await rm(folder, { recursive: true });
});

/** A process that takes the lock when it reads a line, says what came of it, and then holds it. */
const HOLDER = `
  const { lockFile } = await import(DIST + "io/sweep/lock.js");
  const say = (text) => process.stdout.write(text + "\\n");
  process.stdin.on("data", () => lockFile(process.argv[1]).then(() => say("held"), (error) => say(error.message)));
  say("ready");`;

async function ready(): Promise<Child> {
  const one = child(HOLDER, path);
  children.push(one);
  expect(await one.line()).toBe("ready");
  return one;
}

async function ask(one: Child): Promise<string> {
  one.process.stdin.write("\n");
  return one.line();
}

const complaint = () => complaintOf(lockFile(path));

/** The number of a process that is gone. */
async function gone(): Promise<number> {
  const one = child("");
  await one.kill();
  return one.pid;
}

const FUTURE = "2999-01-01T00:00:00.000Z";

describe("a lock", () => {
  test("is held once, given back, and taken again", async () => {
    const release = await lockFile(path);
    const { pid, host, started } = JSON.parse(await readFile(path, "utf8"));
    expect({ pid, host }).toEqual({ pid: process.pid, host: hostname() });
    expect(Math.abs(Date.parse(started) - Date.now())).toBeLessThan(60_000);
    expect(await complaint()).toBe(
      `${path} is held by process ${process.pid} of this machine, since ${started}: wait for it, or end it`,
    );
    await release();
    await release();
    expect(await readdir(folder)).toEqual([]);
    await (await lockFile(path))();
  });

  test("of two processes one gets it; killed, it is no longer in the way", async () => {
    const first = await ready();
    const second = await ready();
    expect(await ask(first)).toBe("held");
    expect(await ask(second)).toMatch(new RegExp(` is held by process ${first.pid} of this machine, since `));
    expect(await complaint()).toContain(` is held by process ${first.pid} of this machine`);
    await first.kill();
    expect(await ask(second)).toBe("held");
    expect(await readdir(folder)).toEqual(["result.npz.lock"]);
  });

  test("of a process that is gone is taken over by one of many", async () => {
    const racers = await Promise.all(Array.from({ length: 4 }, ready));
    for (let round = 0; round < 3; round++) {
      await writeFile(path, JSON.stringify({ pid: await gone(), host: hostname(), started: FUTURE }));
      const said = await Promise.all(racers.map(ask));
      expect(said.filter((text) => text === "held")).toHaveLength(1);
      expect(said.filter((text) => text.includes(" is held by process "))).toHaveLength(3);
      expect(await readdir(folder)).toEqual(["result.npz.lock"]);
    }
  });

  test.each(["1970-01-01T00:00:00.000Z", FUTURE, "no date"])(
    "what the clock said, %s, decides nothing",
    async (started) => {
      // Of a process that runs it holds, of one that is gone it does not.
      await writeFile(path, JSON.stringify({ pid: process.ppid, host: hostname(), started }));
      expect(await complaint()).toContain(`is held by process ${process.ppid} of this machine, since ${started}`);
      await writeFile(path, JSON.stringify({ pid: await gone(), host: hostname(), started }));
      await (await lockFile(path))();
    },
  );

  test("of another machine is believed, with the way out", async () => {
    const text = JSON.stringify({ pid: await gone(), host: "node-17", started: FUTURE });
    await writeFile(path, text);
    expect(await complaint()).toMatch(
      new RegExp(`^${path} is held by process \\d+ on node-17, since ${FUTURE}: if it has ended, remove ${path}$`),
    );
    expect(await readFile(path, "utf8")).toBe(text);
  });

  test("of an earlier run of the same job is nobody's, whatever machine that was on", async () => {
    const holder = { pid: await gone(), host: "node-17", started: FUTURE, run: { job: "slurm c 12", restart: 0 } };
    const slurm = ([id, restart]: readonly [string, string?]) => {
      vi.stubEnv("SLURM_CLUSTER_NAME", "c");
      vi.stubEnv("SLURM_JOB_ID", id);
      vi.stubEnv("SLURM_RESTART_COUNT", restart);
    };
    try {
      await writeFile(path, JSON.stringify(holder));
      for (const other of [["12"], ["12", "0"], ["13", "1"]] as const) {
        slurm(other);
        expect(await complaint()).toContain("on node-17");
      }
      slurm(["12", "1"]);
      const release = await lockFile(path);
      expect(JSON.parse(await readFile(path, "utf8")).run).toEqual({ job: "slurm c 12", restart: 1 });
      // The first run, should it live after all, leaves it alone.
      slurm(["12"]);
      expect(await complaint()).toContain(`held by process ${process.pid}`);
      await release();
    } finally {
      vi.unstubAllEnvs();
    }
  });

  test("of a number that another process has by now is nobody's", async () => {
    const release = await lockFile(path);
    const own = JSON.parse(await readFile(path, "utf8"));
    await release();
    // Linux tells when a process began; elsewhere the number alone counts.
    if (process.platform === "linux") expect(own.birth).toMatch(/^[0-9a-f-]{36} \d+$/);
    const birth = "00000000-0000-0000-0000-000000000000 1";
    await writeFile(path, JSON.stringify({ ...own, birth }));
    if (process.platform === "linux") await (await lockFile(path))();
    else expect(await complaint()).toContain(` is held by process ${process.pid}`);
  });

  test.each(["", '{"pid":0,"host":"h"}'])("cut off while it was made, %j, is nobody's", async (text) => {
    await writeFile(path, text);
    await (await lockFile(path))();
  });

  test("that is being made is waited for", async () => {
    await writeFile(path, "");
    const waiting = complaint();
    await new Promise((resolve) => setTimeout(resolve, 100));
    await writeFile(path, JSON.stringify({ pid: process.pid, host: hostname(), started: FUTURE }));
    expect(await waiting).toContain(" is held by process ");
  });

  test("gives back only its own", async () => {
    const release = await lockFile(path);
    await writeFile(path, "another's");
    await release();
    expect(await readFile(path, "utf8")).toBe("another's");
  });

  test("places and disks that take none", async () => {
    vi.spyOn(await handles(), "writeFile").mockRejectedValueOnce(systemError("ENOSPC"));
    expect(await complaint()).toBe(`cannot write ${path} (the disk is full)`);
    await expect(stat(path)).rejects.toThrow("ENOENT");
    path = join(folder, "none", "lock");
    expect(await complaint()).toBe(`cannot write ${path} (no such directory)`);
    path = "/proc/lyascope.lock";
    expect(await complaint()).toMatch(/^cannot write \/proc\/lyascope\.lock \(.+\)$/);
  });
});
