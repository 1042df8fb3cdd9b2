import { defaultAxis, type LabAxis } from "../../src/lab/axis.ts";
import { withField } from "../../src/lab/changes.ts";
import { checkState } from "../../src/lab/check-state.ts";
import { type PageState, storyState } from "../../src/lab/page-state.ts";
import { type Grid, placeOf, planeAxis } from "../../src/lab/plane.ts";
import { LAB_STORIES } from "../../src/lab/stories.ts";
import { scalarFields } from "../../src/study/fields.ts";
import { chance, randomFrom } from "./random.ts";

const NUMBERS = scalarFields.filter(({ kind }) => kind === "number" || kind === "integer").map(({ path }) => path);

/** A state that some use of a page could have led to; null where the page would have refused it. */
export function randomState(seed: number, grid: Grid): PageState | null {
  const random = randomFrom(seed);
  const { below, one } = chance(random);
  const state = storyState(one(LAB_STORIES), grid);
  const number = (most: number) => Number((random() * most).toPrecision(1 + below(6)));
  const changes: [string, unknown][] = [
    ["seed", below(2 ** 32)],
    ["depth", 1 + below(300)],
    ["ensemble", 1 + below(60)],
    ["network.activation", one(["tanh", "relu", "sigmoid", "linear", "erf"])],
    ["network.block", one(["plain", "residual", "preln", "rnn", "gru", "neural-ode"])],
    ["network.width", 2 + below(60)],
    ["network.bias.variance", number(2)],
    ["network.weights.law", one(["gaussian", "orthogonal", "uniform"])],
    ["network.scale", one([0.5, number(2), "1/sqrt(depth)", { depth: { from: 1, to: number(1) } }])],
    ["network.branch", ["linear", "activation", "linear"]],
    ["network.tied", random() < 0.5],
    ["checkpoints", 3],
    ["fixedVectors", [{ from: 0, units: 1 }, {}]],
    ["burnIn", undefined],
    ["network.bias", undefined],
    ["network.input.variance", number(3)],
  ];
  for (let left = below(5); left > 0; left--) state.study = withField(state.study, ...one(changes));
  if (random() < 0.5) {
    const path = one(NUMBERS);
    state.axes = { x: one([state.axes.x, stretched(planeAxis(path))]), y: stretched(state.axes.y) };
  }
  const plane = { ...grid, ...state.axes };
  const anywhere = () => placeOf(plane, below(grid.columns * grid.rows));
  state.place = anywhere();
  const { clip, ...heat } = state.heat;
  if (random() < 0.3) heat.across = stretched(one([heat.across, defaultAxis(one(NUMBERS))]));
  if (random() < 0.2) heat.sides = { path: "network.activation", values: [undefined, "relu"] };
  if (random() < 0.2) heat.sides = { path: "network.tied" };
  heat.showing = one(["both", "difference"]);
  heat.space = random() < 0.3;
  const clips = [clip, clip, undefined, 0.01 + number(10)];
  const clipped = one(clips);
  state.heat = clipped === undefined ? heat : { ...heat, clip: clipped };
  state.pins = Array.from({ length: below(4) }, anywhere);
  try {
    checkState(state, grid);
    return state;
  } catch {
    return null;
  }

  function stretched(axis: LabAxis): LabAxis {
    return random() < 0.5 ? axis : { ...axis, to: axis.to + number(1) };
  }
}
