import { Presets, SingleBar } from "cli-progress";

/** A progress bar on stderr where that is a terminal, nothing elsewhere. */
export interface Progress {
  update(done: number, total: number): void;
  /** Takes the bar off the screen and shows the cursor again. */
  stop(): void;
}

export function startProgress(): Progress {
  if (!process.stderr.isTTY) return { update() {}, stop() {} };
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
  return {
    update(done, total) {
      bar.setTotal(total);
      bar.update(done);
    },
    stop() {
      bar.stop();
    },
  };
}
