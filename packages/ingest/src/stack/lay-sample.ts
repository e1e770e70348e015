import { STACK_SAMPLE, imagerySample, windowsIntersect, type Grid, type Window } from '@landscar/core';
import { hashText } from '@landscar/geodata';
import type { TargetGrid } from '../align/target-grid.js';
import type { IngestOptions } from '../options.js';
import { blocksOf } from './blocks.js';
import { stackFingerprint } from './fingerprint.js';
import { hashesOf, layOut, maskPart, type Imagery, type Measured, type Part } from './lay-out.js';
import { finishedStack, openWorkFolder } from './work-folder.js';
import { writeManifest } from './write-manifest.js';

/** Whether the stack leaves out some of the imagery. */
export const isPart = ({ base, window }: TargetGrid, { onlyWithin }: Pick<IngestOptions, 'onlyWithin'>): boolean =>
  onlyWithin !== undefined || window.width < base.width || window.height < base.height;

/** Tells the blocks of the whole imagery with part of the sample. */
function inSample(base: Grid): (block: Window) => boolean {
  const squares = imagerySample(base.width, base.height);
  return (block) => squares.some((square) => windowsIntersect(square, block));
}

/** Pixels of the blocks that would lie beside a stack; 0 where it is no part. */
export function samplePixels(target: TargetGrid, options: Pick<IngestOptions, 'onlyWithin'>): number {
  if (!isPart(target, options)) return 0;
  const { base } = target;
  const blocks = blocksOf(base, { x: 0, y: 0, width: base.width, height: base.height }).filter(inSample(base));
  return blocks.reduce((sum, { width, height }) => sum + width * height, 0);
}

/**
 * The fixed sample of the whole imagery, in a stack of its own inside of this one: what detection takes its statistics
 * and quantiles from, so that the same ground gets the same scores whatever part was asked for.
 */
export async function laySample(imagery: Imagery, { target, work }: Part, known: Measured): Promise<void> {
  const { names, options, thread, before, after } = imagery;
  const scenes = { before: before.scenes, after: after.scenes };
  const whole = { ...options, area: undefined, onlyWithin: undefined, dem: undefined };
  const fingerprint = hashText(`sample of ${await stackFingerprint(scenes.before, scenes.after, whole)}`);
  const out = work.file(STACK_SAMPLE);
  if ((await finishedStack(out, fingerprint)) !== null) return;
  const { base } = target;
  const part: Part = {
    target: { ...target, window: { x: 0, y: 0, width: base.width, height: base.height } },
    work: await openWorkFolder(out, fingerprint),
    wanted: inSample(base),
  };
  const made = await layOut(imagery, part, known);
  const hashes = hashesOf(made, part.work, thread);
  const counts = await maskPart(imagery, part, null, made);
  await writeManifest({
    ...{ work: part.work, ...scenes, names, target: part.target, counts, fingerprint, hashes },
    ...made,
    ...{ checks: [], warnings: [], area: undefined, inGrid: null, compare: options.compare ?? 'periodic' },
  });
}
