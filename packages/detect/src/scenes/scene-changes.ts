import { tileWindows, type SceneChange, type StackManifest, type Window } from '@landscar/core';
import type { FeatureBand } from '../features/feature-bands.js';
import { featureBandIndexes } from '../features/pair-window.js';
import type { PixelRun } from '../polygons/component-scan.js';
import { runsBySquare } from '../polygons/runs-by-square.js';
import { STAT } from '../statistics/scene-statistics.js';
import type { StatisticsField } from '../statistics/statistics-field.js';
import { openLook, type Look } from './look.js';
import { LengthCounts } from './length-counts.js';

/** Side of the squares that are read at once, in pixels of the looks. */
const SIDE_PX = 512;

/** Over a region, weighted by the full pixels of it in each pixel of a look. */
interface LookSums {
  clear: number;
  length: number;
}

/**
 * How each scene of a composite differs from the earliest state that is known, under each region: the mean length of the
 * residual against the first before scene that saw the place, in multiples of the scene's median length. Both are
 * compared in the after period's radiometry, by the gains of the scene statistics. One list a region, scenes in the order of the
 * manifest; undefined where the stack does not hold its scenes. Memory holds one square of the looks.
 */
export async function sceneChanges(
  regions: readonly (readonly PixelRun[])[],
  manifest: StackManifest,
  stackDir: string,
  field: StatisticsField,
  bands: readonly FeatureBand[],
): Promise<SceneChange[][] | undefined> {
  const named = (['before', 'after'] as const).flatMap((period) =>
    manifest.scenes[period].map((scene) => ({ period, scene })),
  );
  // A stack that was made without scenes has none to look at either.
  const hasLooks = named.length > 0 && named.every(({ scene }) => scene.look !== undefined);
  if (regions.length === 0 || !hasLooks) return undefined;
  const looks: Look[] = [];
  try {
    for (const { period, scene } of named) looks.push(await openLook(stackDir, manifest, period, scene));
    return await compare(regions, looks, manifest, field, featureBandIndexes(manifest, stackDir, bands));
  } finally {
    for (const look of looks) await look.close();
  }
}

async function compare(
  regions: readonly (readonly PixelRun[])[],
  looks: readonly Look[],
  manifest: StackManifest,
  field: StatisticsField,
  bandIndexes: readonly number[],
): Promise<SceneChange[][]> {
  const { width, height, factor } = looks[0]!;
  const sums = regions.map(() => looks.map((): LookSums => ({ clear: 0, length: 0 })));
  const usual = looks.map(() => new LengthCounts());
  const parts = runsBySquare(regions, SIDE_PX * factor, manifest.grid.width);
  for (const [square, window] of tileWindows(width, height, SIDE_PX).entries()) {
    const pixels: Uint16Array[][] = [];
    for (const look of looks) pixels.push(await look.read(window, bandIndexes));
    const { reference, owner } = firstClear(pixels.filter((_, k) => looks[k]!.period === 'before'));
    for (const [k, { period }] of looks.entries()) {
      const lengths = residualLengths(pixels[k]!, reference, period, { window, factor, manifest, field });
      // Beside itself a scene shows nothing: that is not what is usual in it.
      usual[k]!.add(period === 'after' ? lengths : lengths.map((length, i) => (owner[i] === k ? NaN : length)));
      for (const [region, run] of parts.get(square) ?? []) addRun(sums[region]![k]!, run, lengths, window, factor);
    }
  }
  const medians = usual.map((counts) => counts.median());
  return regions.map((runs, r) => {
    const all = runs.reduce((sum, { x0, x1 }) => sum + x1 - x0, 0);
    return looks.map(({ date, period }, k): SceneChange => {
      const { clear, length } = sums[r]![k]!;
      const change = clear === 0 ? null : Math.round((100 * length) / clear / medians[k]!) / 100;
      return { date, period, change, clearShare: Math.round((1e4 * clear) / all) / 1e4 };
    });
  });
}

/** Of each pixel the first scene that is not 0 in its first band, and the position of that scene. */
function firstClear(scenes: readonly (readonly Uint16Array[])[]): { reference: Uint16Array[]; owner: Uint8Array } {
  const reference = scenes[0]!.map((band) => band.slice());
  const owner = new Uint8Array(reference[0]!.length);
  for (const [k, bands] of scenes.entries()) {
    for (let i = 0; i < owner.length; i++) {
      if (reference[0]![i] !== 0) continue;
      owner[i] = k;
      for (const [b, band] of bands.entries()) reference[b]![i] = band[i]!;
    }
  }
  return { reference, owner };
}

interface Place {
  readonly window: Window;
  readonly factor: number;
  readonly manifest: StackManifest;
  readonly field: StatisticsField;
}

/** Lengths in robust deviations of the pair, at each pixel of the window; NaN where it or the reference is not clear. */
function residualLengths(
  scene: readonly Uint16Array[],
  reference: readonly Uint16Array[],
  period: Look['period'],
  { window, factor, manifest: { scale, offset }, field }: Place,
): Float32Array {
  const lengths = new Float32Array(window.width * window.height);
  const full = {
    x: window.x * factor,
    y: window.y * factor,
    width: window.width * factor,
    height: window.height * factor,
  };
  field.forEachPatch(full, (s, x0, y0, x1, y1) => {
    for (let b = 0; b < scene.length; b++) {
      const [gain, add, unit] = [s[STAT.gain + b]!, s[STAT.offset + b]!, s[STAT.scale + b]!];
      // Of a before scene the offsets fall out.
      const own = period === 'before' ? gain * scale : scale;
      const rest = period === 'before' ? 0 : offset - gain * offset - add;
      const line = { own: own / unit, reference: (gain * scale) / unit, rest: rest / unit };
      const [from, to] = [Math.ceil(x0 / factor), Math.ceil(x1 / factor)];
      for (let y = Math.ceil(y0 / factor); y < Math.ceil(y1 / factor); y++)
        addSquares(scene[b]!, reference[b]!, line, lengths, y * window.width + from, y * window.width + to);
    }
  });
  for (let i = 0; i < lengths.length; i++) {
    const clear = scene[0]![i] !== 0 && reference[0]![i] !== 0;
    lengths[i] = clear ? Math.sqrt(lengths[i]! / scene.length) : NaN;
  }
  return lengths;
}

interface ResidualLine {
  readonly own: number;
  readonly reference: number;
  readonly rest: number;
}

function addSquares(
  scene: Uint16Array,
  before: Uint16Array,
  { own, reference, rest }: ResidualLine,
  lengths: Float32Array,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) {
    const residual = own * scene[i]! - reference * before[i]! + rest;
    lengths[i]! += residual * residual;
  }
}

function addRun(sums: LookSums, { y, x0, x1 }: PixelRun, lengths: Float32Array, window: Window, factor: number): void {
  const row = (Math.floor(y / factor) - window.y) * window.width - window.x;
  for (let x = x0; x < x1;) {
    const end = Math.min(x1, x - (x % factor) + factor);
    const length = lengths[row + Math.floor(x / factor)]!;
    if (!Number.isNaN(length)) {
      sums.clear += end - x;
      sums.length += length * (end - x);
    }
    x = end;
  }
}
