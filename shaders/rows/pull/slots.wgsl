// Cotangents that wait in slots while others are in hand, each with an exponent of its own.
#include rows/exponents

var<private> waiting: array<i32, WAITING>;

fn putAside(slot: u32) {
  keepIn(slot);
  waiting[slot] = exponent;
}

fn takeBack(slot: u32) {
  takeFrom(slot);
  exponent = waiting[slot];
}

// slot ← slot + what is in hand
fn addTo(slot: u32) {
  let larger = max(waiting[slot], exponent);
  let keep = powerOrZero(waiting[slot] - larger);
  let take = powerOrZero(exponent - larger);
  for (var g = thread; g < WIDE; g += THREADS) {
    rows[slotAt(slot, 0u, g)] = keep * rows[slotAt(slot, 0u, g)] + take * rows[inHand(0u, g)];
  }
  waiting[slot] = larger;
}

// What is in hand times a factor that the way forward noted.
fn weigh(layer: u32, factor: u32) {
  for (var g = thread; g < WIDE; g += THREADS) { rows[inHand(0u, g)] *= inputOf(layer, factor, g); }
}
