// Twin of src/network/sparsity.ts, four rows at a time: a row keeps the columns with the smallest words, the first ones where
// words are equal.

// Of four rows: the largest word that is kept, and how many words equal to it still are.
struct Kept {
  last: vec4u,
  room: vec4u,
}

// How many words of a row are `most` or less.
fn countUpTo(key: vec4u, row: u32, most: u32) -> u32 {
  var count = vec4u(0u);
  for (var across = 0u; across < GROUPS; across++) {
    let inside = 4u * across + vec4u(0u, 1u, 2u, 3u) < vec4u(N);
    count += select(vec4u(0u), vec4u(1u), (words(key, row, across) <= vec4u(most)) & inside);
  }
  return count.x + count.y + count.z + count.w;
}

fn keptOf(key: vec4u, group: u32) -> Kept {
  var kept: Kept;
  for (var r = 0u; r < 4u; r++) {
    let row = 4u * group + r;
    // The least word up to which there are enough.
    var low = 0u;
    var high = 0xffffffffu;
    while (low < high) {
      let middle = low + (high - low) / 2u;
      if (countUpTo(key, row, middle) >= weights.fanIn) { high = middle; } else { low = middle + 1u; }
    }
    kept.last[r] = low;
    kept.room[r] = weights.fanIn;
    if (low > 0u) { kept.room[r] -= countUpTo(key, row, low - 1u); }
  }
  return kept;
}

// A block with what its rows do not keep set to 0; blocks of a row come from its first column on.
fn masked(key: vec4u, group: u32, across: u32, block: mat4x4f, kept: ptr<function, Kept>) -> mat4x4f {
  var result = block;
  for (var r = 0u; r < 4u; r++) {
    let four = words(key, 4u * group + r, across);
    for (var j = 0u; j < 4u; j++) {
      let equal = four[j] == (*kept).last[r];
      let stays = four[j] < (*kept).last[r] || (equal && (*kept).room[r] > 0u);
      if (equal && (*kept).room[r] > 0u) { (*kept).room[r]--; }
      if (!stays) { result[r][j] = 0.0; }
    }
  }
  return result;
}
