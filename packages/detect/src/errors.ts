import { LandscarError } from '@landscar/core';
import type { ModelManifest } from './models/manifest.js';

const reason = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
/** Libraries add whole listings. */
const briefly = (cause: unknown): string => reason(cause).trim().split('\n').slice(0, 2).join(' ');

export const bandsMissing = (
  dir: string,
  missing: readonly string[],
  bands: readonly string[],
  needed: readonly string[],
): LandscarError =>
  new LandscarError('DETECT_BANDS_MISSING', {
    what: 'The imagery lacks bands that the detection needs',
    where: dir,
    found: `bands ${bands.join(', ')}; missing ${missing.join(', ')}`,
    allowed: `${needed.join(', ')}, in any order`,
    next: 'name the bands in the site file (scenes: bands), or choose a model for the bands that are there',
  });

export const nothingObserved = (dir: string): LandscarError =>
  new LandscarError('DETECT_NOTHING_OBSERVED', {
    what: 'No pixel was seen clearly on both dates',
    where: dir,
    found: '0 pixels free of cloud, shadow, snow and no-data on both dates',
    allowed: 'at least some clear ground on both dates',
    next: 'choose other dates, or several scenes per period, so that clouds are filled',
  });

export const modelMissing = (dir: string, cause: unknown): LandscarError =>
  new LandscarError(
    'DETECT_MODEL_MISSING',
    {
      what: 'A model cannot be read',
      where: dir,
      found: reason(cause),
      allowed: 'a model folder with manifest.json',
      next: '`landscar models list` names the models that are there',
    },
    { cause },
  );

export const manifestInvalid = (file: string, problems: readonly LandscarError[]): LandscarError =>
  new LandscarError(
    'DETECT_MANIFEST_INVALID',
    {
      what: 'A model manifest does not fit its schema',
      where: file,
      found: problems.map((p) => `${p.parts.where}: ${p.parts.found}`).join('; '),
      allowed: 'the fields of docs/models.md, no others, no placeholders',
      next: 'correct the manifest; every problem is listed',
    },
    { problems },
  );

export const manifestField = (file: string, path: string, found: string): LandscarError =>
  new LandscarError('DETECT_MANIFEST_FIELD', {
    what: 'A field of a model manifest is wrong',
    where: `${file}#${path}`,
    found,
    allowed: 'what docs/models.md says of this field',
    next: 'correct it',
  });

export const artefactMismatch = (file: string, found: string, allowed: string): LandscarError =>
  new LandscarError('DETECT_ARTEFACT_MISMATCH', {
    what: 'A file of a model is not the one that its manifest names',
    where: file,
    found,
    allowed,
    next: 'fetch the model folder again; the file is damaged, cut off or was exchanged',
  });

export const modelUnfit = (model: string, found: string, allowed: string): LandscarError =>
  new LandscarError('DETECT_MODEL_UNFIT', {
    what: 'A model does not fit the imagery',
    where: model,
    found,
    allowed,
    next: 'choose another model (`landscar models list`) or resample the imagery',
  });

/** `others`: models that the bands suffice for. */
export const modelBands = (
  model: string,
  bands: readonly string[],
  missing: readonly string[],
  needed: readonly string[],
  others: readonly string[],
): LandscarError =>
  new LandscarError('DETECT_MODEL_BANDS', {
    what: 'The imagery lacks bands that the model needs',
    where: model,
    found: `bands ${bands.join(', ')}; missing ${missing.join(', ')}`,
    allowed: `bands ${needed.join(', ')}`,
    next:
      others.length === 0
        ? 'name the bands in the site file (scenes: bands), or import a model for these bands (`landscar models import`)'
        : `use a model for these bands: --model ${others.join(' or --model ')}`,
  });

export const runtimeUnknown = (name: string, known: readonly string[]): LandscarError =>
  new LandscarError('DETECT_RUNTIME_UNKNOWN', {
    what: 'A runtime is not known',
    where: name,
    found: `'${name}'`,
    allowed: known.join(', '),
    next: 'choose one of these, or none: the fastest that loads is taken',
  });

export const runtimeUnavailable = (name: string, model: string, found: string): LandscarError =>
  new LandscarError('DETECT_RUNTIME_UNAVAILABLE', {
    what: 'A runtime cannot run a model on this machine',
    where: `${name}, model ${model}`,
    found,
    allowed: 'a runtime that loads here and for which the model has weights',
    next: '`landscar doctor` tells which runtimes load; run without --runtime to take the fastest of them',
  });

export const outputInvalid = (model: string, where: string, found: string, allowed: string): LandscarError =>
  new LandscarError('DETECT_OUTPUT_INVALID', {
    what: 'A model gave numbers that cannot be used',
    where: `${model}, ${where}`,
    found,
    allowed,
    next: 'run `landscar models verify`; the window is left unobserved and counted',
  });

export const weightsUnusable = (
  { id, input }: Pick<ModelManifest, 'id' | 'input'>,
  runtime: string,
  cause: unknown,
): LandscarError =>
  new LandscarError(
    'DETECT_WEIGHTS_UNUSABLE',
    {
      what: 'The weights of a model do not load or do not run',
      where: `${id}, runtime ${runtime}`,
      found: briefly(cause),
      allowed: `weights of the network that the manifest describes: ${input.channels} channels of ${input.features}, sides that are multiples of ${input.stridePx} px`,
      next: 'run `landscar models verify`; fetch the model again, or import its weights again (`landscar models import`)',
    },
    { cause },
  );

export const benchSize = (model: string, sizePx: number, stridePx: number): LandscarError =>
  new LandscarError('DETECT_BENCH_SIZE', {
    what: 'A model does not take windows of this size',
    where: model,
    found: `a side of ${sizePx} px`,
    allowed: `multiples of ${stridePx} px`,
    next: `give --size ${Math.ceil(sizePx / stridePx) * stridePx}`,
  });

export const stackChanged = (dir: string, found: string, allowed: string): LandscarError =>
  new LandscarError('DETECT_STACK_CHANGED', {
    what: 'The stack was changed while it was being looked at',
    where: dir,
    found: `fingerprint ${found}`,
    allowed: `fingerprint ${allowed}`,
    next: 'run the detection again; do not write into a stack during a run',
  });

export const goldenFailed = (model: string, runtime: string, found: string, allowed: string): LandscarError =>
  new LandscarError('DETECT_GOLDEN_FAILED', {
    what: 'A runtime does not give the model its golden result',
    where: `${model}, runtime ${runtime}`,
    found,
    allowed,
    next: 'do not use this runtime here; report it with the output of `landscar doctor`',
  });

export const precisionUnproven = (id: string, found: string): LandscarError =>
  new LandscarError('DETECT_PRECISION_UNPROVEN', {
    what: 'The 8-bit form of a model was not proven good enough',
    where: id,
    found,
    allowed: 'int8 where the manifest gives its F1, at most 0.005 below that of fp32',
    next: 'use --precision fp32, or evaluate the int8 form and write the figures into the manifest (int8)',
  });

export const importUnreadable = (file: string, cause: unknown): LandscarError =>
  new LandscarError(
    'DETECT_IMPORT_UNREADABLE',
    {
      what: 'A model to import cannot be read',
      where: file,
      found: reason(cause),
      allowed: 'a TensorFlow.js layers or graph model (model.json and its whole weight files), or one .onnx file',
      next: 'export the model again, without weight quantisation, and import that',
    },
    { cause },
  );

export const importFacts = (where: string, missing: readonly string[], wrong: readonly string[]): LandscarError =>
  new LandscarError('DETECT_IMPORT_FACTS', {
    what: 'Facts that a model file cannot tell are missing or wrong',
    where,
    found: [
      ...(missing.length === 0 ? [] : [`missing: ${missing.join('; ')}`]),
      ...(wrong.length === 0 ? [] : [`wrong: ${wrong.join('; ')}`]),
    ].join('; '),
    allowed: 'every fact of the manifest that no file can tell, as docs/models.md says',
    next: 'give or correct them as options; every one is listed',
  });

/** It loads; either it takes another input than the features give, or it answers something else than a number a pixel. */
export const importDoesNotRun = (where: string, channels: number, features: string, cause: unknown): LandscarError =>
  new LandscarError(
    'DETECT_IMPORT_NOT_RUNNING',
    {
      what: 'A model to import does not run on the features that were named',
      where,
      found: briefly(cause),
      allowed: `a network that takes ${channels} channels (${features}) and answers one number a pixel, for some side up to 96 px`,
      next: 'correct --features and --bands, or export the model again',
    },
    { cause },
  );

export const importRange = (where: string, found: number, output: string, allowed: string): LandscarError =>
  new LandscarError('DETECT_IMPORT_RANGE', {
    what: 'A model to import answers numbers that cannot be what was said',
    where,
    found: `${found} on random input`,
    allowed: `${allowed} (--output ${output})`,
    next: 'correct --output, or export the model again',
  });

export const importDisagrees = (id: string, found: string, tolerance: number): LandscarError =>
  new LandscarError('DETECT_IMPORT_DISAGREES', {
    what: 'The ONNX form of a model does not give what the model gives',
    where: id,
    found,
    allowed: `a largest difference of ${tolerance} on random input`,
    next: 'import with --no-onnx: the model then stays on TensorFlow.js; please report the model',
  });

export const unsupportedOperation = (
  id: string,
  found: readonly string[],
  supported: readonly string[],
): LandscarError =>
  new LandscarError('DETECT_OPERATION_UNSUPPORTED', {
    what: 'A model has operations that cannot be written as ONNX',
    where: id,
    found: found.join(', '),
    allowed: supported.length === 0 ? 'see docs/models.md' : supported.join(', '),
    next: 'the model can stay on TensorFlow.js (tfjs-node or tfjs-wasm); the onnx runtime is not for it',
  });

export const gateUnproven = (id: string): LandscarError =>
  new LandscarError('DETECT_GATE_UNPROVEN', {
    what: 'The change gate was never measured with a model',
    where: id,
    found: 'a manifest without `gate`',
    allowed: '--gate on where the manifest says from where on a window is looked at, and what that loses',
    next: 'use --gate off, or measure the gate with this model and write the figures into its manifest',
  });
