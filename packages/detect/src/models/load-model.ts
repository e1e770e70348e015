import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { hashFile, hashText } from '@landscar/geodata';
import { canonicalJson, type LandscarError, type StackManifest } from '@landscar/core';
import { artefactMismatch, manifestField, manifestInvalid, modelBands, modelUnfit } from '../errors.js';
import { featureChannels } from '../features/feature-sets.js';
import { decisionOf } from '../decision/decision.js';
import { screenProblems } from '../gate/screen-file.js';
import { readManifest } from './known-model.js';
import { manifestSchema, type ModelArtefact, type ModelManifest } from './manifest.js';

/** A model folder whose manifest was checked, and whose files are the ones that it names. */
export interface Model {
  readonly dir: string;
  readonly manifest: ModelManifest;
  /** sha256 of the manifest, which names the hashes of all other files. */
  readonly hash: string;
}

const CARD_HEADINGS = ['Purpose', 'Not for', 'Data and licences', 'Figures', 'Limits'] as const;

/** Reads a manifest alone; all its problems are reported at once. */
export async function readModel(dir: string): Promise<Model> {
  const file = join(dir, 'manifest.json');
  const parsed = manifestSchema.safeParse(await readManifest(dir));
  if (!parsed.success) {
    throw manifestInvalid(
      file,
      parsed.error.issues.map((issue) => manifestField(file, issue.path.join('.') || '(top)', issue.message)),
    );
  }
  return { dir, manifest: parsed.data, hash: hashText(canonicalJson(parsed.data)) };
}

/** Reads a model folder and checks every file against the manifest's hashes; once a run, in the main thread. */
export async function loadModel(dir: string): Promise<Model> {
  const file = join(dir, 'manifest.json');
  const model = await readModel(dir);
  const { manifest } = model;
  const problems: LandscarError[] = [];
  for (const artefact of artefactsOf(manifest)) problems.push(...(await checkArtefact(dir, artefact)));
  problems.push(...(await checkCard(file, join(dir, manifest.card))));
  if (manifest.gate !== undefined && problems.length === 0)
    problems.push(...(await screenProblems(join(dir, manifest.gate.weights.file), manifest.input.bands.length)));
  if (manifest.id !== basename(dir))
    problems.push(manifestField(file, 'id', `'${manifest.id}' in a folder '${basename(dir)}'`));
  const { decision, golden, input, output } = manifest;
  if (decision.rule === 'scene-margin@1' && decision.grow > decision.seed) {
    problems.push(manifestField(file, 'decision.grow', `${decision.grow} above seed ${decision.seed}`));
  }
  const channels = featureChannels(input);
  const { length } = channels;
  const unknown = decisionOf(decision).planes.filter((name) => !channels.includes(name));
  if (unknown.length > 0) {
    const found = `judges by ${unknown.join(', ')}; ${input.features} has ${channels.join(', ')}`;
    problems.push(manifestField(file, 'decision.penalties', found));
  }
  if (golden !== undefined && input.channels === length) {
    const pixels = golden.height * golden.width;
    if (golden.input.bytes !== 4 * input.channels * pixels || golden.output.bytes !== 4 * pixels) {
      const found = `${golden.input.bytes} and ${golden.output.bytes} bytes for ${input.channels} x ${golden.height} x ${golden.width}`;
      problems.push(manifestField(file, 'golden', found));
    }
  }
  if (input.channels !== length) {
    problems.push(
      manifestField(
        file,
        'input.channels',
        `${input.channels}, but ${input.features} of ${input.bands.join(', ')} has ${length}`,
      ),
    );
  }
  if (input.features === 'landscar-bands@1' && usesChangeLength(decision)) {
    problems.push(manifestField(file, 'decision', `adds the change length, which ${input.features} does not have`));
  }
  if (output.meaning === 'probability' && (output.range[0] < 0 || output.range[1] > 1)) {
    problems.push(manifestField(file, 'output.range', `${output.range.join(' to ')} of a probability`));
  }
  const [first, ...others] = problems;
  if (first !== undefined) throw others.length === 0 ? first : manifestInvalid(file, problems);
  return model;
}

const usesChangeLength = (decision: ModelManifest['decision']): boolean =>
  decision.rule === 'scene-margin@1' ? decision.addChangeLength : decision.changeLengthWeight !== 0;

function artefactsOf({ artefacts, golden, gate }: ModelManifest): ModelArtefact[] {
  const { onnx, onnxInt8, tfjs = [] } = artefacts;
  return [onnx, onnxInt8, ...tfjs, golden?.input, golden?.output, gate?.weights].filter(
    (artefact) => artefact !== undefined,
  );
}

async function checkArtefact(dir: string, { file, sha256, bytes }: ModelArtefact): Promise<LandscarError[]> {
  const path = join(dir, file);
  const size = await stat(path).then(
    (s) => s.size,
    () => undefined,
  );
  if (size === undefined) return [artefactMismatch(path, 'no such file', `a file of ${bytes} bytes`)];
  if (size !== bytes) return [artefactMismatch(path, `${size} bytes`, `${bytes} bytes`)];
  const found = await hashFile(path);
  return found === sha256 ? [] : [artefactMismatch(path, `sha-256 ${found}`, `sha-256 ${sha256}`)];
}

async function checkCard(file: string, path: string): Promise<LandscarError[]> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return [manifestField(file, 'card', `no file ${path}`)];
  const missing = CARD_HEADINGS.filter((heading) => !text.includes(`## ${heading}`));
  return missing.length === 0 ? [] : [manifestField(file, 'card', `${path} lacks the headings ${missing.join(', ')}`)];
}

/** Throws where a model was not made for such imagery; where bands are missing it names the models beside it that do without. */
export async function checkFit(model: Model, stack: StackManifest, gapDays: number): Promise<void> {
  const { input, id } = model.manifest;
  const missing = input.bands.filter((band) => !stack.bands.includes(band));
  if (missing.length > 0) {
    const others = await modelsOfBands(dirname(model.dir), stack.bands);
    throw modelBands(id, stack.bands, missing, input.bands, others);
  }
  const { min, max } = input.resolutionM;
  if (stack.pixelSizeM < min || stack.pixelSizeM > max) {
    throw modelUnfit(id, `pixels of ${stack.pixelSizeM.toFixed(2)} m`, `pixels of ${min} to ${max} m`);
  }
  if (gapDays < input.gapDays.min || gapDays > input.gapDays.max) {
    throw modelUnfit(id, `${gapDays} days between the dates`, `${input.gapDays.min} to ${input.gapDays.max} days`);
  }
}

/** Names of the models of a folder that need no other bands than these, in order. */
async function modelsOfBands(folder: string, bands: readonly string[]): Promise<string[]> {
  const names = (await readdir(folder)).sort();
  const models = await Promise.all(names.map((name) => readModel(join(folder, name)).catch(() => undefined)));
  return models.flatMap((model) =>
    model?.manifest.input.bands.every((band) => bands.includes(band)) === true ? [model.manifest.id] : [],
  );
}
