/**
 * lyascope as a library: studies and their schema, the engines that measure them, and the laws that are known.
 * Exponents are in nats per layer, the largest first.
 */
export { createCpuEngine } from "./engine/cpu/engine.ts";
