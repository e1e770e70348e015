import { readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LandscarError } from '@landscar/core';
import { ModelWriter } from '../convert/model-writer.js';
import { syntheticInput } from '../convert/synthetic-input.js';
import { importDisagrees, importDoesNotRun, importRange, importUnreadable } from '../errors.js';
import { loadModel, type Model } from '../models/load-model.js';
import type { ModelManifest } from '../models/manifest.js';
import { onnxRuntime } from '../runtimes/onnx-runtime.js';
import type { Predictor } from '../runtimes/runtime.js';
import { tfjsWasmRuntime } from '../runtimes/tfjs-wasm-runtime.js';
import { manifestFacts, requireFacts, type CompleteFacts, type ImportFacts } from './import-facts.js';
import { lowerGraph } from './lower-graph.js';
import { lowerLayers } from './lower-layers.js';
import { measureReach } from './measure-reach.js';
import { readTfjsFile } from './tfjs-file.js';

export interface ImportOptions {
  /** No ONNX form, although there could be one. */
  readonly noOnnx?: boolean | undefined;
}

export interface Imported {
  readonly model: Model;
  /** Why there is no ONNX form; undefined where there is one. */
  readonly withoutOnnx: string | undefined;
  /** Largest difference of the ONNX form on random input; undefined without it or without a TensorFlow.js model. */
  readonly largestDifference: number | undefined;
}

const AGREEMENT = 2e-3;
const PROOF_PX = 128;
const GOLDEN_PX = 64;

/**
 * A TensorFlow.js layers or graph model, or one .onnx file, becomes a model folder `outRoot/ID`: the files as they are,
 * the ONNX form of the same weights where every operation is supported, proven on random input, golden case, card stub.
 */
export async function importModel(
  from: string,
  outRoot: string,
  given: ImportFacts,
  { noOnnx = false }: ImportOptions = {},
): Promise<Imported> {
  const facts = requireFacts(given, from);
  const target = join(outRoot, facts.id);
  const work = join(outRoot, `.import-${process.pid}`);
  try {
    const dir = join(work, facts.id);
    const made = await writeModel(from, dir, facts, given, noOnnx);
    // A folder of this name goes only when the new one is whole and proven.
    await rm(target, { recursive: true, force: true });
    await rename(dir, target);
    return { ...made, model: await loadModel(target) };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function writeModel(
  from: string,
  dir: string,
  facts: CompleteFacts,
  given: ImportFacts,
  noOnnx: boolean,
): Promise<Omit<Imported, 'model'>> {
  const writer = new ModelWriter(dir);
  const onnxFile = await onnxFileOf(from);
  let artefacts: ModelManifest['artefacts'];
  let withoutOnnx: string | undefined;
  if (onnxFile !== undefined) {
    artefacts = { onnx: await writer.put('model.onnx', await readFile(onnxFile)) };
  } else {
    const file = await readTfjsFile(from);
    const tfjs = [];
    for (const name of file.files) tfjs.push(await writer.put(name, await readFile(join(from, name))));
    artefacts = { tfjs };
    try {
      if (noOnnx) throw new Error('--no-onnx');
      const lowered = file.kind === 'layers-model' ? lowerLayers(file, facts.id) : lowerGraph(file, facts.id);
      artefacts = { onnx: await writer.put('model.onnx', lowered.onnx), tfjs };
    } catch (error) {
      if (error instanceof LandscarError && error.code !== 'DETECT_OPERATION_UNSUPPORTED') throw error;
      withoutOnnx = error instanceof LandscarError ? error.parts.found : (error as Error).message;
    }
  }
  const reference = artefacts.tfjs === undefined ? onnxRuntime : tfjsWasmRuntime;
  const runtimes = [
    ...(artefacts.onnx === undefined ? [] : ['onnx']),
    ...(artefacts.tfjs === undefined ? [] : ['tfjs-node', 'tfjs-wasm']),
  ];
  const draft = manifestFacts(facts, { haloPx: 0, stridePx: 1, runtimes });
  const model: Model = { dir, manifest: { ...draft, artefacts }, hash: '' };
  const open = async (runtime: typeof onnxRuntime): Promise<Predictor> =>
    runtime.load(model, 'fp32').catch((error: unknown) => {
      throw importUnreadable(from, error);
    });
  const predictor = await open(reference);
  const channels = draft.input.channels;
  let largestDifference: number | undefined;
  try {
    const reach = await measureReach(predictor, channels, (cause) =>
      importDoesNotRun(from, channels, facts.features, cause),
    );
    await checkRange(predictor, channels, draft.output, from);
    const measured = { haloPx: given.haloPx ?? reach.haloPx, stridePx: given.stridePx ?? reach.stridePx, runtimes };
    if (artefacts.onnx !== undefined && artefacts.tfjs !== undefined) {
      const fast = await open(onnxRuntime);
      largestDifference = await compare(predictor, fast, channels);
      await fast.dispose();
      if (!(largestDifference <= AGREEMENT)) {
        throw importDisagrees(facts.id, `a largest difference of ${largestDifference}`, AGREEMENT);
      }
    }
    const card = cardStub(facts.id, facts.data, facts.licence);
    await writer.finish(manifestFacts(facts, measured), artefacts, card, reference, GOLDEN_PX);
    return { withoutOnnx, largestDifference };
  } finally {
    await predictor.dispose();
  }
}

async function onnxFileOf(from: string): Promise<string | undefined> {
  try {
    if (!(await stat(from)).isDirectory()) return from;
    const names = await readdir(from);
    if (names.includes('model.json')) return undefined;
    const found = names.filter((name) => name.endsWith('.onnx'));
    if (found.length === 1) return join(from, found[0]!);
    throw new Error(`no model.json and ${found.length} .onnx files`);
  } catch (error) {
    throw importUnreadable(from, error);
  }
}

/** What a run would refuse in the first window is refused here. */
async function checkRange(
  predictor: Predictor,
  channels: number,
  { meaning, range: [lowest, highest] }: ModelManifest['output'],
  from: string,
): Promise<void> {
  const output = await predictor.predict(syntheticInput(channels, PROOF_PX), PROOF_PX, PROOF_PX);
  const outside = output.find((value) => !(value >= lowest && value <= highest));
  if (outside !== undefined) throw importRange(from, outside, meaning, `${lowest} to ${highest}`);
}

/** Largest difference over two seeded inputs. */
async function compare(a: Predictor, b: Predictor, channels: number): Promise<number> {
  let largest = 0;
  for (const seed of [1, 2]) {
    const input = syntheticInput(channels, PROOF_PX, seed);
    const first = Float32Array.from(await a.predict(input, PROOF_PX, PROOF_PX));
    const second = await b.predict(input, PROOF_PX, PROOF_PX);
    if (first.length !== second.length) return Infinity;
    for (let i = 0; i < first.length; i++) {
      const difference = Math.abs(first[i]! - second[i]!);
      largest = Number.isFinite(difference) ? Math.max(largest, difference) : Infinity;
    }
  }
  return largest;
}

const cardStub = (id: string, data: string, licence: string): string => `# ${id}

## Purpose

To be written: what this model finds.

## Not for

To be written. Deciding anything without a person looking.

## Data and licences

Trained on: ${data}. Licence of the weights: ${licence}.

## Figures

None were measured here. Measure them with \`landscar evaluate\` before anybody relies on this model.

## Limits

Imported, not trained here. **No figure is for the loess plateau.**
`;
