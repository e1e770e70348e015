import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { importUnreadable } from '../errors.js';
import type { Weights } from './onnx-emitter.js';

interface WeightSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly quantization?: unknown;
}

interface ModelJson {
  readonly format?: string;
  readonly modelTopology: Readonly<Record<string, unknown>>;
  readonly signature?: Readonly<Record<string, unknown>>;
  readonly weightsManifest: readonly { readonly paths: readonly string[]; readonly weights: readonly WeightSpec[] }[];
}

const isModelJson = (json: ModelJson | null): json is ModelJson =>
  typeof json?.modelTopology === 'object' && Array.isArray(json.weightsManifest);

/** A TensorFlow.js model read from its folder. */
export interface TfjsFile {
  readonly kind: 'layers-model' | 'graph-model';
  readonly topology: Readonly<Record<string, unknown>>;
  readonly signature: Readonly<Record<string, unknown>> | undefined;
  /** Float32 weights by name; integers as numbers. */
  readonly weights: ReadonlyMap<string, Weights>;
  /** model.json and its shards, names inside the folder. */
  readonly files: readonly string[];
}

/** Reads model.json and its weight shards; DETECT_IMPORT_UNREADABLE where they are cut off or of an unknown form. */
export async function readTfjsFile(dir: string): Promise<TfjsFile> {
  const file = join(dir, 'model.json');
  try {
    const json = JSON.parse(await readFile(file, 'utf8')) as ModelJson | null;
    if (!isModelJson(json)) throw new Error('no modelTopology and weightsManifest: not a TensorFlow.js model');
    const weights = new Map<string, Weights>();
    const files = ['model.json'];
    for (const group of json.weightsManifest) {
      const bytes = Buffer.concat(await Promise.all(group.paths.map((path) => readFile(join(dir, path)))));
      files.push(...group.paths);
      let at = 0;
      for (const spec of group.weights) {
        const count = spec.shape.reduce((a, b) => a * b, 1);
        if (spec.quantization !== undefined) throw new Error(`weight ${spec.name} is stored in fewer bits`);
        if (spec.dtype !== 'float32' && spec.dtype !== 'int32') throw new Error(`weight ${spec.name} is ${spec.dtype}`);
        if (at + 4 * count > bytes.length) {
          throw new Error(`weights are cut off: ${bytes.length} bytes, ${spec.name} ends at ${at + 4 * count}`);
        }
        const part = Uint8Array.from(bytes.subarray(at, at + 4 * count)).buffer;
        const values = spec.dtype === 'int32' ? Float32Array.from(new Int32Array(part)) : new Float32Array(part);
        weights.set(spec.name, { shape: spec.shape, values });
        at += 4 * count;
      }
    }
    const kind = json.format === 'graph-model' || 'node' in json.modelTopology ? 'graph-model' : 'layers-model';
    return { kind, topology: json.modelTopology, signature: json.signature, weights, files };
  } catch (error) {
    throw importUnreadable(file, error);
  }
}
