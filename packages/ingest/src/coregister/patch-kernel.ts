import { wasm, type WasmCode, type WasmFunction } from '@landscar/core';

const { get, i32, seq, set, v128, whileLoop } = wasm;

/** Columns that are summed at once: the side of the patch. */
export const PATCH_PX = 7;
const columns = Array.from({ length: PATCH_PX }, (_, k) => k);
const COMPLEX_BYTES = 16;
const FACTOR_BYTES = 2 * COMPLEX_BYTES;

const [SPECTRUM, FACTORS, FACTORS_END, ROWS, OUT] = [0, 1, 2, 3, 4] as const;
const [factor, value, turned] = [5, 6, 7] as const;
const sums = columns.map((k) => 8 + k);

const step = (local: number, by: number): WasmCode => set(local, i32.add(get(local), i32.of(by)));

/**
 * The rows of a complex spectrum times the phases of `PATCH_PX` columns: sum over u of (re, im) (cos, sin), a row after the
 * other, into `PATCH_PX` complex numbers a row at `OUT`. `FACTORS`: for each u, for each column (cos, cos) and (−sin, sin).
 * Every sum takes its terms one by one in their order: the same bits as written out in JavaScript.
 */
export function patchFunction(): WasmFunction {
  const body = whileLoop(
    get(ROWS),
    seq(
      ...sums.map((sum) => set(sum, v128.f64(0))),
      set(factor, get(FACTORS)),
      whileLoop(
        i32.ltS(get(factor), get(FACTORS_END)),
        seq(
          set(value, v128.load(get(SPECTRUM))),
          set(turned, v128.swapHalves(get(value))),
          ...columns.map((k) =>
            set(
              sums[k]!,
              v128.addF64(
                get(sums[k]!),
                v128.addF64(
                  v128.mulF64(get(value), v128.load(get(factor), k * FACTOR_BYTES)),
                  v128.mulF64(get(turned), v128.load(get(factor), k * FACTOR_BYTES + COMPLEX_BYTES)),
                ),
              ),
            ),
          ),
          step(SPECTRUM, COMPLEX_BYTES),
          step(factor, PATCH_PX * FACTOR_BYTES),
        ),
      ),
      ...columns.map((k) => v128.store(get(OUT), get(sums[k]!), k * COMPLEX_BYTES)),
      step(OUT, PATCH_PX * COMPLEX_BYTES),
      step(ROWS, -1),
    ),
  );
  return { parameters: 5, i32Locals: 1, v128Locals: 2 + PATCH_PX, body };
}
