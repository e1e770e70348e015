import { wasm, type WasmCode as Code } from '@landscar/core';
import type { PixelKernel, PixelScope } from './pixel-kernel.js';

const { v128 } = wasm;
const { add, sub, mul, div, min, max, sqrt, f32: num } = v128;
const clip = (x: Code, most: Code, least: Code): Code => min(max(x, least), most);
const clipAt = (x: Code, most: number): Code => clip(x, num(most), num(-most));
const sum = (values: readonly Code[]): Code => values.reduce((a, b) => add(a, b));

/** Channels are clipped to this. */
const CLIP = 6;
const CLIP_DEVIATIONS = 12;

/** Natural logarithm of a positive normal number, to about 1 ulp (Cephes `logf`, Moshier 1989). */
function log(x: Code, keep: PixelScope['keep']): Code {
  const bits = keep(x);
  const m0 = keep(v128.or(v128.and(bits, v128.i32(0x007f_ffff)), v128.i32(0x3f00_0000)));
  const low = keep(v128.lt(m0, num(Math.SQRT1_2)));
  const e0 = v128.ofI32(v128.subI32(v128.shrU(bits, 23), v128.i32(126)));
  const e = keep(sub(e0, v128.and(low, num(1))));
  const m = keep(add(sub(m0, num(1)), v128.and(low, m0)));
  const z = keep(mul(m, m));
  let p = num(7.0376836292e-2);
  for (const c of [
    -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1, 2.0000714765e-1,
    -2.4999993993e-1, 3.3333331174e-1,
  ]) {
    p = add(mul(p, m), num(c));
  }
  const y = sub(add(mul(mul(p, m), z), mul(e, num(-2.1219444e-4))), mul(z, num(0.5)));
  return add(add(m, y), mul(e, num(0.693359375)));
}

const kernel = (inputs: number, constants: number, formula: PixelKernel['formula']): PixelKernel => ({
  inputs,
  constants,
  formula,
});

/** (a − b) / (a + b + 0.001). */
const ratio = (a: Code, b: Code): Code => div(sub(a, b), add(add(a, b), num(1e-3)));

/** NDVI and what tells bare ground, of blue, red, nir and, where there, swir, raised to 0.001 (`indices.ts`). */
function indexPair(bands: readonly Code[], keep: PixelScope['keep']): [green: Code, bare: Code] {
  const [b, r, n, s] = bands.map((x) => keep(max(x, num(0.001)))) as [Code, Code, Code, Code?];
  return [keep(ratio(n, r)), keep(s === undefined ? ratio(r, b) : ratio(add(s, r), add(n, b)))];
}

/** The bands of `indexPair` before, the same after, mask → NDVI × 2 and bare ground × 4 of both dates; their changes. */
const indices = (bandCount: 3 | 4): PixelKernel =>
  kernel(2 * bandCount + 1, 0, ({ x, keep }) => {
    const m = x[2 * bandCount]!;
    const [n1, s1] = indexPair(x.slice(0, bandCount), keep);
    const [n2, s2] = indexPair(x.slice(bandCount, 2 * bandCount), keep);
    const twice = (v: Code): Code => mul(m, mul(v, num(2)));
    const fourTimes = (v: Code): Code => mul(m, mul(v, num(4)));
    return [twice(n1), twice(n2), fourTimes(s1), fourTimes(s2), mul(m, sub(n2, n1)), mul(m, sub(s2, s1))];
  });

/** before, after, mask; gain, offset → what the fit leaves. */
const residual = ([b, a, m]: readonly Code[], [gain, offset]: readonly Code[]): Code =>
  mul(m!, sub(sub(a!, mul(gain!, b!)), offset!));

/** Numbers of bands that there is code for (`feature-bands.ts`). */
type BandCount = 4 | 5 | 6;
type OverBands = 'multi' | 'vector' | 'rootMeanLog';

/** Formulas over `n` bands at once. */
const bandKernels = (n: BandCount): Readonly<Record<OverBands, PixelKernel>> => ({
  /** n bands before, one after, mask; n factors, constant, 1 / scale → deviations clipped to ±12. */
  multi: kernel(n + 2, n + 2, ({ x, c }) => {
    const fit = sum([...x.slice(0, n).map((band, k) => mul(c[k]!, band)), c[n]!]);
    return [clipAt(mul(mul(x[n + 1]!, sub(x[n]!, fit)), c[n + 1]!), CLIP_DEVIATIONS)];
  }),
  /** n bands before, n after, mask; 1 / deviation and mean / deviation of each → length of the difference. */
  vector: kernel(2 * n + 1, 4 * n, ({ x, c, keep }) => {
    const standard = (k: number): Code => clipAt(sub(mul(x[k]!, c[2 * k]!), c[2 * k + 1]!), 5);
    const squares = Array.from({ length: n }, (_, b) => {
      const d = keep(sub(standard(n + b), standard(b)));
      return mul(d, d);
    });
    return [mul(x[2 * n]!, sqrt(sum(squares)))];
  }),
  /** n planes; floor, addend → log of their root mean square. */
  rootMeanLog: kernel(n, 2, ({ x, c: [floor, addend], keep }) => [
    add(log(add(sqrt(mul(sum(x.map((v) => mul(v, v))), num(1 / n))), floor!), keep), addend!),
  ]),
});

const BAND_FORMULAS = Object.fromEntries(
  ([4, 5, 6] as const).flatMap((n) =>
    Object.entries(bandKernels(n)).map(([name, formula]) => [`${name}${n}`, formula] as const),
  ),
) as Readonly<Record<`${OverBands}${BandCount}`, PixelKernel>>;

/** The formula for that many bands. */
export const overBands = (name: OverBands, count: number): FormulaName => `${name}${count as BandCount}`;

/**
 * Formulas of the features, four pixels at a time; inputs, then constants. `mask` is 1 where the ground was seen, else 0.
 */
export const FORMULAS = {
  /** before, after, mask; gain, offset, 1 / scale → residual, and in deviations clipped to ±12. */
  residual: kernel(3, 3, ({ x, c, keep }) => {
    const d = keep(residual(x, c));
    return [d, clipAt(mul(d, c[2]!), CLIP_DEVIATIONS)];
  }),
  /** The same; only the latter. */
  scaledResidual: kernel(3, 3, ({ x, c }) => [clipAt(mul(residual(x, c), c[2]!), CLIP_DEVIATIONS)]),
  /** band; 1 / deviation, mean / deviation → clipped to ±5. */
  standard: kernel(2, 2, ({ x: [v, m], c: [per, shift] }) => [mul(m!, clipAt(sub(mul(v!, per!), shift!), 5))]),
  /** plane; floor → logarithm. */
  logPlus: kernel(1, 1, ({ x: [v], c: [floor], keep }) => [log(add(v!, floor!), keep)]),
  /** plane; shift, factor → (x − shift) × factor clipped to ±6. */
  scale: kernel(1, 2, ({ x: [v], c: [shift, factor] }) => [clipAt(mul(sub(v!, shift!), factor!), CLIP)]),
  /** log length; median, 1 / share → above the median; clipped; as a share of the 90th percentile. */
  above: kernel(1, 2, ({ x: [v], c: [median, perShare], keep }) => {
    const above = keep(sub(v!, median!));
    return [above, clipAt(above, CLIP), clipAt(mul(above, perShare!), CLIP)];
  }),
  /** a, b; most, floor → a, not below b − most; b itself where that is not over the floor. */
  lookAgain: kernel(2, 2, ({ x: [a, b], c: [most, floor], keep }) => {
    const before = keep(b!);
    return [v128.select(max(a!, sub(before, most!)), before, v128.gt(before, floor!))];
  }),
  /** plane → half of it clipped to ±9. */
  half: kernel(1, 0, ({ x: [v] }) => [mul(clipAt(v!, 9), num(0.5))]),
  indices: indices(4),
  indicesWithoutSwir: indices(3),
  ...BAND_FORMULAS,
  /** nir, swir, mask → twice the built-up index clipped to ±6 (Zha et al. 2003). */
  builtUp: kernel(3, 0, ({ x: [n, s, m] }) => [
    clipAt(mul(m!, div(mul(sub(s!, n!), num(2)), add(add(s!, n!), num(1e-3)))), CLIP),
  ]),
  /** blue, green, red, mask; median → log of the mean visible reflectance above its median. */
  brightness: kernel(4, 1, ({ x: [b, g, r, m], c: [median], keep }) => [
    mul(m!, sub(log(max(mul(add(add(b!, g!), r!), num(1 / 3)), num(0.005)), keep), median!)),
  ]),
  /** mean of squares, mean → log of the deviation. */
  deviationLog: kernel(2, 0, ({ x: [squares, mean], keep }) => {
    const m = keep(mean!);
    return [log(add(sqrt(max(sub(squares!, mul(m, m)), num(0))), num(0.02)), keep)];
  }),
  /** a, b, mask → b − a where seen. */
  difference: kernel(3, 0, ({ x: [a, b, m] }) => [mul(m!, sub(b!, a!))]),
  /** product, two squared lengths, all smoothed → 2 × cosine, clipped to ±6. */
  cosine: kernel(3, 0, ({ x: [p, a, b] }) => [
    clipAt(div(mul(p!, num(2)), add(sqrt(max(mul(a!, b!), num(0))), num(1e-3))), CLIP),
  ]),
  /** plane, its box mean, share of the box that was seen, mask → above its surroundings, clipped to ±6. */
  contrast: kernel(4, 0, ({ x: [v, mean, share, m], keep }) => {
    const s = keep(share!);
    const around = v128.select(div(mean!, s), mean!, v128.gt(s, num(0)));
    return [clipAt(mul(m!, sub(v!, around)), CLIP)];
  }),
  /** smoothed plane, share of the weights that fell on seen ground → divided by it where something is missing. */
  unmask: kernel(2, 0, ({ x: [v, share], keep }) => {
    const s = keep(share!);
    const filled = v128.and(v128.gt(s, num(1e-4)), div(v!, s));
    return [v128.select(filled, v!, v128.lt(s, num(1 - 1e-5)))];
  }),
  /** plane, mask; steps a unit → whole steps as 32-bit integers, 0 where hidden. */
  steps: kernel(2, 1, ({ x: [v, m], c: [perUnit] }) => [v128.toI32(v128.nearest(mul(mul(v!, m!), perUnit!)))]),
  /** plane; steps a unit → whole steps of its square. */
  squareSteps: kernel(1, 1, ({ x: [v], c: [perUnit] }) => [v128.toI32(v128.nearest(mul(mul(v!, v!), perUnit!)))]),
} as const satisfies Readonly<Record<string, PixelKernel>>;

export type FormulaName = keyof typeof FORMULAS;
