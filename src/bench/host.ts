import { dawnFlags } from "../engine/gpu/device.ts";

/** What a benchmark ran on, besides the adapter. */
export interface Host {
  platform: string;
  /** Such as `node 20.20.0`, with the flags that Dawn was given, or a browser in its own words. */
  runtime: string;
  /** Of the processor; null where a browser does not tell. */
  processor: string | null;
  cores: number;
}

export function thisHost(): Host {
  const os = typeof process === "undefined" ? undefined : process.getBuiltinModule?.("node:os");
  if (os === undefined) {
    const { userAgent, hardwareConcurrency } = navigator;
    return { platform: "browser", runtime: userAgent, processor: null, cores: hardwareConcurrency };
  }
  return {
    platform: `${os.platform()} ${os.arch()}`,
    runtime: [`node ${process.versions.node}`, ...dawnFlags()].join(" "),
    processor: os.cpus()[0]?.model ?? null,
    cores: os.availableParallelism(),
  };
}
