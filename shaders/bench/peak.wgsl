// Fused multiply-adds and nothing else: what an adapter can do at most in f32. Eight accumulators of four numbers each
// are chains that do not wait for one another; their factors come from a buffer, so that nothing can be known before.
struct Run {
  steps: u32,
  factor: f32,
  addend: f32,
}

@group(0) @binding(0) var<uniform> run: Run;
@group(0) @binding(1) var<storage, read_write> sums: array<vec4f>;

@compute @workgroup_size(THREADS)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let a = vec4f(run.factor);
  let b = vec4f(run.addend);
  let start = f32(id.x & 7u);
  var s0 = vec4f(start, start + 1, start + 2, start + 3);
  var s1 = s0 + 4;
  var s2 = s0 + 8;
  var s3 = s0 + 12;
  var s4 = s0 + 16;
  var s5 = s0 + 20;
  var s6 = s0 + 24;
  var s7 = s0 + 28;
  for (var step = 0u; step < run.steps; step++) {
    // A constant count, for compilers to unroll: the loop itself must cost nothing.
    for (var turn = 0u; turn < TURNS; turn++) {
      s0 = fma(s0, a, b);
      s1 = fma(s1, a, b);
      s2 = fma(s2, a, b);
      s3 = fma(s3, a, b);
      s4 = fma(s4, a, b);
      s5 = fma(s5, a, b);
      s6 = fma(s6, a, b);
      s7 = fma(s7, a, b);
    }
  }
  sums[id.x] = (s0 + s1) + (s2 + s3) + ((s4 + s5) + (s6 + s7));
}
