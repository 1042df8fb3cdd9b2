// The matrices' tables where they are: software adapters compile shared ones slowly and gain nothing by it.
fn loadTable() {
}

fn segmentOf(index: u32) -> vec2u {
  return tables[cell.tables + index];
}
