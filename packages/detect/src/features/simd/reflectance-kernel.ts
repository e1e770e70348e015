import { wasm, type WasmCode as Code, type WasmFunction } from '@landscar/core';

const { get, i32, seq, set, v128, whileLoop } = wasm;

const [FROM, OUT, LEFT, PARAMS] = [0, 1, 2, 3] as const;
const [scale, offset, numbers, zeros, four] = [4, 5, 6, 7, 8] as const;

/** Where the parameters lie from `PARAMS` on, bytes: two 64-bit numbers, and what the function answers. */
export const REFLECTANCE_PARAMS = { scale: 0, offset: 8, zeros: 16 } as const;

/**
 * Digital numbers (16 bits) × scale + offset, in doubles, rounded once to 32 bits; `LEFT` is how many pixels, a multiple of
 * 8. Some of the 16 bytes of the answer are not 0 where any number was 0.
 */
export function reflectanceFunction(): WasmFunction {
  const two = (integers: Code): Code =>
    v128.ofF64(v128.addF64(v128.mulF64(v128.toF64(integers), get(scale)), get(offset)));
  const store = (integers: Code, at: number): Code =>
    seq(set(four, integers), v128.store(get(OUT), v128.firstHalves(two(get(four)), two(v128.lastHalf(get(four)))), at));
  const step = (local: number, by: number): Code => set(local, i32.add(get(local), i32.of(by)));
  const body = seq(
    set(scale, v128.splat64From(get(PARAMS), REFLECTANCE_PARAMS.scale)),
    set(offset, v128.splat64From(get(PARAMS), REFLECTANCE_PARAMS.offset)),
    whileLoop(
      get(LEFT),
      seq(
        set(numbers, v128.load(get(FROM))),
        set(zeros, v128.or(get(zeros), v128.eqI16(get(numbers), v128.i32(0)))),
        store(v128.lowU16(get(numbers)), 0),
        store(v128.highU16(get(numbers)), 16),
        step(FROM, 16),
        step(OUT, 32),
        step(LEFT, -8),
      ),
    ),
    v128.store(get(PARAMS), get(zeros), REFLECTANCE_PARAMS.zeros),
  );
  return { parameters: 4, i32Locals: 0, v128Locals: 5, body };
}
