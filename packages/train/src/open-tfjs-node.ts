import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OwnEngine } from '@landscar/detect';
import { tfjsNodeMissing } from './errors.js';

/** TensorFlow.js as far as training needs it. */
export type Tf = typeof import('@tensorflow/tfjs-core');

/** Where `bin/setup --with-tfjs-node` puts it. */
const USUAL_FOLDER = fileURLToPath(new URL('../../../.cache/tfjs-node', import.meta.url));

const tfjsFolder = (): string => process.env['LANDSCAR_TFJS_NODE'] ?? USUAL_FOLDER;

/** True where training can run on this machine. */
export const tfjsNodeIsHere = (): boolean => existsSync(join(tfjsFolder(), 'node_modules', '@tensorflow', 'tfjs-node'));

/** Native TensorFlow from `.cache/tfjs-node` or the folder that `LANDSCAR_TFJS_NODE` names (docs/decisions/0002). */
async function openTfjsNode(): Promise<Tf> {
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  // One thread: sums then have one order, and the same seed gives the same bytes. Read once, when the library starts.
  process.env['TF_NUM_INTRAOP_THREADS'] ??= '1';
  process.env['TF_NUM_INTEROP_THREADS'] ??= '1';
  try {
    // Node 23 took these away; tfjs-node 4.22 still calls them.
    const old = (await import('node:util')).default as unknown as Record<string, unknown>;
    old['isNullOrUndefined'] ??= (value: unknown) => value === null || value === undefined;
    old['isArray'] ??= Array.isArray;
    const tf = createRequire(join(tfjsFolder(), 'package.json'))('@tensorflow/tfjs-node') as Tf;
    await tf.ready();
    return tf;
  } catch (error) {
    throw tfjsNodeMissing(tfjsFolder(), error);
  }
}

/** Detect writes models with another build of TensorFlow.js in the same thread. */
const engine = new OwnEngine();

/** Runs `work` with native TensorFlow; TRAIN_TFJS_NODE_MISSING where it is not installed. */
export const withTfjsNode = <T>(work: (tf: Tf) => Promise<T>): Promise<T> =>
  engine.run(async () => work(await openTfjsNode()));
