// Bundles that a layer keeps beside the one in hand while it works on that.
// Injected: SLOTS (the short column where they start), SLOT_COLUMNS (columns of each).

fn slotAt(slot: u32, column: u32, group: u32) -> u32 {
  return base + SLOTS * GROUPS + (slot * SLOT_COLUMNS + column) * WIDE + group;
}

fn keepIn(slot: u32) {
  for (var g = thread; g < WIDE; g += THREADS) {
    for (var c = 0u; c < BUNDLE; c++) { rows[slotAt(slot, c, g)] = rows[inHand(c, g)]; }
  }
}

fn takeFrom(slot: u32) {
  for (var g = thread; g < WIDE; g += THREADS) {
    for (var c = 0u; c < BUNDLE; c++) { rows[inHand(c, g)] = rows[slotAt(slot, c, g)]; }
  }
}
