import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LandscarError } from '@landscar/core';
import { goldenFailed, outputInvalid } from '../errors.js';
import type { Precision, Runtime } from '../runtimes/runtime.js';
import { RUNTIMES } from '../runtimes/runtimes.js';
import { loadModel, type Model } from './load-model.js';
import type { ModelManifest } from './manifest.js';

export interface RuntimeProof {
  readonly runtime: string;
  readonly precision: Precision;
  /** Whether the library loads here. */
  readonly loads: boolean;
  /** Not tried where the library does not load here, or the model has no golden case. */
  readonly tried: boolean;
  readonly ok: boolean;
  /** Largest difference from the golden logits; null where nothing came out. */
  readonly largestDifference: number | null;
  readonly detail: string;
}

/** int8 may differ by this share of the golden logits' deviation, at the median. */
const INT8_MEDIAN_SHARE = 0.1;
/** And by this at the worst hundredth. */
const INT8_MOST_SHARE = 0.5;

/** Runs the golden case of a model on every runtime that it has weights for and that loads here, or on one alone. */
export async function verifyModel(dir: string, only?: string): Promise<RuntimeProof[]> {
  const model = await loadModel(dir);
  const proofs: RuntimeProof[] = [];
  for (const runtime of RUNTIMES.filter((r) => only === undefined || r.name === only)) {
    for (const precision of ['fp32', 'int8'] as const) {
      if (runtime.name === 'baseline' ? precision === 'int8' : false) continue;
      if (runtime.supports(model, precision)) proofs.push(await prove(model, runtime, precision));
    }
  }
  return proofs;
}

async function prove(model: Model, runtime: Runtime, precision: Precision): Promise<RuntimeProof> {
  const name = { runtime: runtime.name, precision };
  const missing = await runtime.version().then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message.split('\n')[0] : String(error)),
  );
  const untried = { ...name, tried: false, ok: true, largestDifference: null };
  if (missing !== undefined) return { ...untried, loads: false, detail: missing };
  if (model.manifest.golden === undefined)
    return { ...untried, loads: true, detail: 'the manifest has no golden case' };
  // One that does not run does not take the others with it.
  return compareWithGolden(model, model.manifest.golden, runtime, precision).then(
    (answer) => ({ ...name, loads: true, tried: true, ...answer }),
    (error: unknown) => {
      if (!(error instanceof LandscarError)) throw error;
      return { ...name, loads: true, tried: true, ok: false, largestDifference: null, detail: error.parts.found };
    },
  );
}

async function compareWithGolden(
  model: Model,
  golden: NonNullable<ModelManifest['golden']>,
  runtime: Runtime,
  precision: Precision,
): Promise<Pick<RuntimeProof, 'ok' | 'largestDifference' | 'detail'>> {
  const predictor = await runtime.load(model, precision);
  try {
    const input = await readFloats(join(model.dir, golden.input.file));
    const expected = await readFloats(join(model.dir, golden.output.file));
    const output = await predictor.predict(input, golden.height, golden.width);
    const differences = expected.map((value, i) => Math.abs(value - output[i]!));
    const largestDifference = differences.reduce((a, b) => (Number.isFinite(b) ? Math.max(a, b) : Infinity), 0);
    const ok =
      precision === 'int8'
        ? shareOf(differences, 0.5) <= INT8_MEDIAN_SHARE * deviation(expected) &&
          shareOf(differences, 0.99) <= INT8_MOST_SHARE * deviation(expected)
        : largestDifference <= golden.toleranceLogit;
    return { ok, largestDifference, detail: predictor.describe() };
  } finally {
    await predictor.dispose();
  }
}

/** Throws where a runtime that loads does not give the golden result. */
export function requireProven(model: Model, proofs: readonly RuntimeProof[]): void {
  for (const proof of proofs) {
    if (proof.ok) continue;
    const { id, golden } = model.manifest;
    const tolerance = `${golden?.toleranceLogit ?? 0} logits`;
    if (proof.largestDifference === null) throw goldenFailed(id, proof.runtime, proof.detail, tolerance);
    if (!Number.isFinite(proof.largestDifference))
      throw outputInvalid(id, 'golden case', 'not a number', 'finite logits');
    throw goldenFailed(id, proof.runtime, `largest difference ${proof.largestDifference}`, tolerance);
  }
}

async function readFloats(file: string): Promise<Float32Array> {
  return new Float32Array(Uint8Array.from(await readFile(file)).buffer);
}

const shareOf = (values: Float32Array, share: number): number =>
  Float32Array.from(values).sort()[Math.floor(share * (values.length - 1))] ?? 0;

function deviation(values: Float32Array): number {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  return Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length);
}
