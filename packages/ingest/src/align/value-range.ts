import { KernelRoom, wasm, type WasmFunction } from '@landscar/core';

const STRIP_PX = 32_768;
const VECTOR_PX = 8;
const AT = 32;

/** Eight least, then eight largest numbers of so many bytes from `AT` on, into the start of the memory. */
function rangeFunction(): WasmFunction {
  const { get, i32, seq, set, v128, whileLoop } = wasm;
  const [left, least, most, numbers] = [0, 1, 2, 3] as const;
  const body = seq(
    set(least, v128.i32(-1)),
    set(most, v128.i32(0)),
    whileLoop(
      get(left),
      seq(
        set(left, i32.sub(get(left), i32.of(2 * VECTOR_PX))),
        set(numbers, v128.load(get(left), AT)),
        set(least, v128.minU16(get(least), get(numbers))),
        set(most, v128.maxU16(get(most), get(numbers))),
      ),
    ),
    v128.store(i32.of(0), get(least)),
    v128.store(i32.of(0), get(most), 2 * VECTOR_PX),
  );
  return { parameters: 1, i32Locals: 0, v128Locals: 3, body };
}

const room = new KernelRoom({ range: rangeFunction() });

/** Least and largest number of a band; of none 65 535 and 0. */
export function valueRange(band: Uint16Array | Uint8Array): { readonly least: number; readonly most: number } {
  const buffer = room.buffer(AT + 2 * STRIP_PX);
  const found = new Uint16Array(buffer, 0, 2 * VECTOR_PX);
  const pixels = new Uint16Array(buffer, AT, STRIP_PX);
  let [least, most] = [65_535, 0];
  for (let from = 0; from < band.length; from += STRIP_PX) {
    const strip = band.subarray(from, from + STRIP_PX);
    pixels.set(strip);
    const whole = Math.ceil(strip.length / VECTOR_PX) * VECTOR_PX;
    // What fills the last vector changes neither end.
    pixels.fill(strip[0]!, strip.length, whole);
    room.run('range', 2 * whole);
    for (let k = 0; k < VECTOR_PX; k++) {
      least = Math.min(least, found[k]!);
      most = Math.max(most, found[VECTOR_PX + k]!);
    }
  }
  return { least, most };
}
