import { LandscarError, type StackWarning } from '@landscar/core';
import type { Scenes } from '../composite/order-scenes.js';
import { duplicateScene, noCommonBands, noScenes } from '../errors.js';
import type { IngestOptions, SceneInput } from '../options.js';
import { openScene, type HashPath } from './open-scene.js';
import type { Scene } from './scene.js';
import { sortBands } from './sensors/sensors.js';

/** Opens every scene of both periods; all problems are collected before any is thrown. */
export async function openAll(
  options: Pick<IngestOptions, 'before' | 'after'>,
  warnings: StackWarning[],
  hash?: HashPath,
): Promise<{ before: Scenes; after: Scenes }> {
  const problems: LandscarError[] = [];
  const opening = (inputs: readonly SceneInput[]) => Promise.allSettled(inputs.map((input) => openScene(input, hash)));
  // Side by side: one is hashed while GDAL reads of another. What is told of them keeps their order.
  const [openedBefore, openedAfter] = await Promise.all([opening(options.before), opening(options.after)]);
  const period = (name: string, opened: Awaited<ReturnType<typeof opening>>): Scene[] => {
    if (opened.length === 0) problems.push(noScenes(name));
    return opened.flatMap((one) => {
      if (one.status === 'fulfilled') {
        warnings.push(...one.value.warnings);
        return [one.value.scene];
      }
      if (!(one.reason instanceof LandscarError)) throw one.reason;
      problems.push(one.reason);
      return [];
    });
  };
  const [before, after] = [period('before', openedBefore), period('after', openedAfter)];
  const seen = new Map<string, string>();
  for (const scene of [...before, ...after]) {
    const other = seen.get(scene.sha256);
    if (other !== undefined) problems.push(duplicateScene(scene.file, other));
    seen.set(scene.sha256, scene.file);
  }
  throwTogether(problems);
  return { before: before as unknown as Scenes, after: after as unknown as Scenes };
}

/** One problem is thrown as it is; several as the first with all of them attached. */
function throwTogether(problems: readonly LandscarError[]): void {
  const [first, ...rest] = problems;
  if (first === undefined) return;
  throw rest.length === 0 ? first : new LandscarError(first.code, first.parts, { problems });
}

/** Bands of every scene, in a fixed order; what not every scene has is left out with a warning. */
export function commonBands(scenes: readonly Scene[], warnings: StackWarning[]): string[] {
  const all = new Set(scenes.flatMap((s) => [...s.bands.keys()]));
  const common = sortBands([...all].filter((n) => scenes.every((s) => s.bands.has(n))));
  const list = (s: Scene | undefined): string[] => [...(s?.bands.keys() ?? [])];
  if (common.length === 0) throw noCommonBands(list(scenes[0]), list(scenes.at(-1)));
  const dropped = sortBands([...all].filter((n) => !common.includes(n)));
  if (dropped.length > 0)
    warnings.push({
      code: 'INGEST_BANDS_DROPPED',
      message: `bands that not every scene has are left out: ${dropped.join(', ')}`,
      values: { bands: dropped.join(', ') },
    });
  return common;
}
