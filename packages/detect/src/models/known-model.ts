import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson } from '@landscar/core';
import { hashText } from '@landscar/geodata';
import { modelMissing, modelUnfit } from '../errors.js';
import type { Model } from './load-model.js';
import type { ModelManifest } from './manifest.js';

/** What a model's manifest file holds, unchecked. */
export const readManifest = (dir: string): Promise<unknown> =>
  readFile(join(dir, 'manifest.json'), 'utf8')
    .then((text) => JSON.parse(text) as unknown)
    .catch((error: unknown) => {
      throw modelMissing(dir, error);
    });

/**
 * The model of a run that was planned: its manifest is known by its hash, so nothing of it is checked again, and threads do
 * without the library that checks (two fifths of the modules that they load).
 */
export async function knownModel(dir: string, hash: string): Promise<Model> {
  const manifest = (await readManifest(dir)) as ModelManifest;
  const found = hashText(canonicalJson(manifest));
  if (found !== hash) throw modelUnfit(dir, `manifest hash ${found}`, `hash ${hash} of when the run was planned`);
  return { dir, manifest, hash };
}
