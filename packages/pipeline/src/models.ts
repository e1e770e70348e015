import { basename, resolve } from 'node:path';
import {
  benchModel,
  importModel,
  readModel,
  verifyModel,
  type Imported,
  type ImportFacts,
  type ModelBench,
  type RuntimeProof,
} from '@landscar/detect';
import { makeFolder } from '@landscar/geodata';
import { listShippedModels, modelFolder } from './models-folder.js';

export interface ListedModel {
  readonly id: string;
  readonly version: string;
  readonly licence: string;
  /** What the licence of the training labels means, in words. */
  readonly licenceNote: string;
  readonly runtimes: readonly string[];
  readonly isDefault: boolean;
}

/** The shipped models with their licences, in order of their names. */
export async function listModels(): Promise<ListedModel[]> {
  const defaultName = basename(modelFolder('default'));
  return Promise.all(
    listShippedModels().map(async (name) => {
      const { manifest } = await readModel(modelFolder(name));
      const { onnx, onnxInt8, tfjs } = manifest.artefacts;
      const runtimes = [onnx && 'onnx', onnxInt8 && 'onnx-int8', tfjs && 'tfjs'].filter((r) => r !== undefined);
      return {
        id: manifest.id,
        version: manifest.version,
        licence: manifest.licence,
        licenceNote: manifest.licenceNote ?? '',
        runtimes: runtimes.length === 0 ? ['baseline'] : runtimes,
        isDefault: name === defaultName,
      };
    }),
  );
}

/** Golden case of each model in every runtime of this machine; all shipped models where none is named. */
export async function verifyModels(names: readonly string[]): Promise<(RuntimeProof & { readonly model: string })[]> {
  const proofs = [];
  for (const name of names.length === 0 ? listShippedModels() : names) {
    for (const proof of await verifyModel(modelFolder(name))) proofs.push({ model: name, ...proof });
  }
  return proofs;
}

/** Speeds of a model in every runtime of this machine, one thread. */
export const benchModels = async (name: string, options: { sizePx?: number; budgetMs?: number }): Promise<ModelBench> =>
  benchModel(modelFolder(name), options);

/** A user's TensorFlow.js or ONNX model becomes a folder of `outRoot`. */
export const importUsersModel = async (
  from: string,
  outRoot: string,
  facts: ImportFacts,
  options: { noOnnx?: boolean | undefined },
): Promise<Imported> => {
  makeFolder(resolve(outRoot));
  return importModel(resolve(from), resolve(outRoot), facts, options);
};
