// Twin of src/network/operations/haar.ts: X ← W X, then h += b; W = σ_w B_0 … B_{n−1}, B_i = −s_i (I − v vᵀ/half) on the rows from i on.
// Eight reflections at a time: B_i is a reflection H_i times D_i, which is −s_i from row i on and commutes with all
// reflections after it, so that B_a … B_{a+7} = (I − Σ v_i y_iᵀ) D with D = D_a … D_{a+7}. Where y_i comes from takes the products
// of the v_i with X and with one another.
// Injected: PANEL_COLUMN (number of the short column behind the bundle where the panel starts).
#include rows/bias
#include rows/panel

const PANEL_AT = PANEL_COLUMN * GROUPS;

// g_i's first entry, and 1/half.
var<workgroup> firsts: array<vec2f, PANEL>;
// Products of v_i with v_m, number 8 i + m.
var<workgroup> gram: array<f32, PANEL * PANEL>;

fn haar(layer: u32, matrix: u32) {
  chooseMatrix(layer, matrix);
  weightKey = streamKey(cell.seed, network, layerOf(layer), STREAM_WEIGHTS + matrix);
  for (var left = (N + PANEL - 1u) / PANEL; left > 0u; left--) { reflectPanel((left - 1u) * PANEL, left == 1u, false); }
  addBias(layer, matrix);
  noteLinear();
  mixSizes();
}

// B_a … B_{a+7}, or the other way round, which is that matrix transposed; `last`: with σ_w.
fn reflectPanel(a: u32, last: bool, back: bool) {
  makePanel(a, back);
  for (var first = PANEL_COLUMN; first < PANEL_COLUMN + PANEL; first += ACROSS) {
    panelProducts(PANEL_AT, first, PANEL_COLUMN + PANEL, GROUPS);
    for (var c = thread; c < min(ACROSS, PANEL_COLUMN + PANEL - first); c += THREADS) {
      for (var i = 0u; i < PANEL; i++) { gram[PANEL * i + (first - PANEL_COLUMN) + c] = products[dotAt(i, c)][i % 4u]; }
    }
  }
  let size = select(1.0, weights.scale, last);
  for (var first = 0u; first < SHORT; first += ACROSS) {
    panelProducts(PANEL_AT, HAND + first, HAND + SHORT, GROUPS);
    for (var c = thread; c < ACROSS; c += THREADS) { solve(c, back); }
    workgroupBarrier();
    let quads = min(QUADS, (SHORT - first + 3u) / 4u);
    for (var g = thread; g < GROUPS; g += THREADS) {
      let low = panelColumns(PANEL_AT, GROUPS, g);
      let high = panelColumns(PANEL_AT + 4u * GROUPS, GROUPS, g);
      let factors = size * signsOf(a, g);
      for (var q = 0u; q < quads; q++) {
        let x = fourShort(first + 4u * q, g) - low * productsOf(q) - high * productsOf(4u * QUADS + q);
        putFour(first + 4u * q, g, mat4x4f(factors * x[0], factors * x[1], factors * x[2], factors * x[3]));
      }
    }
  }
}

// Of column `c` in hand with vector i of the panel: number i mod 4 of these products.
fn dotAt(i: u32, c: u32) -> u32 {
  return (4u * (i / 4u) + c % 4u) * QUADS + c / 4u;
}

// v_a … v_{a+7} into the panel; forward times D, which X has not had yet when products with it are taken. Lets all see
// what was written before.
fn makePanel(a: u32, back: bool) {
  // Others may still look at the one before.
  workgroupBarrier();
  var low = vec4f(0.0);
  var high = vec4f(0.0);
  for (var g = thread; g < GROUPS; g += THREADS) {
    for (var i = 0u; i < PANEL; i++) {
      var drawn = vec4f(0.0);
      if (a + i < N) { drawn = between(a + i, g, fourWeights(a + i, g)); }
      rows[base + PANEL_AT + i * GROUPS + g] = drawn;
      let square = dot(drawn, drawn);
      let own = select(vec4f(0.0), vec4f(square), vec4u(0u, 1u, 2u, 3u) == vec4u(i % 4u));
      if (i < 4u) { low += own; } else { high += own; }
      if (g == (a + i) / 4u) { firsts[i].x = drawn[(a + i) % 4u]; }
    }
  }
  low = sumOfAll(low);
  high = sumOfAll(high);
  for (var g = thread; g < GROUPS; g += THREADS) {
    let signs = signsOf(a, g);
    for (var i = 0u; i < PANEL; i++) {
      if (a + i < N) {
        let length = sqrt(select(high[i % 4u], low[i % 4u], i < 4u));
        let v = rows[base + PANEL_AT + i * GROUPS + g] + signOf(i) * length * unitVector(a + i, g);
        rows[base + PANEL_AT + i * GROUPS + g] = select(signs * v, v, back);
      }
    }
  }
  for (var i = thread; i < PANEL; i += THREADS) {
    let square = select(high[i % 4u], low[i % 4u], i < 4u);
    firsts[i].y = select(0.0, 1.0 / (square + abs(firsts[i].x) * sqrt(square)), a + i < N && square > 0.0);
  }
  storageBarrier();
}

fn signOf(i: u32) -> f32 {
  return select(1.0, -1.0, firsts[i].x < 0.0);
}

// D of four rows.
fn signsOf(a: u32, group: u32) -> vec4f {
  var signs = vec4f(1.0);
  for (var i = 0u; i < PANEL; i++) {
    let reached = 4u * group + vec4u(0u, 1u, 2u, 3u) >= vec4u(a + i);
    signs *= select(vec4f(1.0), vec4f(-signOf(i)), reached & vec4<bool>(a + i < N));
  }
  return signs;
}

// Turns the products of column `c` in hand with the v_i into its y_i: reflections act one after another, the last one first.
fn solve(c: u32, back: bool) {
  var y: array<f32, PANEL>;
  for (var step = 0u; step < PANEL; step++) {
    let i = select(PANEL - 1u - step, step, back);
    var rest = products[dotAt(i, c)][i % 4u];
    for (var before = 0u; before < step; before++) {
      let m = select(PANEL - 1u - before, before, back);
      rest -= gram[PANEL * i + m] * y[m];
    }
    y[i] = firsts[i].y * rest;
  }
  for (var i = 0u; i < PANEL; i++) { products[dotAt(i, c)][i % 4u] = y[i]; }
}
