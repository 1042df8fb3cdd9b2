// Sampling in law beside real weights, at growing widths: `lyascope bench` with other defaults.
//
//   npm run bench:law -- [--engine cpu|gpu] [--exponents 4] [...]

import { runProgram } from "../dist/cli/program.js";

const DEFAULTS = { widths: "64,128,256,512,1024", exponents: "4", engine: "cpu" };

const args = process.argv.slice(2);
const given = (name) => args.some((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`));
const defaults = Object.entries(DEFAULTS).flatMap(([name, value]) => (given(name) ? [] : [`--${name}`, value]));
process.exitCode = await runProgram(["bench", ...defaults, ...args]);
