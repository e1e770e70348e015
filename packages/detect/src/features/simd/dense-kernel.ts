import { wasm, type WasmCode as Code, type WasmFunction } from '@landscar/core';

const { get, i32, seq, set, v128, whileLoop, when } = wasm;

/** First and last-but-one byte of the table of addresses, weights, output, groups of 16 pixels, pairs of units, bytes of a unit, known. */
const [TABLE, TABLE_END, WEIGHTS, OUT, LEFT, PAIRS, UNIT_BYTES, KNOWN] = [0, 1, 2, 3, 4, 5, 6, 7] as const;
const [at, weight, pair, row, from] = [8, 9, 10, 11, 12] as const;
const GROUP = 4;
const groups = Array.from({ length: GROUP }, (_, j) => j);
const [sums, others, answers] = [13, 17, 21].map((first) => groups.map((j) => first + j)) as [
  number[],
  number[],
  number[],
];
const [factor, other, pixels] = [25, 26, 27] as const;
const step = (local: number, by: Code): Code => set(local, i32.add(get(local), by));
/** The next weight of a unit and of the one after it. */
const nextWeights = (): Code =>
  seq(
    set(factor, v128.splatFrom(get(weight), 0)),
    set(other, v128.splatFrom(i32.add(get(weight), get(UNIT_BYTES)), 0)),
    step(weight, i32.of(4)),
  );
const addProduct = (sum: number, a: Code, b: Code): Code => set(sum, v128.add(get(sum), v128.mul(a, b)));

/** Pixels that are worked on at once: up to 15 behind the last are read and written. */
export const DENSE_GROUP_PX = 4 * GROUP;
/** Byte of the number that `known` must pass for a pixel to be worked on. */
export const DENSE_FLOOR_BYTE = 0;

/**
 * A net of one hidden layer of rectified units over planes: Float32 weights in the order answer's bias, then for each unit its
 * bias, one weight a plane, its share of the answer; units in pairs. Products and sums are rounded one by one, in this order. Groups of
 * pixels of which none passes the floor in the plane `known` get what that plane has.
 */
export function denseFunction(): WasmFunction {
  const net = seq(
    set(weight, get(WEIGHTS)),
    ...answers.map((answer) => set(answer, v128.splatFrom(get(weight), 0))),
    step(weight, i32.of(4)),
    set(pair, get(PAIRS)),
    whileLoop(
      get(pair),
      seq(
        nextWeights(),
        ...groups.flatMap((j) => [set(sums[j]!, get(factor)), set(others[j]!, get(other))]),
        set(row, get(TABLE)),
        whileLoop(
          i32.ltS(get(row), get(TABLE_END)),
          seq(
            nextWeights(),
            set(from, i32.add(i32.load(get(row)), get(at))),
            ...groups.flatMap((j) => [
              set(pixels, v128.load(get(from), 16 * j)),
              addProduct(sums[j]!, get(factor), get(pixels)),
              addProduct(others[j]!, get(other), get(pixels)),
            ]),
            step(row, i32.of(4)),
          ),
        ),
        nextWeights(),
        ...groups.flatMap((j) => [
          addProduct(answers[j]!, get(factor), v128.max(get(sums[j]!), v128.f32(0))),
          addProduct(answers[j]!, get(other), v128.max(get(others[j]!), v128.f32(0))),
        ]),
        step(weight, get(UNIT_BYTES)),
        step(pair, i32.of(-1)),
      ),
    ),
  );
  const highest = answers.map((answer) => get(answer)).reduce((a, b) => v128.max(a, b));
  const body = whileLoop(
    get(LEFT),
    seq(
      set(from, i32.add(get(KNOWN), get(at))),
      ...groups.map((j) => set(answers[j]!, v128.load(get(from), 16 * j))),
      when(v128.anyTrue(v128.gt(highest, v128.splatFrom(i32.of(DENSE_FLOOR_BYTE), 0))), net),
      set(from, i32.add(get(OUT), get(at))),
      ...groups.map((j) => v128.store(get(from), get(answers[j]!), 16 * j)),
      step(at, i32.of(16 * GROUP)),
      step(LEFT, i32.of(-1)),
    ),
  );
  return { parameters: 8, i32Locals: 5, v128Locals: 15, body };
}
