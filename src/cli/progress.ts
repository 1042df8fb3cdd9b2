import { Presets, SingleBar } from "cli-progress";

/** A progress bar on stderr where that is a terminal, nothing elsewhere. */
export interface Progress {
  update(done: number, total: number): void;
  /** Writes a line to stderr, terminal or not. */
  say(line: string): void;
  /** Takes the bar off the screen and shows the cursor again. */
  stop(): void;
}

export function startProgress(): Progress {
  const write = (line: string): void => void process.stderr.write(`${line}\n`);
  if (!process.stderr.isTTY) return { update() {}, say: write, stop() {} };
  const bar = new SingleBar(
    {
      stream: process.stderr,
      clearOnComplete: true,
      hideCursor: true,
      gracefulExit: false,
      format: "{bar} {percentage} %  {eta_formatted} left",
    },
    Presets.shades_classic,
  );
  bar.start(1, 0);
  let done = 0;
  return {
    update(now, total) {
      done = now;
      bar.setTotal(total);
      bar.update(now);
    },
    say(line) {
      bar.stop();
      write(line);
      bar.start(bar.getTotal(), done);
    },
    stop() {
      bar.stop();
    },
  };
}
