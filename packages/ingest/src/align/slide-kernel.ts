import { wasm, type WasmCode, type WasmFunction } from '@landscar/core';

const { get, i32, seq, set, v128, whileLoop, when } = wasm;

const [SOURCE, OUT, WIDTH, ROWS, SOURCE_ROW_BYTES, LINE_BYTES, ROOM] = [0, 1, 2, 3, 4, 5, 6] as const;
const [x, done, from, swap, ...lines] = [7, 8, 9, 10, 11, 12, 13, 14] as const;
/** Weights along x, then y; scratch. */
const weights = [15, 16, 17, 18, 19, 20, 21, 22] as const;
const [two, three, sum, other] = [23, 24, 25, 26] as const;

/** Bytes of the weights, eight 64-bit numbers, at the start of `ROOM`; four lines of 64-bit numbers follow. */
export const WEIGHT_BYTES = 64;
/** Pixels that are worked on at once: lines and rows are read and written up to the next multiple of it. */
export const GROUP_PX = 8;

const byte = (local: number, shift: number): WasmCode => i32.shl(get(local), i32.of(shift));
const step = (local: number, by: number): WasmCode => set(local, i32.add(get(local), i32.of(by)));

/** ((a p + b q) + c r) + d s, in this order: the sums are the same to the last bit as written out in JavaScript. */
const weigh = (first: number, [p, q, r, s]: readonly [WasmCode, WasmCode, WasmCode, WasmCode]): WasmCode =>
  [p, q, r, s].map((value, k) => v128.mulF64(get(weights[first + k]!), value)).reduce((a, b) => v128.addF64(a, b));

/** One source row through the weights along x, into the last line. */
function across(): WasmCode {
  const at = i32.add(get(SOURCE), byte(x, 1));
  const four = (shift: number): WasmCode => v128.loadU16(get(from), 2 * shift);
  const line = i32.add(get(lines[3]), byte(x, 3));
  const firstTwo = weigh(0, [v128.toF64(four(0)), v128.toF64(four(1)), v128.toF64(get(two)), v128.toF64(get(three))]);
  const nextTwo = weigh(0, [
    v128.toF64(get(two)),
    v128.toF64(get(three)),
    v128.toF64(v128.lastHalf(get(two))),
    v128.toF64(v128.lastHalf(get(three))),
  ]);
  return seq(
    set(x, i32.of(0)),
    whileLoop(
      i32.ltS(get(x), get(WIDTH)),
      seq(
        set(from, at),
        set(two, four(2)),
        set(three, four(3)),
        set(sum, firstTwo),
        set(other, nextTwo),
        set(from, line),
        v128.store(get(from), get(sum)),
        v128.store(get(from), get(other), 16),
        step(x, 4),
      ),
    ),
  );
}

/** The four lines through the weights along y, rounded, 1 to 65 535. */
function down(): WasmCode {
  const pair = (k: number): WasmCode =>
    v128.cutF64(
      v128.addF64(
        weigh(
          4,
          [0, 1, 2, 3].map((n) => v128.load(i32.add(get(lines[n]!), get(from)), 16 * k)) as [
            WasmCode,
            WasmCode,
            WasmCode,
            WasmCode,
          ],
        ),
        v128.f64(0.5),
      ),
    );
  return seq(
    set(x, i32.of(0)),
    whileLoop(
      i32.ltS(get(x), get(WIDTH)),
      seq(
        set(from, byte(x, 3)),
        set(sum, v128.firstHalves(pair(0), pair(1))),
        set(other, v128.firstHalves(pair(2), pair(3))),
        v128.store(i32.add(get(OUT), byte(x, 1)), v128.maxU16(v128.toU16(get(sum), get(other)), v128.i32(0x0001_0001))),
        step(x, GROUP_PX),
      ),
    ),
  );
}

/**
 * `ROWS` + 3 rows of 16-bit numbers, `SOURCE_ROW_BYTES` apart, to `ROWS` rows of `WIDTH` at `OUT`. Up to seven pixels behind
 * the last row are written, eleven behind a source row are read.
 */
export function slideFunction(): WasmFunction {
  const body = seq(
    ...weights.map((local, k) => set(local, v128.splat64From(get(ROOM), 8 * k))),
    set(lines[0], i32.add(get(ROOM), i32.of(WEIGHT_BYTES))),
    ...[1, 2, 3].map((n) => set(lines[n]!, i32.add(get(lines[n - 1]!), get(LINE_BYTES)))),
    set(done, i32.of(0)),
    whileLoop(
      get(ROWS),
      seq(
        set(swap, get(lines[0])),
        ...[0, 1, 2].map((n) => set(lines[n]!, get(lines[n + 1]!))),
        set(lines[3], get(swap)),
        across(),
        step(done, 1),
        set(SOURCE, i32.add(get(SOURCE), get(SOURCE_ROW_BYTES))),
        when(i32.gtU(get(done), i32.of(3)), seq(down(), set(OUT, i32.add(get(OUT), byte(WIDTH, 1))), step(ROWS, -1))),
      ),
    ),
  );
  return { parameters: 7, i32Locals: 8, v128Locals: 12, body };
}
