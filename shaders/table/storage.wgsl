// The weights' table where it is: software adapters compile a shared one slowly and gain nothing by it.
fn loadTable() {
}

fn segmentOf(index: u32) -> vec2u {
  return tables[index];
}
