// One hidden layer of rectified units, Adam, weighted logistic loss: all that the screen of the change gate needs.
import { randomOf } from '../../packages/train/dist/index.js';

/** `examples`: (n, count) features row by row, labels 0 or 1, weights. Answers a net as `gate/cell-net.ts` wants it. */
export function trainCellNet({ rows, labels, weights, count }, { units, epochs, rate, seed }) {
  const n = labels.length;
  const { mean, deviation } = standardise(rows, n, count);
  const random = randomOf('gate', seed);
  const normal = () => random.normal(0, 1);
  const stride = count + 1;
  const size = units * stride + units + 1;
  const w = Float64Array.from({ length: size }, (_, i) =>
    i < units * stride
      ? i % stride === count
        ? 0
        : normal() * Math.sqrt(2 / count)
      : i === size - 1
        ? -3
        : normal() * 0.3,
  );
  const [m, v, g] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
  const [x, h] = [new Float64Array(count), new Float64Array(units)];
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  const batch = 256;
  let step = 0;
  const total = epochs * Math.ceil(n / batch);
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let i = n - 1; i > 0; i--) {
      const j = random.below(i + 1);
      [order[i], order[j]] = [order[j], order[i]];
    }
    let loss = 0;
    for (let from = 0; from < n; from += batch) {
      g.fill(0);
      const to = Math.min(n, from + batch);
      for (let e = from; e < to; e++) {
        const at = order[e] * count;
        for (let k = 0; k < count; k++) x[k] = (rows[at + k] - mean[k]) / deviation[k];
        let logit = w[size - 1];
        for (let u = 0; u < units; u++) {
          const row = u * stride;
          let sum = w[row + count];
          for (let k = 0; k < count; k++) sum += w[row + k] * x[k];
          h[u] = sum > 0 ? sum : 0;
          logit += w[units * stride + u] * h[u];
        }
        const p = 1 / (1 + Math.exp(-logit));
        const weight = weights[order[e]];
        loss -= weight * Math.log(Math.max(1e-9, labels[order[e]] ? p : 1 - p));
        const d = weight * (p - labels[order[e]]);
        g[size - 1] += d;
        for (let u = 0; u < units; u++) {
          g[units * stride + u] += d * h[u];
          if (h[u] <= 0) continue;
          const dh = d * w[units * stride + u];
          const row = u * stride;
          for (let k = 0; k < count; k++) g[row + k] += dh * x[k];
          g[row + count] += dh;
        }
      }
      step++;
      const lr = rate * 0.5 * (1 + Math.cos((Math.PI * step) / total));
      const [c1, c2] = [1 - 0.9 ** step, 1 - 0.999 ** step];
      for (let i = 0; i < size; i++) {
        const gi = g[i] / (to - from) + 1e-5 * w[i];
        m[i] = 0.9 * m[i] + 0.1 * gi;
        v[i] = 0.999 * v[i] + 0.001 * gi * gi;
        w[i] -= (lr * (m[i] / c1)) / (Math.sqrt(v[i] / c2) + 1e-8);
      }
    }
    if (epoch % 5 === 4) console.log(`epoch ${epoch + 1}: loss ${(loss / n).toFixed(4)}`);
  }
  // Five digits: what is written is what was measured.
  const digits = (value) => Number(value.toPrecision(5));
  return {
    mean: mean.map(digits),
    deviation: deviation.map(digits),
    hidden: Array.from({ length: units }, (_, u) => Array.from(w.subarray(u * stride, (u + 1) * stride), digits)),
    output: Array.from(w.subarray(units * stride), digits),
  };
}

function standardise(rows, n, count) {
  const [mean, deviation] = [new Array(count).fill(0), new Array(count).fill(0)];
  for (let i = 0; i < n; i++) for (let k = 0; k < count; k++) mean[k] += rows[i * count + k] / n;
  for (let i = 0; i < n; i++) for (let k = 0; k < count; k++) deviation[k] += (rows[i * count + k] - mean[k]) ** 2 / n;
  return { mean, deviation: deviation.map((d) => Math.sqrt(d) + 1e-3) };
}
