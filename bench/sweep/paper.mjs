// A sweep worked out from measured rates: the cost table of docs/scale.md. Network·layers are what cells × networks ×
// layers come to; a rate is network·layers a second.

/** 10⁶ cells of 10³ networks of width 256 and 10⁴ layers. */
const CELLS = 1e6;
const NETWORKS = 1e3;
const LAYERS = 1e4;
const WIDTH = 256;

/** `npx lyascope bench --engine cpu --workers 1 --widths 256`, one thread of an AMD EPYC, the slower of two runs. */
const RATES = [
  { sampling: "network", k: 8, rate: 4880 },
  { sampling: "network", k: 16, rate: 3720 },
  { sampling: "network", k: 256, rate: 302 },
  { sampling: "law", k: 8, rate: 48_600 },
  { sampling: "law", k: 16, rate: 20_900 },
];

export function table() {
  const all = CELLS * NETWORKS * LAYERS;
  const round = (value) => Number(value.toPrecision(2)).toLocaleString("en");
  const lines = RATES.map(({ sampling, k, rate }) => {
    const flops = (2 * WIDTH ** 2 * k + 2 * WIDTH * k ** 2) * all;
    // In law W is never multiplied: its useful work is another, and a figure by this formula would say nothing.
    const gpu = sampling === "network" ? `${round(flops / 1e12 / 3600)} ÷ P` : "–";
    const cells = [sampling, k, rate.toLocaleString("en"), round((NETWORKS * LAYERS) / rate), round(all / rate / 3600)];
    return `| ${[...cells, gpu].join(" | ")} |`;
  });
  return [
    "| sampling | k | measured, a core | seconds a cell | core hours | GPU hours |",
    "| --- | --: | --: | --: | --: | --: |",
    ...lines,
  ];
}
