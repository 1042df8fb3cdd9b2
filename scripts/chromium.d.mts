import type { LaunchOptions } from "playwright";

export function chromiumLaunchOptions(): Promise<LaunchOptions>;
export function vulkanEnvironment(): Promise<Record<string, string>>;
