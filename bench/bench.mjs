// GPU against CPU: `lyascope bench` of the clone this file is in.
//
//   npm run bench -- [--help]

import { runProgram } from "../dist/cli/program.js";

process.exitCode = await runProgram(["bench", ...process.argv.slice(2)]);
