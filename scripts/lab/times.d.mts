import type { Page } from "playwright";

export interface Time {
  name: string;
  of: string;
}
export const TIMES: readonly Time[];
export function visitTimes(page: Page, address: string, options?: { frames?: number }): Promise<Map<string, number>>;
export function timesTable(visits: readonly ReadonlyMap<string, number>[]): string;
export function median(values: readonly number[]): number;
