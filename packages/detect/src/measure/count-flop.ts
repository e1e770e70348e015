import { lowerGraph } from '../import/lower-graph.js';
import { lowerLayers } from '../import/lower-layers.js';
import { readTfjsFile } from '../import/tfjs-file.js';
import type { Model } from '../models/load-model.js';

/** Multiplications and additions per pixel of a model that has a TensorFlow.js form of known operations; else undefined. */
export async function countFlopPerPx({ dir, manifest }: Model): Promise<number | undefined> {
  if (manifest.artefacts.tfjs === undefined) return undefined;
  try {
    const file = await readTfjsFile(dir);
    const lower = file.kind === 'layers-model' ? lowerLayers : lowerGraph;
    return lower(file, manifest.id).flopPerPx;
  } catch {
    return undefined;
  }
}
