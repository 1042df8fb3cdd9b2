import { describe, expect, test } from "vitest";
import { Latest, type Sink } from "../../src/lab/latest.ts";

/** A job whose values come when the test says so, whatever the signal does. */
function stubborn() {
  const waiting: ((value: string | null) => void)[] = [];
  let signal: AbortSignal | null = null;
  return {
    async *source(given: AbortSignal) {
      signal = given;
      for (;;) {
        const value = await new Promise<string | null>((resolve) => waiting.push(resolve));
        if (value === null) return;
        if (value === "throw") throw new Error("broken");
        yield value;
      }
    },
    async say(value: string | null) {
      waiting.shift()?.(value);
      await new Promise((resolve) => setTimeout(resolve));
    },
    aborted: () => signal?.aborted,
  };
}

function notebook(): { notes: string[]; sink: Sink<string> } {
  const notes: string[] = [];
  return {
    notes,
    sink: {
      value: (value) => notes.push(value),
      end: () => notes.push("end"),
      fail: (error) => notes.push(String(error)),
    },
  };
}

describe("the newest run", () => {
  test("is heard to its end", async () => {
    const latest = new Latest();
    const job = stubborn();
    const { notes, sink } = notebook();
    void latest.run(job.source, sink);
    expect(latest.running).toBe(true);
    for (const value of ["a", "b", null]) await job.say(value);
    expect(notes).toEqual(["a", "b", "end"]);
    expect(latest.running).toBe(false);
  });

  test("silences the older one, even where that ignores its signal", async () => {
    const latest = new Latest();
    const [old, young] = [stubborn(), stubborn()];
    const first = notebook();
    const second = notebook();
    void latest.run(old.source, first.sink);
    await old.say("old 1");
    void latest.run(young.source, second.sink);
    expect(old.aborted()).toBe(true);
    await young.say("young 1");
    await old.say("old 2");
    await young.say(null);
    expect(first.notes).toEqual(["old 1"]);
    expect(second.notes).toEqual(["young 1", "end"]);
  });

  test("does not hear the older one fail or end", async () => {
    for (const last of ["throw", null]) {
      const latest = new Latest();
      const old = stubborn();
      const { notes, sink } = notebook();
      void latest.run(old.source, sink);
      void latest.run(stubborn().source, sink);
      await old.say(last);
      expect(notes).toEqual([]);
      expect(latest.running).toBe(true);
    }
  });

  test("is silent after a cancellation, and reports its own failure", async () => {
    const latest = new Latest();
    const cancelled = stubborn();
    const { notes, sink } = notebook();
    void latest.run(cancelled.source, sink);
    latest.cancel();
    await cancelled.say("late");
    expect(notes).toEqual([]);
    const failing = stubborn();
    void latest.run(failing.source, sink);
    await failing.say("throw");
    expect(notes).toEqual(["Error: broken"]);
    expect(latest.running).toBe(false);
  });
});
