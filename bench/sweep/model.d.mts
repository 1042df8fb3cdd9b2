/** What a simulated sweep takes for granted; the unit of time and work is the mean cell. */
export interface Assumed {
  cells: number;
  /** Dearest cell over cheapest. */
  spread: number;
  /** Part of the devices that run at half speed. */
  slow: number;
  betweenFailures: number;
  restart: number;
  seeds: number;
}

export interface Setting {
  devices: number;
  cellsPerBlock: number;
  shards: number;
}

export const ASSUMED: Assumed;
export const SETTINGS: readonly Setting[];
export function simulate(
  setting: Setting & { saves: "cell" | "block"; seed: number },
  assumed?: Assumed,
): { makespan: number; lost: number };
export function table(assumed?: Assumed): string[];
