// Twin of src/network/generator.ts: the same bits.

const STREAM_WEIGHTS = 0x10000u;
const STREAM_BIAS = 0x20000u;
const STREAM_INPUT = 0x30000u;
const STREAM_BACKWARD = 0x60000u;
const STREAM_GAIN = 0x70000u;
const STREAM_SHIFT = 0x80000u;
const STREAM_MASK = 0x90000u;
const STREAM_POWER = 0xa0000u;
const STREAM_DRIVE = 0xb0000u;
// Added to every stream but the frame's where an ensemble is sampled in law: its networks are others.
const IN_LAW = 0x800000u;

fn pcg4d(input: vec4u) -> vec4u {
  var v = input * 1664525u + 1013904223u;
  v.x += v.y * v.w;
  v.y += v.z * v.x;
  v.z += v.x * v.y;
  v.w += v.y * v.z;
  v ^= v >> vec4u(16u);
  v.x += v.y * v.w;
  v.y += v.z * v.x;
  v.z += v.x * v.y;
  v.w += v.y * v.z;
  return v;
}

fn streamKey(seed: u32, network: u32, layer: u32, stream: u32) -> vec4u {
  return pcg4d(pcg4d(vec4u(seed, network, layer, stream))) & vec4u(0xffffffffu, 0xffffffffu, 0xfffffffeu, 0xfffffffeu);
}

// Words of columns 4·group … 4·group + 3 of a row.
fn words(key: vec4u, row: u32, group: u32) -> vec4u {
  let v = pcg4d(key + vec4u(row, group, 0u, 0u));
  return v ^ (v >> vec4u(16u));
}
