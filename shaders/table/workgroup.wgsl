// The matrices' table, one for all of them, in workgroup memory: threads gather from it at random, which caches of some GPUs
// do badly.
var<workgroup> table: array<vec2u, TABLE_SIZE>;

fn loadTable() {
  for (var i = thread; i < TABLE_SIZE; i += THREADS) { table[i] = tables[cell.tables + i]; }
  workgroupBarrier();
}

fn segmentOf(index: u32) -> vec2u {
  return table[index];
}
