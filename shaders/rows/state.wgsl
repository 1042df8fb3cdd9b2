// What a wide network, or one in law, is while it is worked on: one workgroup a network, its rows spread over the threads.
// Thread t owns groups t, t + THREADS, … of four neighbouring units, which share one hash. Columns lie one after another in
// storage: the state, the tangents, then room to work in; each is as many short ones, GROUPS groups long, as there are
// vectors and samples. Matrices and activations work on the bundle in hand: all of the state, but where that is more than one
// vector. Storage needs no barriers but where a thread reads rows that others own, which is said there; rows beyond N are
// zero.
// Injected: K (tangents), THREADS (a power of two, and of a batch a divisor of GROUPS, so that threads own the same units of
// every sample), COLUMNS = ⌈K / THREADS⌉, GROUPS, SAMPLED (what is added to every stream); and, of columns in storage, where sizes of rows (ROW_SIZES) and the bundle
// kept for the skip path (SAVED) are, how many there are (PLACES), the short one where the bundle in hand starts (HAND), and
// groups of a network in all (ROOM).
#include cell
#include rows/sizes
#include rows/reduce
#include rows/columns

// Groups of a column in hand, and of one of the state's.
const WIDE = BATCH * GROUPS;
const LONG = VECTORS * WIDE;
// Columns of the bundle [h | T].
const BUNDLE = 1u + K;
// Where random numbers are kept for a while.
const DRAWN = BUNDLE;

// Where this network's columns start.
var<private> base: u32;

fn at(column: u32, group: u32) -> u32 {
  return base + column * LONG + group;
}

fn inHand(column: u32, group: u32) -> u32 {
  return base + HAND * GROUPS + column * WIDE + group;
}

// 1 at row `row`, 0 elsewhere.
fn unitVector(row: u32, group: u32) -> vec4f {
  return select(vec4f(0.0), vec4f(1.0), 4u * group + vec4u(0u, 1u, 2u, 3u) == vec4u(row));
}

// The place in its short column of a group of a long one.
fn shortGroup(group: u32) -> u32 {
  if (LONG == GROUPS) { return group; }
  return group % GROUPS;
}

// Zeros before unit `first` of every sample and beyond the last.
// The entries of the state that a group holds: (unit, sample) is number unit · BATCH + sample, (vector, unit) number vector · N + unit.
fn entriesOf(group: u32) -> vec4u {
  let place = group / GROUPS;
  let unit = 4u * shortGroup(group) + vec4u(0u, 1u, 2u, 3u);
  return select(unit * BATCH + place, place * N + unit, vec4<bool>(BATCH == 1u));
}

fn between(first: u32, group: u32, value: vec4f) -> vec4f {
  let row = 4u * shortGroup(group) + vec4u(0u, 1u, 2u, 3u);
  return select(vec4f(0.0), value, (row >= vec4u(first)) & (row < vec4u(N)));
}
