import { runProgram } from "./program.ts";

// The exit code is set, not forced: what was written to a pipe must have time to leave.
process.exitCode = await runProgram(process.argv.slice(2));
