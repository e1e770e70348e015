import { KernelRoom, wasm, type WasmFunction } from '@landscar/core';

const VECTOR_PX = 8;
const STRIP_ROWS = 32;
/** Where pixels start; before it lie eight of the least numbers. */
const AT = 16;

const [IN, OUT, ROW_BYTES, OUT_ROW_BYTES, ROWS] = [0, 1, 2, 3, 4] as const;
const [x, from, least, above, below, first, second] = [5, 6, 7, 8, 9, 10, 11] as const;

/** (a + b + c + d + 2) >> 2 of 16-bit numbers. Rows are read up to 32 and written up to 16 bytes beyond their end. */
function halveFunction(): WasmFunction {
  const { get, i32, seq, set, v128, whileLoop } = wasm;
  const eight = (offset: number) =>
    seq(
      set(above, v128.load(get(from), offset)),
      set(below, v128.load(i32.add(get(from), get(ROW_BYTES)), offset)),
      set(least, v128.minU16(get(least), v128.minU16(get(above), get(below)))),
    );
  const mean = v128.shrU(
    v128.addI32(v128.addI32(v128.sumPairsU16(get(above)), v128.sumPairsU16(get(below))), v128.i32(2)),
    2,
  );
  const body = seq(
    set(least, v128.i32(-1)),
    whileLoop(
      get(ROWS),
      seq(
        set(x, i32.of(0)),
        whileLoop(
          i32.ltS(get(x), get(OUT_ROW_BYTES)),
          seq(
            set(from, i32.add(get(IN), i32.shl(get(x), i32.of(1)))),
            eight(0),
            set(first, mean),
            eight(2 * VECTOR_PX),
            set(second, mean),
            v128.store(i32.add(get(OUT), get(x)), v128.toU16(get(first), get(second))),
            set(x, i32.add(get(x), i32.of(2 * VECTOR_PX))),
          ),
        ),
        set(IN, i32.add(get(IN), i32.shl(get(ROW_BYTES), i32.of(1)))),
        set(OUT, i32.add(get(OUT), get(OUT_ROW_BYTES))),
        set(ROWS, i32.sub(get(ROWS), i32.of(1))),
      ),
    ),
    v128.store(i32.of(0), get(least)),
  );
  return { parameters: 5, i32Locals: 2, v128Locals: 5, body };
}

const room = new KernelRoom({ halve: halveFunction() });

/**
 * Means of two by two of the whole pairs of rows and columns of a band, rounded, into `out`, whose rows are
 * `ceil(width / 2)` long: a last odd row or column is not looked at. Answers with the first row (of `out`) of the strip
 * that holds a 0, up to which all is done; the number of whole pairs of rows where none does.
 */
export function halveRows(band: Uint16Array, width: number, height: number, out: Uint16Array): number {
  const outWidth = Math.ceil(width / 2);
  const inBytes = 2 * 2 * STRIP_ROWS * width;
  const outAt = AT + inBytes + 4 * VECTOR_PX * 2;
  const buffer = room.buffer(outAt + 2 * STRIP_ROWS * outWidth + 2 * VECTOR_PX);
  const least = new Uint16Array(buffer, 0, VECTOR_PX);
  for (let y = 0; y < height >> 1; y += STRIP_ROWS) {
    const rows = Math.min(STRIP_ROWS, (height >> 1) - y);
    const strip = band.subarray(2 * y * width, 2 * (y + rows) * width);
    const pixels = new Uint16Array(buffer, AT, strip.length + 4 * VECTOR_PX);
    pixels.set(strip);
    // What is read behind the last row is no hole.
    pixels.fill(1, strip.length);
    room.run('halve', AT, outAt, 2 * width, 2 * outWidth, rows);
    if (least.includes(0)) return y;
    out.set(new Uint16Array(buffer, outAt, rows * outWidth), y * outWidth);
  }
  return height >> 1;
}
