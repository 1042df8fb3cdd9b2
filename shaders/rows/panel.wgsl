// Products of a panel P of eight columns with many others: PᵀX, and X − P S. For the sums threads are slices of rows times
// quads of columns, so that neighbouring threads read neighbouring groups, each entry that is read serves many sums, and few
// partial sums are left; what comes of them is read by all, each thread for its own rows.
// Injected: SLICES (a power of two), QUADS = THREADS / SLICES, PARTS (numbers of four a thread that `parts` has room for).

const PANEL = 8u;
// Columns that are worked on at a time.
const ACROSS = 4u * QUADS;

// Number 4 · h + c of a quad: the products of its column c with columns 4 h … 4 h + 3 of the panel.
var<workgroup> products: array<vec4f, PANEL * QUADS>;

// PᵀX for columns first … first + ACROSS − 1 of X, none from `end` on; columns of P follow one another from group `panel` of
// the room on, `length` groups long each. What threads wrote must have been shared. Ends with a barrier.
fn panelProducts(panel: u32, first: u32, end: u32, length: u32) {
  let column = first + 4u * (thread / SLICES);
  var low = mat4x4f();
  var high = mat4x4f();
  for (var g = thread % SLICES; g < length; g += SLICES) {
    let x = fourOf(column, end, length, g);
    low += transpose(panelColumns(panel, length, g)) * x;
    high += transpose(panelColumns(panel + 4u * length, length, g)) * x;
  }
  if (PARTS == 8u) {
    putParts(0u, low[0], low[1]);
    putParts(2u, low[2], low[3]);
    putParts(4u, high[0], high[1]);
    putParts(6u, high[2], high[3]);
    gatherSlices(0u, 8u);
  } else if (PARTS == 4u) {
    putParts(0u, low[0], low[1]);
    putParts(2u, low[2], low[3]);
    gatherSlices(0u, 4u);
    putParts(0u, high[0], high[1]);
    putParts(2u, high[2], high[3]);
    gatherSlices(4u, 4u);
  } else {
    putParts(0u, low[0], low[1]);
    gatherSlices(0u, 2u);
    putParts(0u, low[2], low[3]);
    gatherSlices(2u, 2u);
    putParts(0u, high[0], high[1]);
    gatherSlices(4u, 2u);
    putParts(0u, high[2], high[3]);
    gatherSlices(6u, 2u);
  }
}

// Columns of the panel, or beyond it whatever is there.
fn panelColumns(panel: u32, length: u32, group: u32) -> mat4x4f {
  let start = base + panel + group;
  return mat4x4f(rows[start], rows[start + length], rows[start + 2u * length], rows[start + 3u * length]);
}

fn putParts(number: u32, one: vec4f, two: vec4f) {
  parts[number * THREADS + thread] = bitcast<vec4u>(one);
  parts[(number + 1u) * THREADS + thread] = bitcast<vec4u>(two);
}

// Numbers 0 … count − 1 of all slices of a quad together, as its numbers `first` and after. Ends with a barrier.
fn gatherSlices(first: u32, count: u32) {
  workgroupBarrier();
  var stride = 1u;
  for (; 8u * stride < SLICES; stride *= 8u) {
    for (var i = thread * 8u * stride; i < count * THREADS; i += THREADS * 8u * stride) { parts[i] = bitcast<vec4u>(sumOfParts(i, 8u * stride, stride)); }
    workgroupBarrier();
  }
  for (var i = thread; i < count * QUADS; i += THREADS) { products[first * QUADS + i] = sumOfParts(i * SLICES, SLICES, stride); }
  workgroupBarrier();
}

fn sumOfParts(start: u32, count: u32, stride: u32) -> vec4f {
  var sum = bitcast<vec4f>(parts[start]);
  for (var i = stride; i < count; i += stride) { sum += bitcast<vec4f>(parts[start + i]); }
  return sum;
}

// X ← X − P S for the same columns, S what is in `products`.
fn subtractPanel(panel: u32, first: u32, end: u32, length: u32) {
  let quads = min(QUADS, (end - first + 3u) / 4u);
  for (var g = thread; g < length; g += THREADS) {
    let low = panelColumns(panel, length, g);
    let high = panelColumns(panel + 4u * length, length, g);
    for (var q = 0u; q < quads; q++) {
      let column = first + 4u * q;
      let x = fourOf(column, end, length, g) - low * productsOf(q) - high * productsOf(4u * QUADS + q);
      putFourOf(column, end, length, g, x);
    }
  }
}

fn productsOf(quad: u32) -> mat4x4f {
  return mat4x4f(products[quad], products[QUADS + quad], products[2u * QUADS + quad], products[3u * QUADS + quad]);
}
