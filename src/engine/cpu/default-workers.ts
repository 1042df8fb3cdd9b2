/** Workers worth having: one a core. */
export function defaultWorkers(): number {
  const os = typeof process === "undefined" ? undefined : process.getBuiltinModule?.("node:os");
  return Math.max(1, os?.availableParallelism() ?? navigator.hardwareConcurrency);
}
