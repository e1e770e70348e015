import { wasm, type WasmCode as Code, type WasmFunction } from '@landscar/core';

const { get, i32, seq, set, v128, whileLoop } = wasm;

/** First and last-but-one byte of the table of addresses, weights, output, groups of 16 pixels, units. */
const [TABLE, TABLE_END, WEIGHTS, OUT, LEFT, UNITS] = [0, 1, 2, 3, 4, 5] as const;
const [at, weight, unit, row, from] = [6, 7, 8, 9, 10] as const;
const GROUP = 4;
const groups = Array.from({ length: GROUP }, (_, j) => j);
const sums = groups.map((j) => 11 + j);
const answers = groups.map((j) => 15 + j);
const factor = 19;
const step = (local: number, by: number): Code => set(local, i32.add(get(local), i32.of(by)));
const nextWeight = (): Code => seq(set(factor, v128.splatFrom(get(weight), 0)), step(weight, 4));

/** Pixels that are worked on at once: up to 15 behind the last are read and written. */
export const DENSE_GROUP_PX = 4 * GROUP;

/**
 * A net of one hidden layer of rectified units over planes: Float32 weights in the order answer's bias, then for each unit its
 * bias, one weight a plane, its share of the answer. Products and sums are rounded one by one, in this order.
 */
export function denseFunction(): WasmFunction {
  const body = whileLoop(
    get(LEFT),
    seq(
      set(weight, get(WEIGHTS)),
      nextWeight(),
      ...answers.map((answer) => set(answer, get(factor))),
      set(unit, get(UNITS)),
      whileLoop(
        get(unit),
        seq(
          nextWeight(),
          ...sums.map((sum) => set(sum, get(factor))),
          set(row, get(TABLE)),
          whileLoop(
            i32.ltS(get(row), get(TABLE_END)),
            seq(
              nextWeight(),
              set(from, i32.add(i32.load(get(row)), get(at))),
              ...groups.map((j) =>
                set(sums[j]!, v128.add(get(sums[j]!), v128.mul(get(factor), v128.load(get(from), 16 * j)))),
              ),
              step(row, 4),
            ),
          ),
          nextWeight(),
          ...groups.map((j) =>
            set(answers[j]!, v128.add(get(answers[j]!), v128.mul(get(factor), v128.max(get(sums[j]!), v128.f32(0))))),
          ),
          step(unit, -1),
        ),
      ),
      set(from, i32.add(get(OUT), get(at))),
      ...groups.map((j) => v128.store(get(from), get(answers[j]!), 16 * j)),
      step(at, 16 * GROUP),
      step(LEFT, -1),
    ),
  );
  return { parameters: 6, i32Locals: 5, v128Locals: 9, body };
}
