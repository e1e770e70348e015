import { STEPS, type FeaturePlanes } from '../data/feature-planes.js';
import type { CropSource, TrainingView } from '../data/load-place.js';
import type { Truth } from '../data/read-truth.js';
import { drawWeighted, randomOf, type Random } from '../random.js';
import type { SamplingSettings, TrainingSettings } from '../recipe.js';

/** Crops of a step: inputs (batch, crop, crop, channel), labels and weights (batch, crop, crop, 1), Float32. */
export interface Batch {
  readonly inputs: Float32Array;
  readonly labels: Float32Array;
  readonly weights: Float32Array;
}

/** How crops are drawn, and how many of which side. */
export interface DrawSettings {
  readonly training: Pick<TrainingSettings, 'batch' | 'cropPx'>;
  readonly sampling: SamplingSettings;
}

/** The batch of a step: depends on seed, run, step and data only, so a resumed run draws what it would have drawn. */
export function drawBatch(places: readonly CropSource[], recipe: DrawSettings, run: string, step: number): Batch {
  const { batch, cropPx } = recipe.training;
  const channels = firstPlanes(places).channels;
  const random = randomOf('batch', run, step);
  const perCrop = cropPx * cropPx;
  const inputs = new Float32Array(batch * perCrop * channels);
  const labels = new Float32Array(batch * perCrop);
  const weights = new Float32Array(batch * perCrop);
  for (let k = 0; k < batch; k++) {
    const { planes, truth } = drawSource(places, recipe.sampling, random);
    const corner = drawCorner(planes, truth, cropPx, recipe.sampling.positiveShare, random);
    writeCrop(planes, truth, corner, cropPx, recipe.sampling, random, {
      inputs: inputs.subarray(k * perCrop * channels, (k + 1) * perCrop * channels),
      labels: labels.subarray(k * perCrop, (k + 1) * perCrop),
      weights: weights.subarray(k * perCrop, (k + 1) * perCrop),
    });
  }
  return { inputs, labels, weights };
}

interface Source {
  readonly planes: FeaturePlanes;
  /** Undefined in null pairs and under nuisances: nothing changed anywhere. */
  readonly truth: Truth | undefined;
}

function firstPlanes(places: readonly CropSource[]): FeaturePlanes {
  return [...places[0]!.views.values()][0]!.planes;
}

function drawSource(places: readonly CropSource[], sampling: SamplingSettings, random: Random): Source {
  const positive = places.filter((place) => !place.negative);
  const negative = places.filter((place) => place.negative);
  const kind = random.uniform();
  if (kind < sampling.nullShare) {
    const { nulls } = places[random.below(places.length)]!;
    return { planes: nulls[random.below(nulls.length)]!, truth: undefined };
  }
  const area = ({ areaPx }: CropSource): number => areaPx ** sampling.placePower;
  if (kind >= 1 - sampling.madeShare) {
    const { made } = places[drawWeighted(random, places.map(area))]!;
    return made[random.below(made.length)]!;
  }
  if (kind >= 1 - sampling.madeShare - sampling.nuisanceShare) {
    const { nuisances } = places[random.below(places.length)]!;
    return { planes: nuisances[random.below(nuisances.length)]!, truth: undefined };
  }
  const fromNegative = negative.length > 0 && kind < sampling.nullShare + sampling.negativeShare;
  const pool = fromNegative || positive.length === 0 ? negative : positive;
  const place = pool[drawWeighted(random, pool.map(area))]!;
  const names = [...place.views.keys()];
  const shares: Readonly<Record<TrainingView, number>> = sampling.views;
  return place.views.get(
    names[
      drawWeighted(
        random,
        names.map((name) => shares[name]),
      )
    ]!,
  )!;
}

function drawCorner(
  { width, height }: FeaturePlanes,
  truth: Truth | undefined,
  cropPx: number,
  positiveShare: number,
  random: Random,
): [x: number, y: number] {
  const corner: [number, number] = [random.below(width - cropPx + 1), random.below(height - cropPx + 1)];
  if (truth === undefined || truth.positives.length === 0 || !random.chance(positiveShare)) return corner;
  const at = truth.positives[random.below(truth.positives.length)]!;
  const around = (position: number, most: number): number =>
    Math.min(most - cropPx, Math.max(0, position - random.below(cropPx)));
  return [around(at % width, width), around(Math.floor(at / width), height)];
}

function writeCrop(
  planes: FeaturePlanes,
  truth: Truth | undefined,
  [x0, y0]: readonly [number, number],
  cropPx: number,
  sampling: SamplingSettings,
  random: Random,
  out: Batch,
): void {
  const { channels, width, height, values } = planes;
  const [gains, offsets] = drawGains(planes, sampling, random);
  const turns = random.below(4);
  const mirrored = random.chance(0.5);
  const n = width * height;
  for (let y = 0; y < cropPx; y++) {
    for (let x = 0; x < cropPx; x++) {
      const [u, v] = turn(mirrored ? cropPx - 1 - x : x, y, cropPx, turns);
      const from = (y0 + v) * width + x0 + u;
      const to = y * cropPx + x;
      for (let c = 0; c < channels; c++) {
        out.inputs[to * channels + c] = (values[c * n + from]! / STEPS) * gains[c]! + offsets[c]!;
      }
      out.labels[to] = truth === undefined ? 0 : truth.changed[from]!;
      out.weights[to] = truth === undefined ? 1 : truth.weight[from]!;
    }
  }
}

/** Quarter turns of a square: where pixel (x, y) of the turned crop comes from. */
function turn(x: number, y: number, size: number, turns: number): [number, number] {
  switch (turns) {
    case 1:
      return [size - 1 - y, x];
    case 2:
      return [size - 1 - x, size - 1 - y];
    case 3:
      return [y, size - 1 - x];
    default:
      return [x, y];
  }
}

function drawGains(
  { channels, residuals }: FeaturePlanes,
  s: SamplingSettings,
  random: Random,
): [gains: number[], offsets: number[]] {
  const common = Math.exp(random.normal(0, s.residualGain));
  const all = Array.from({ length: channels }, (_, c) => c);
  const gains = all.map((c) =>
    c < residuals ? common * (1 + random.normal(0, s.bandGain)) : 1 + random.normal(0, s.otherGain),
  );
  const offsets = all.map((c) => (c < residuals ? 0 : random.normal(0, s.otherOffset)));
  return [gains, offsets];
}
