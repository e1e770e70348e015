import { wasm, type WasmCode as Code, type WasmFunction } from '@landscar/core';

const { get, i32, seq, set, v128, whileLoop, when } = wasm;

/** What a formula works with: vectors of four pixels. */
export interface PixelScope {
  /** Values of the input planes. */
  readonly x: readonly Code[];
  /** Constants of the call. */
  readonly c: readonly Code[];
  /** Computes a value once, for use several times. */
  readonly keep: (value: Code) => Code;
}

export interface PixelKernel {
  readonly inputs: number;
  readonly constants: number;
  /** One value an output plane. */
  readonly formula: (scope: PixelScope) => readonly Code[];
}

/** Parameters of the function: table of addresses and constants, first byte in every plane, width px, rows, bytes a row. */
const [PARAMS, OFFSET, WIDTH, ROWS, STRIDE] = [0, 1, 2, 3, 4] as const;
const PARAMETERS = 5;

/**
 * A function over a rectangle of planes, in: `inputs` addresses, output addresses, constants, four bytes each at `PARAMS`.
 * Nothing outside of the rectangle is written; up to 12 bytes behind a row are read. Outputs may be inputs.
 */
export function pixelFunction(kernel: PixelKernel): WasmFunction {
  const { inputs, constants, formula } = kernel;
  const planes = inputs + outputsOf(kernel);
  const [x, full] = [PARAMETERS, PARAMETERS + 1];
  const address = (k: number): number => PARAMETERS + 2 + k;
  const firstVector = PARAMETERS + 2 + planes;
  const constant = (k: number): number => firstVector + k;
  const value = (k: number): number => firstVector + constants + k;
  let nextTemporary = firstVector + constants + inputs;

  const fourPixels = (store: (output: number, result: Code) => Code): Code => {
    const body: Code[] = [];
    for (let k = 0; k < inputs; k++) body.push(set(value(k), v128.load(i32.add(get(address(k)), get(x)))));
    const results = formula({
      x: Array.from({ length: inputs }, (_, k) => get(value(k))),
      c: Array.from({ length: constants }, (_, k) => get(constant(k))),
      keep: (code) => {
        const local = nextTemporary++;
        body.push(set(local, code));
        return get(local);
      },
    });
    return seq(...body, ...results.map((result, k) => store(k, result)));
  };
  const at = (k: number): Code => i32.add(get(address(inputs + k)), get(x));
  const whole = fourPixels((k, result) => v128.store(at(k), result));
  const rest = fourPixels((k, result) => {
    const local = nextTemporary++;
    const lane = (n: number): Code => v128.storeLane(at(k), get(local), n);
    const over = (n: number): Code => i32.gtU(i32.and(get(WIDTH), i32.of(3)), i32.of(n));
    return seq(set(local, result), lane(0), when(over(1), lane(1)), when(over(2), lane(2)));
  });
  const body = seq(
    ...Array.from({ length: planes }, (_, k) => set(address(k), i32.add(i32.load(get(PARAMS), 4 * k), get(OFFSET)))),
    ...Array.from({ length: constants }, (_, k) => set(constant(k), v128.splatFrom(get(PARAMS), 4 * (planes + k)))),
    set(full, i32.shl(i32.and(get(WIDTH), i32.of(-4)), i32.of(2))),
    whileLoop(
      get(ROWS),
      seq(
        set(x, i32.of(0)),
        whileLoop(i32.ltS(get(x), get(full)), seq(whole, set(x, i32.add(get(x), i32.of(16))))),
        when(i32.and(get(WIDTH), i32.of(3)), rest),
        ...Array.from({ length: planes }, (_, k) => set(address(k), i32.add(get(address(k)), get(STRIDE)))),
        set(ROWS, i32.sub(get(ROWS), i32.of(1))),
      ),
    ),
  );
  return {
    parameters: PARAMETERS,
    i32Locals: 2 + planes,
    v128Locals: nextTemporary - firstVector,
    body,
  };
}

/** Count of output planes. */
export const outputsOf = ({ inputs, constants, formula }: PixelKernel): number =>
  formula({
    x: Array.from({ length: inputs }, () => []),
    c: Array.from({ length: constants }, () => []),
    keep: () => [],
  }).length;
