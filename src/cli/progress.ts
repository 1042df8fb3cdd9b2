import { Presets, SingleBar } from "cli-progress";

const RATE = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });

/** A progress bar on stderr where that is a terminal, nothing elsewhere. */
export interface Progress {
  /** So much is done of so much, in so many seconds where a rate is to be told. */
  update(done: number, total: number, seconds?: number): void;
  /** Writes a line to stderr, terminal or not. */
  say(line: string): void;
  /** Takes the bar off the screen and shows the cursor again. */
  stop(): void;
}

export function startProgress(unit = "network·layers"): Progress {
  const write = (line: string): void => void process.stderr.write(`${line}\n`);
  if (!process.stderr.isTTY) return { update() {}, say: write, stop() {} };
  const bar = new SingleBar(
    {
      stream: process.stderr,
      clearOnComplete: true,
      hideCursor: true,
      gracefulExit: false,
      format: "{bar} {percentage} %  {rate}  {eta_formatted} left",
    },
    Presets.shades_classic,
  );
  bar.start(1, 0, { rate: "" });
  let done = 0;
  let rate = "";
  return {
    update(now, total, seconds = 0) {
      done = now;
      if (seconds > 0) rate = `${RATE.format(now / seconds)} ${unit}/s`;
      bar.setTotal(total);
      bar.update(now, { rate });
    },
    say(line) {
      bar.stop();
      write(line);
      bar.start(bar.getTotal(), done, { rate });
    },
    stop() {
      bar.stop();
    },
  };
}
