// What notes/workgroup.wgsl keeps, in storage where columns are many. Shifts are small: as numbers they are exact, and no
// adapter takes them for subnormal ones.
// Injected: NOTES (where, in a network's room, they start).

fn noteShift(column: u32, shift: i32) { rows[base + NOTES + column].x = f32(shift); }
fn shiftOf(column: u32) -> i32 { return i32(rows[base + NOTES + column].x); }
fn noteSquare(column: u32, square: f32) { rows[base + NOTES + column].y = square; }
fn squareOf(column: u32) -> f32 { return rows[base + NOTES + column].y; }
fn noteLog(column: u32, value: f32) { rows[base + NOTES + column].z = value; }
fn notedLog(column: u32) -> f32 { return rows[base + NOTES + column].z; }

fn shareNotes() {
  storageBarrier();
}
