// Prints the two tables of docs/scale.md: what a large sweep costs, from measured rates, and how long it takes where devices
// fail and differ, by cells a block and shards.
//
//   node bench/sweep/simulate.mjs

import { table as simulated } from "./model.mjs";
import { table as worked } from "./paper.mjs";

console.log([...worked(), "", ...simulated()].join("\n"));
