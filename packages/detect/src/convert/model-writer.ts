import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { makeFolder, writeWhole } from '@landscar/geodata';
import { loadModel, type Model } from '../models/load-model.js';
import type { ModelArtefact, ModelManifest } from '../models/manifest.js';
import type { Runtime } from '../runtimes/runtime.js';
import { syntheticInput } from './synthetic-input.js';

const GOLDEN_TOLERANCE = 2e-3;

/** Everything of a manifest but what is made from the weights. */
export type ManifestFacts = Omit<ModelManifest, 'artefacts' | 'golden'>;

/** Writes files of a model folder and remembers their hashes. */
export class ModelWriter {
  constructor(private readonly dir: string) {}

  async put(file: string, data: Buffer | string): Promise<ModelArtefact> {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data;
    makeFolder(dirname(join(this.dir, file)));
    await writeWhole(join(this.dir, file), bytes);
    return { file, sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length };
  }

  /** Golden case by the reference runtime, card and manifest; loads the folder again, so that what is written is valid. */
  async finish(
    facts: ManifestFacts,
    artefacts: ModelManifest['artefacts'],
    card: string,
    reference: Runtime,
    sizePx: number,
  ): Promise<Model> {
    await this.put('card.md', card);
    const manifest: ModelManifest = { ...facts, artefacts };
    const input = syntheticInput(facts.input.channels, sizePx);
    const predictor = await reference.load({ dir: this.dir, manifest, hash: '' }, 'fp32');
    const output = Float32Array.from(await predictor.predict(input, sizePx, sizePx));
    await predictor.dispose();
    const golden = {
      input: await this.put('golden-input.f32', Buffer.from(input.buffer)),
      output: await this.put('golden-output.f32', Buffer.from(output.buffer)),
      height: sizePx,
      width: sizePx,
      toleranceLogit: GOLDEN_TOLERANCE,
    };
    await this.put('manifest.json', `${JSON.stringify({ ...manifest, golden }, null, 2)}\n`);
    return loadModel(this.dir);
  }
}
