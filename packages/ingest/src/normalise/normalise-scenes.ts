import type { BandName } from '@landscar/core';
import { isGeographicCrs } from '@landscar/geodata';
import { openAligned } from '../align/aligned-reader.js';
import { rawMask } from '../mask/raw-mask.js';
import type { Scene } from '../scenes/scene.js';
import { normaliseCells, type NormaliseInput, type ObscuredTest } from './normalise-cells.js';

export type Normalisation = Awaited<ReturnType<typeof normaliseCells>>;

export interface ScenePair extends Pick<
  NormaliseInput,
  'field' | 'fieldAfter' | 'names' | 'base' | 'wholeOnly' | 'thread' | 'onProgress'
> {
  readonly before: Scene;
  readonly after: Scene;
}

/** `normaliseCells` over two scenes as they lie on a grid, without what is saturated or snow in them. */
export async function normaliseScenes({ before, after, ...rest }: ScenePair): Promise<Normalisation> {
  const { names, base } = rest;
  const [a, b] = [await openAligned(before, names, base), await openAligned(after, names, base)];
  try {
    return await normaliseCells({
      ...rest,
      before: a,
      after: b,
      geographic: await isGeographicCrs(base.crs),
      obscuredBefore: obscured(before, names),
      obscuredAfter: obscured(after, names),
    });
  } finally {
    a.close();
    b.close();
  }
}

const obscured =
  ({ saturatedFrom }: Scene, names: readonly BandName[]): ObscuredTest =>
  (bands, width, height) =>
    rawMask(bands, width * height, { names, saturatedFrom });
