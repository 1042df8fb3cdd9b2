// Adds the finished networks of a batch to the live map: one thread a run, consecutive networks of one cell, no two of the same.
// What the map shows is what src/measure/statistics.ts tells of λ₁ later; the sums are integers, so any order gives the same.
// Injected: HEAD and SIZE (words of a network's counters, before its exponents and in all).

// A run: its place on the map, the first of its slots, how many there are, the layers that were counted of each, and whether
// they are the cell's first networks, before which nothing counts.
struct Run {
  place: u32,
  slot: u32,
  count: u32,
  layers: u32,
  starts: u32,
}

@group(0) @binding(0) var<storage, read> runs: array<Run>;
@group(0) @binding(1) var<storage, read> counters: array<u32>;
// Of a cell: Σ ln R_11 over networks and layers, 64 bits in units of 2^−24; networks whose λ₁ is finite; all; those that overflowed.
@group(0) @binding(2) var<storage, read_write> cells: array<array<u32, 5>>;
// λ₁ in nats per layer, then the three counts.
@group(0) @binding(3) var map: texture_storage_2d<rgba32float, write>;

#include accumulate

@compute @workgroup_size(64)
fn live(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= arrayLength(&runs)) { return; }
  let run = runs[id.x];
  let before = cells[run.place];
  let starts = run.starts != 0u;
  var sum = select(vec2u(before[0], before[1]), vec2u(), starts);
  var finite = select(before[2], 0u, starts);
  var networks = select(before[3], 0u, starts);
  var overflowed = select(before[4], 0u, starts);
  for (var slot = run.slot; slot < run.slot + run.count; slot++) {
    let counter = slot * SIZE;
    networks++;
    overflowed += counters[counter + 2u];
    // Beyond the rank of the product lies −∞.
    if (counters[counter + 1u] == 0u) { continue; }
    finite++;
    sum = add64(sum, counters[counter + HEAD], counters[counter + HEAD + 1u]);
  }
  cells[run.place] = array<u32, 5>(sum.x, sum.y, finite, networks, overflowed);
  let size = textureDimensions(map);
  let mean = nats(sum) / (f32(run.layers) * f32(max(finite, 1u)));
  textureStore(map, vec2u(run.place % size.x, run.place / size.x), vec4f(mean, f32(finite), f32(networks), f32(overflowed)));
}

// A signed sum as a float: of its size, so that no digits are lost where it is small and negative.
fn nats(sum: vec2u) -> f32 {
  let negative = (sum.y >> 31u) != 0u;
  let low = select(sum.x, ~sum.x + 1u, negative);
  let high = select(sum.y, ~sum.y + select(0u, 1u, sum.x == 0u), negative);
  let size = f32(high) * 256.0 + f32(low) / UNITS;
  return select(size, -size, negative);
}
