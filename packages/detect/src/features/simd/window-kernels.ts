import { wasm, type WasmCode as Code, type WasmFunction } from '@landscar/core';

const { f32, get, i32, seq, set, v128, whileLoop } = wasm;

/**
 * Filters that need neighbours, over whole planes. Rows are found through a table of addresses that has the mirrored
 * rows above and below, columns through a table of byte offsets in a line; both are the caller's. Planes have room for
 * 64 bytes behind their last row, and outputs are not inputs.
 */
const [ROW_TABLE, OUT, LINE, COLUMN_TABLE, WIDTH, HEIGHT] = [0, 1, 2, 3, 4, 5] as const;
const GROUP = 4;
const groups = Array.from({ length: GROUP }, (_, j) => j);
const step = (local: number, by: number): Code => set(local, i32.add(get(local), i32.of(by)));
const times4 = (local: number): Code => i32.shl(get(local), i32.of(2));

/** Copies the mirrored columns around a line whose pixels start at `reach`; `x` and `line` are scratch locals. */
function mirrorLine(line: number, reach: number, x: number): Code {
  const source = (k: number): Code => i32.add(get(line), i32.load(get(COLUMN_TABLE), 4 * k));
  const behind = i32.add(get(line), times4(WIDTH));
  const all = Array.from({ length: reach }, (_, k) =>
    seq(
      i32.store(get(line), i32.load(source(k)), 4 * k),
      i32.store(get(x), i32.load(source(reach + k)), 4 * (reach + k)),
    ),
  );
  return seq(set(x, behind), ...all);
}

/** Symmetric kernel, centre first; down the columns into a line, then along the line. */
export function gaussianFunction(weights: Float64Array): WasmFunction {
  const reach = weights.length - 1;
  const [x, from, end, other] = [6, 7, 8, 9] as const;
  const sums = groups.map((j) => 10 + j);
  const rowAt = (k: number): Code => i32.add(i32.load(get(ROW_TABLE), 4 * (reach + k)), get(x));
  const weigh = (k: number, j: number, both: Code): Code =>
    set(sums[j]!, v128.add(get(sums[j]!), v128.mul(v128.f32(weights[k]!), both)));
  const down = seq(
    set(from, rowAt(0)),
    ...groups.map((j) => set(sums[j]!, v128.mul(v128.f32(weights[0]!), v128.load(get(from), 16 * j)))),
    ...Array.from({ length: reach }, (_, i) =>
      seq(
        set(from, rowAt(-i - 1)),
        set(other, rowAt(i + 1)),
        ...groups.map((j) => weigh(i + 1, j, v128.add(v128.load(get(from), 16 * j), v128.load(get(other), 16 * j)))),
      ),
    ),
    set(from, i32.add(get(LINE), get(x))),
    ...groups.map((j) => v128.store(get(from), get(sums[j]!), 4 * reach + 16 * j)),
  );
  const near = (k: number, j: number): Code => v128.load(get(from), 4 * (reach + k) + 16 * j);
  const along = seq(
    set(from, i32.add(get(LINE), get(x))),
    ...groups.map((j) => set(sums[j]!, v128.mul(v128.f32(weights[0]!), near(0, j)))),
    ...Array.from({ length: reach }, (_, i) =>
      seq(...groups.map((j) => weigh(i + 1, j, v128.add(near(-i - 1, j), near(i + 1, j))))),
    ),
    set(from, i32.add(get(OUT), get(x))),
    ...groups.map((j) => v128.store(get(from), get(sums[j]!), 16 * j)),
  );
  const across = (body: Code): Code =>
    seq(set(x, i32.of(0)), whileLoop(i32.ltS(get(x), get(end)), seq(body, step(x, 16 * GROUP))));
  const body = seq(
    set(end, times4(WIDTH)),
    whileLoop(
      get(HEIGHT),
      seq(
        across(down),
        mirrorLine(LINE, reach, x),
        across(along),
        set(OUT, i32.add(get(OUT), get(end))),
        step(ROW_TABLE, 4),
        step(HEIGHT, -1),
      ),
    ),
  );
  return { parameters: 6, i32Locals: 4, v128Locals: GROUP, body };
}

/**
 * Sums of integers over boxes of 2 `reach` + 1 pixels, divided by the Float32 at the address in parameter 6. Integers add up exactly, so a running sum does not know where it started. The row table goes on one
 * row further below.
 */
export function boxFunction(reach: number): WasmFunction {
  const size = 2 * reach + 1;
  const [divisor, x, a, b, end, sum] = [6, 7, 8, 9, 10, 11] as const;
  const vectors = (body: Code): Code =>
    seq(set(x, i32.of(0)), whileLoop(i32.ltS(get(x), get(end)), seq(body, step(x, 16))));
  const row = (k: number): Code => i32.add(i32.load(get(ROW_TABLE), 4 * k), get(x));
  const column = i32.add(get(LINE), get(x));
  const clear = vectors(v128.store(column, v128.i32(0), 4 * reach));
  const first = vectors(
    seq(
      set(a, column),
      ...Array.from({ length: size }, (_, k) =>
        v128.store(get(a), v128.addI32(v128.load(get(a), 4 * reach), v128.load(row(k))), 4 * reach),
      ),
    ),
  );
  const next = vectors(
    seq(
      set(a, column),
      v128.store(
        get(a),
        v128.addI32(v128.load(get(a), 4 * reach), v128.subI32(v128.load(row(size)), v128.load(row(0)))),
        4 * reach,
      ),
    ),
  );
  const along = seq(
    set(sum, i32.of(0)),
    set(a, get(LINE)),
    ...Array.from({ length: size }, (_, k) => set(sum, i32.add(get(sum), i32.load(get(a), 4 * k)))),
    set(x, i32.of(0)),
    whileLoop(
      i32.ltS(get(x), get(end)),
      seq(
        f32.store(i32.add(get(OUT), get(x)), f32.div(f32.ofI32(get(sum)), f32.load(get(divisor)))),
        set(b, i32.add(get(a), get(x))),
        set(sum, i32.add(get(sum), i32.sub(i32.load(get(b), 4 * size), i32.load(get(b))))),
        step(x, 4),
      ),
    ),
  );
  const body = seq(
    set(end, times4(WIDTH)),
    clear,
    first,
    whileLoop(
      get(HEIGHT),
      seq(
        mirrorLine(LINE, reach, x),
        along,
        set(OUT, i32.add(get(OUT), get(end))),
        next,
        step(ROW_TABLE, 4),
        step(HEIGHT, -1),
      ),
    ),
  );
  return { parameters: 7, i32Locals: 5, v128Locals: 0, body };
}

/**
 * Sobel gradients of two planes at once (not normalised): their product, and the squared length of each, times the mask.
 * Parameters: the two row tables of reach 1, room for four lines, width, height, mask, three outputs.
 */
export function sobelFunction(): WasmFunction {
  const [rowsA, rowsB, lines, width, height, mask, product, squareA, squareB] = [0, 1, 2, 3, 4, 5, 6, 7, 8] as const;
  const [x, end, line, pitch, from] = [9, 10, 11, 12, 13] as const;
  const [above, below, kept] = [14, 15, 16] as const;
  const gradient = [17, 18, 19, 20];
  const row = (table: number, k: number): Code => v128.load(i32.add(i32.load(get(table), 4 * k), get(x)));
  const vectors = (body: Code): Code =>
    seq(set(x, i32.of(0)), whileLoop(i32.ltS(get(x), get(end)), seq(body, step(x, 16))));
  const lineOf = (k: number): Code => {
    let at: Code = get(lines);
    for (let i = 0; i < k; i++) at = i32.add(at, get(pitch));
    return at;
  };
  const downLines = [rowsA, rowsB].flatMap((table, k) => [
    set(above, row(table, 0)),
    set(below, row(table, 2)),
    set(kept, row(table, 1)),
    set(from, i32.add(lineOf(2 * k), get(x))),
    v128.store(get(from), v128.sub(get(below), get(above)), 4),
    set(from, i32.add(lineOf(2 * k + 1), get(x))),
    v128.store(get(from), v128.add(v128.add(get(above), v128.add(get(kept), get(kept))), get(below)), 4),
  ]);
  const mirrorAll = [0, 1, 2, 3].map((k) =>
    seq(
      set(line, lineOf(k)),
      i32.store(get(line), i32.load(get(line), 4)),
      set(from, i32.add(get(line), get(end))),
      i32.store(get(from), i32.load(get(from)), 4),
    ),
  );
  const at = (n: number): Code => v128.load(get(from), 4 * n);
  const alongLines = [0, 1].flatMap((k) => [
    set(from, i32.add(lineOf(2 * k), get(x))),
    set(gradient[2 * k]!, v128.add(v128.add(at(0), v128.add(at(1), at(1))), at(2))),
    set(from, i32.add(lineOf(2 * k + 1), get(x))),
    set(gradient[2 * k + 1]!, v128.sub(at(2), at(0))),
  ]);
  const [d1, r1, d2, r2] = gradient.map((g) => get(g)) as [Code, Code, Code, Code];
  const dot = (a: Code, b: Code, c: Code, d: Code): Code =>
    v128.mul(get(kept), v128.add(v128.mul(a, b), v128.mul(c, d)));
  const body = seq(
    set(end, times4(width)),
    set(pitch, i32.add(get(end), i32.of(128))),
    whileLoop(
      get(height),
      seq(
        vectors(seq(...downLines)),
        ...mirrorAll,
        vectors(
          seq(
            ...alongLines,
            set(kept, v128.load(i32.add(get(mask), get(x)))),
            v128.store(i32.add(get(product), get(x)), dot(d1, d2, r1, r2)),
            v128.store(i32.add(get(squareA), get(x)), dot(d1, d1, r1, r1)),
            v128.store(i32.add(get(squareB), get(x)), dot(d2, d2, r2, r2)),
          ),
        ),
        ...[mask, product, squareA, squareB].map((p) => set(p, i32.add(get(p), get(end)))),
        step(rowsA, 4),
        step(rowsB, 4),
        step(height, -1),
      ),
    ),
  );
  return { parameters: 9, i32Locals: 5, v128Locals: 7, body };
}
