import type { LaunchOptions } from "playwright";

export function chromiumLaunchOptions(): Promise<LaunchOptions>;
