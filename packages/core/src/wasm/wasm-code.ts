/**
 * Just enough of WebAssembly's binary format (specification 2.0, with 128-bit SIMD) to write image kernels in place:
 * a piece of code is its bytes, and pieces nest like the expressions they stand for.
 */
export type WasmCode = readonly number[];

const I32 = 0x7f;
const V128 = 0x7b;

/** Unsigned LEB128. */
function leb(value: number): number[] {
  const bytes: number[] = [];
  let rest = value >>> 0;
  do {
    bytes.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
    rest >>>= 7;
  } while (rest !== 0);
  return bytes;
}

/** Signed LEB128. */
function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (;;) {
    const byte = rest & 0x7f;
    rest >>= 7;
    if ((rest === 0 && (byte & 0x40) === 0) || (rest === -1 && (byte & 0x40) !== 0)) return [...bytes, byte];
    bytes.push(byte | 0x80);
  }
}

const simd = (op: number): number[] => [0xfd, ...leb(op)];
const two =
  (op: readonly number[]) =>
  (a: WasmCode, b: WasmCode): WasmCode => [...a, ...b, ...op];
const one =
  (op: readonly number[]) =>
  (a: WasmCode): WasmCode => [...a, ...op];
const place = (offset: number): number[] => [0, ...leb(offset)];

const get = (local: number): WasmCode => [0x20, ...leb(local)];
const set = (local: number, value: WasmCode): WasmCode => [...value, 0x21, ...leb(local)];
const seq = (...codes: readonly WasmCode[]): WasmCode => codes.flat();

const i32 = {
  of: (value: number): WasmCode => [0x41, ...signed(value)],
  add: two([0x6a]),
  sub: two([0x6b]),
  and: two([0x71]),
  shl: two([0x74]),
  shrU: two([0x76]),
  ltS: two([0x48]),
  gtU: two([0x4b]),
  load: (at: WasmCode, offset = 0): WasmCode => [...at, 0x28, ...place(offset)],
  store: (at: WasmCode, value: WasmCode, offset = 0): WasmCode => [...at, ...value, 0x36, ...place(offset)],
};

const f32 = {
  div: two([0x95]),
  ofI32: one([0xb2]),
  load: (at: WasmCode, offset = 0): WasmCode => [...at, 0x2a, ...place(offset)],
  store: (at: WasmCode, value: WasmCode, offset = 0): WasmCode => [...at, ...value, 0x38, ...place(offset)],
};

/** Four 32-bit lanes. `min` and `max` are the plain machine instructions: NaN must not occur. */
const v128 = {
  load: (at: WasmCode, offset = 0): WasmCode => [...at, ...simd(0x00), ...place(offset)],
  store: (at: WasmCode, value: WasmCode, offset = 0): WasmCode => [...at, ...value, ...simd(0x0b), ...place(offset)],
  storeLane: (at: WasmCode, value: WasmCode, lane: number): WasmCode => [
    ...at,
    ...value,
    ...simd(0x5a),
    ...place(4 * lane),
    lane,
  ],
  splatFrom: (at: WasmCode, offset: number): WasmCode => [...at, ...simd(0x09), ...place(offset)],
  f32: (value: number): WasmCode => [...simd(0x0c), ...lanes(new Uint8Array(Float32Array.of(value).buffer))],
  i32: (value: number): WasmCode => [...simd(0x0c), ...lanes(new Uint8Array(Int32Array.of(value).buffer))],
  and: two(simd(0x4e)),
  or: two(simd(0x50)),
  /** Bits of `a` where `mask` is set, else of `b`. */
  select: (a: WasmCode, b: WasmCode, mask: WasmCode): WasmCode => [...a, ...b, ...mask, ...simd(0x52)],
  lt: two(simd(0x43)),
  gt: two(simd(0x44)),
  /** As a number: whether any bit is set. */
  anyTrue: one(simd(0x53)),
  sqrt: one(simd(0xe3)),
  add: two(simd(0xe4)),
  sub: two(simd(0xe5)),
  mul: two(simd(0xe6)),
  div: two(simd(0xe7)),
  /** b < a ? b : a, and a < b ? b : a. */
  min: two(simd(0xea)),
  max: two(simd(0xeb)),
  nearest: one(simd(0x6a)),
  addI32: two(simd(0xae)),
  subI32: two(simd(0xb1)),
  shrU: (a: WasmCode, bits: number): WasmCode => [...a, ...i32.of(bits), ...simd(0xad)],
  toI32: one(simd(0xf8)),
  ofI32: one(simd(0xfa)),
  /** Eight 16-bit lanes: all bits where equal; the first and the last four as 32-bit numbers. */
  eqI16: two(simd(0x2d)),
  lowU16: one(simd(0xa9)),
  highU16: one(simd(0xaa)),
  minU16: two(simd(0x97)),
  maxU16: two(simd(0x99)),
  /** Sums of neighbours; what lies between 0 and 65 535 of the 32-bit numbers of `a`, then of `b`. */
  sumPairsU16: one(simd(0x7f)),
  toU16: two(simd(0x86)),
  /** Four 16-bit numbers as 32-bit ones. */
  loadU16: (at: WasmCode, offset = 0): WasmCode => [...at, ...simd(0x04), ...place(offset)],
  /** Two 64-bit numbers: of the first two 32-bit integers, and back to 32-bit numbers, then zeros. */
  splat64From: (at: WasmCode, offset: number): WasmCode => [...at, ...simd(0x0a), ...place(offset)],
  toF64: one(simd(0xfe)),
  addF64: two(simd(0xf0)),
  mulF64: two(simd(0xf2)),
  ofF64: one(simd(0x5e)),
  /** Cut off, as 32-bit integers, then zeros. */
  cutF64: one(simd(0xfc)),
  f64: (value: number): WasmCode => {
    const bytes = [...new Uint8Array(Float64Array.of(value).buffer)];
    return [...simd(0x0c), ...bytes, ...bytes];
  },
  /** The last eight bytes of `a`, twice; both halves of it the other way round; the first eight of `a`, then of `b`. */
  lastHalf: (a: WasmCode): WasmCode => [...a, ...v128.i32(0), ...simd(0x0d), ...halves(8, 8)],
  swapHalves: (a: WasmCode): WasmCode => [...a, ...v128.i32(0), ...simd(0x0d), ...halves(8, 0)],
  firstHalves: (a: WasmCode, b: WasmCode): WasmCode => [...a, ...b, ...simd(0x0d), ...halves(0, 16)],
};

const halves = (first: number, second: number): number[] =>
  [first, second].flatMap((from) => Array.from({ length: 8 }, (_, k) => from + k));

const lanes = (bytes: Uint8Array): number[] => [...bytes, ...bytes, ...bytes, ...bytes];

/** `body` again and again while `condition` holds. */
const whileLoop = (condition: WasmCode, body: WasmCode): WasmCode => [
  ...[0x02, 0x40, 0x03, 0x40],
  ...condition,
  ...[0x45, 0x0d, 0x01],
  ...body,
  ...[0x0c, 0x00, 0x0b, 0x0b],
];
const when = (condition: WasmCode, body: WasmCode): WasmCode => [...condition, 0x04, 0x40, ...body, 0x0b];

export interface WasmFunction {
  /** Count of i32 parameters; they are the first locals. */
  readonly parameters: number;
  /** Further locals: first i32, then v128. */
  readonly i32Locals: number;
  readonly v128Locals: number;
  readonly body: WasmCode;
}

/** A module that imports `m.memory` and exports each function by its name. */
function moduleBytes(functions: ReadonlyMap<string, WasmFunction>): Uint8Array<ArrayBuffer> {
  const text = (value: string): number[] => [...leb(value.length), ...Buffer.from(value, 'latin1')];
  const vector = (items: readonly (readonly number[])[]): number[] => [...leb(items.length), ...items.flat()];
  const section = (id: number, bytes: readonly number[]): number[] => [id, ...leb(bytes.length), ...bytes];
  const all = [...functions.values()];
  const code = all.map((f) => {
    const locals = vector([
      [...leb(f.i32Locals), I32],
      [...leb(f.v128Locals), V128],
    ]);
    return [...leb(locals.length + f.body.length + 1), ...locals, ...f.body, 0x0b];
  });
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, vector(all.map((f) => [0x60, ...vector(Array.from({ length: f.parameters }, () => [I32])), 0x00]))),
    ...section(2, vector([[...text('m'), ...text('memory'), 0x02, 0x00, 0x01]])),
    ...section(3, vector(all.map((_, i) => leb(i)))),
    ...section(7, vector([...functions.keys()].map((name, i) => [...text(name), 0x00, ...leb(i)]))),
    ...section(10, vector(code)),
  ]);
}

/** What kernels are written with; pixels are worked on in place, in a memory of `newMemory`. */
export const wasm = { get, set, seq, i32, f32, v128, whileLoop, when, moduleBytes };
