/** Waves and noise within what features may be (±6), seeded: no imagery goes into a model folder. */
export function syntheticInput(channels: number, sizePx: number, seed = 20_261_123): Float32Array {
  let state = seed >>> 0;
  const input = new Float32Array(channels * sizePx * sizePx);
  for (let i = 0; i < input.length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const [x, y, c] = [i % sizePx, Math.floor(i / sizePx) % sizePx, Math.floor(i / sizePx ** 2)];
    const wave = 2 * Math.sin(x / (2 + c / 3)) * Math.cos(y / (3 + (c % 5)));
    input[i] = Math.min(6, Math.max(-6, wave + (state / 2 ** 31 - 1)));
  }
  return input;
}
