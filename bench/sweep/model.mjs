// A sweep on paper: shards of blocks of cells on devices that fail and differ. The unit of time is the mean cell on a
// device of full speed; that of work too.

/** Every device is new at the start; a scheduler gives the next shard to the first device that is free. */
export const ASSUMED = {
  cells: 1e6,
  /** The dearest cell of the grid costs this many times the cheapest: cost grows evenly along the first axis. */
  spread: 4,
  /** This part of the devices runs at half speed. */
  slow: 0.05,
  /** Work between failures of a device, on average (exponential). */
  betweenFailures: 2000,
  /** From a failure until the shard runs again. */
  restart: 50,
  seeds: 5,
};

/**
 * One sweep. Block b, of `cellsPerBlock` cells, belongs to shard b mod shards. After a failure a shard goes on where it was,
 * less what was not yet saved: the cell in hand if `saves` is "cell" (a journal), the block in hand if it is "block".
 * Returns the makespan over that of a perfect split of the work without failures, and the lost part of all work done.
 */
export function simulate({ devices, cellsPerBlock, shards, saves, seed }, assumed = ASSUMED) {
  const random = uniform(seed);
  const pause = () => -assumed.betweenFailures * Math.log(1 - random());
  const blocks = Math.ceil(assumed.cells / cellsPerBlock);
  const sizeOf = (block) => Math.min(cellsPerBlock, assumed.cells - block * cellsPerBlock);
  const costOf = (block) => 1 + (assumed.spread - 1) * ((block + 0.5) / blocks);
  let work = 0;
  for (let block = 0; block < blocks; block++) work += sizeOf(block) * costOf(block);
  const unit = assumed.cells / work;

  const slow = Math.round(devices * assumed.slow);
  const free = Array.from({ length: devices }, (_, device) => ({
    at: 0,
    speed: device < slow ? 0.5 : 1,
    fails: pause(),
  }));
  // Which device is slow has nothing to do with which shard it is given.
  shuffle(free, random);
  let lost = 0;
  for (let shard = 0; shard < shards; shard++) {
    const device = free.reduce((first, each) => (each.at < first.at ? each : first));
    for (let block = shard; block < blocks; block += shards) {
      const cell = (costOf(block) * unit) / device.speed;
      let left = sizeOf(block);
      while (device.at + left * cell > device.fails) {
        const done = Math.max(0, Math.floor((device.fails - device.at) / cell));
        const kept = saves === "cell" ? done : 0;
        // A device may fail again before it is back: then nothing was in hand.
        lost += Math.max(0, device.fails - device.at - kept * cell) * device.speed;
        left -= kept;
        device.at = Math.max(device.at, device.fails) + assumed.restart;
        device.fails = device.at + pause();
      }
      device.at += left * cell;
    }
  }
  const makespan = Math.max(...free.map(({ at }) => at));
  const speed = free.reduce((sum, each) => sum + each.speed, 0);
  return { makespan: makespan / (assumed.cells / speed), lost: lost / (assumed.cells + lost) };
}

/** Blocks, and means over the seeds: makespan with a journal, work lost with one and without. */
export function row(setting, assumed = ASSUMED) {
  const runs = (saves) =>
    Array.from({ length: assumed.seeds }, (_, seed) => simulate({ ...setting, saves, seed }, assumed));
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [journal, none] = [runs("cell"), runs("block")];
  return {
    ...setting,
    blocks: Math.ceil(assumed.cells / setting.cellsPerBlock),
    makespan: mean(journal.map(({ makespan }) => makespan)),
    lost: mean(journal.map(({ lost }) => lost)),
    lostWithout: mean(none.map(({ lost }) => lost)),
  };
}

/** 1000 cells a block is what a grid of 1,000 × 1,000 has. */
export const SETTINGS = [
  ...[4000, 1000, 250, 50].flatMap((cellsPerBlock) =>
    [100, 400, 1000].map((shards) => ({ devices: 100, cellsPerBlock, shards })),
  ),
  ...[1000, 250, 50].flatMap((cellsPerBlock) =>
    [1000, 4000].map((shards) => ({ devices: 1000, cellsPerBlock, shards })),
  ),
];

/** The lines of the table in docs/scale.md. */
export function table(assumed = ASSUMED) {
  const percent = (part) => `${(100 * part).toFixed(part < 0.1 ? 2 : 1)} %`;
  const lines = SETTINGS.map((setting) => {
    const { devices, shards, cellsPerBlock, blocks, makespan, lost, lostWithout } = row(setting, assumed);
    const cells = [devices, cellsPerBlock, blocks, shards].map((count) => count.toLocaleString("en"));
    return `| ${[...cells, makespan.toFixed(2), percent(lost), percent(lostWithout)].join(" | ")} |`;
  });
  return [
    "| devices | cells a block | blocks | shards | makespan ÷ ideal | lost, journal | lost, none |",
    "| --: | --: | --: | --: | --: | --: | --: |",
    ...lines,
  ];
}

/** Uniform numbers in [0, 1), by splitmix32. */
function uniform(seed) {
  let state = Math.imul(seed + 1, 0x9e3779b9);
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let word = state ^ (state >>> 16);
    word = Math.imul(word, 0x21f0aaad);
    word ^= word >>> 15;
    word = Math.imul(word, 0x735a2d97);
    return ((word ^ (word >>> 15)) >>> 0) / 2 ** 32;
  };
}

function shuffle(items, random) {
  for (let last = items.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [items[last], items[other]] = [items[other], items[last]];
  }
}
