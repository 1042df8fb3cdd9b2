// What there is to run: each part gives command lines, whose JSON is kept.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const PEERS = fileURLToPath(new URL("../peers/", import.meta.url));
export const CASES = JSON.parse(readFileSync(`${PEERS}cases.json`, "utf8"));

/** Widths, and for every number of networks the widths that go with it. */
export function planOf(quick, widths) {
  const chosen = widths?.split(",").map(Number) ?? (quick ? CASES.quick.widths : CASES.widths);
  const wrong = chosen.find((width) => !Number.isInteger(width) || width < 1);
  if (wrong !== undefined) throw new RangeError(`--widths is ${widths}; allowed: whole numbers, commas between them`);
  const groups = new Map();
  for (const width of chosen) {
    const networks = quick ? CASES.quick.networks : (CASES.networks.gpu[width] ?? 64);
    groups.set(networks, [...(groups.get(networks) ?? []), width]);
  }
  return { quick, widths: chosen, groups };
}

const lyascope = (...args) => ({ program: "lyascope", args: ["bench", ...args] });
const python = (script, ...args) => ({ program: "python", args: [`${PEERS}${script}`, ...args] });
const length = ({ quick }) => (quick ? ["--seconds", String(CASES.quick.seconds)] : []);
const peer = ({ quick, widths }) => [...(quick ? ["--quick"] : []), "--widths", widths.join(",")];

export const PARTS = {
  ours: (plan) =>
    [...plan.groups].map(([networks, widths]) =>
      lyascope("--widths", widths.join(","), "--networks", String(networks), ...length(plan)),
    ),
  // Law against weights at n = 1,024, k = 8; quick: a width that a software adapter can do.
  law: (plan) => [
    plan.quick
      ? lyascope("--widths", "32", "--exponents", "8", "--networks", "64", "--engine", "gpu", ...length(plan))
      : lyascope("--widths", "1024", "--exponents", "8", "--networks", "1024", "--engine", "gpu"),
  ],
  scaling: (plan) => [
    lyascope(
      ...["--scaling", "--engine", "gpu", "--exponents", "full", ...length(plan)],
      ...(plan.quick ? ["--widths", "8", "--networks", "64"] : ["--widths", "16,64"]),
    ),
  ],
  plane: (plan) => [lyascope("--plane", "--engine", "gpu", ...(plan.quick ? ["--runs", "3"] : []))],
  torch: (plan) => [python("torch_peer.py", ...peer(plan))],
  jax: (plan) => [python("jax_peer.py", ...peer(plan))],
  "torch-cpu": (plan) => [python("torch_peer.py", "--cpu", ...peer(plan))],
  "jax-cpu": (plan) => [python("jax_peer.py", "--cpu", ...peer(plan))],
  numpy: (plan) => [python("numpy_peer.py", ...peer(plan))],
};
