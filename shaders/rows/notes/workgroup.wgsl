// What is noted of every column, in workgroup memory. Thread 0 writes; shareNotes lets the others see it.
// Injected: NOTED (columns, short ones where matrices are triangularised).

// The column is 2^shift times what is there.
var<workgroup> shifts: array<i32, NOTED>;
// Squared lengths, as columns came or at the last projection, each at its own scale.
var<workgroup> squares: array<f32, NOTED>;
var<workgroup> logs: array<f32, NOTED>;

fn noteShift(column: u32, shift: i32) { shifts[column] = shift; }
fn shiftOf(column: u32) -> i32 { return shifts[column]; }
fn noteSquare(column: u32, square: f32) { squares[column] = square; }
fn squareOf(column: u32) -> f32 { return squares[column]; }
fn noteLog(column: u32, value: f32) { logs[column] = value; }
fn notedLog(column: u32) -> f32 { return logs[column]; }

fn shareNotes() {
  workgroupBarrier();
}
