import type { BrowserContext } from "playwright";

/** What the page holds: bytes of its heap, nodes, listeners, WebGPU buffers and their bytes. */
export type Memory = Record<"heap" | "nodes" | "listeners" | "buffers" | "bufferBytes", number>;

export interface MonkeyOptions {
  seed: number;
  minutes: number;
  log?: (words: string) => void;
}

export interface MonkeyReport {
  actions: number;
  samples: Memory[];
  growth: Memory;
  complaints: string[];
  trail: string[];
}

export function monkey(context: BrowserContext, address: string, options: MonkeyOptions): Promise<MonkeyReport>;
