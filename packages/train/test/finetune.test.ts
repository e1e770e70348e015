import { cp, mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hashFile } from '@landscar/geodata';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomUNet, readModel, type UNet } from '@landscar/detect';
import { finetuneModel, memoryStack, randomOf, tfjsNodeIsHere, type PixelPair } from '../src/index.js';
import { STEPS } from '../src/data/feature-planes.js';
import type { CropSource } from '../src/data/load-place.js';
import { tuneMember, type TuneRun, type TuneSettings } from '../src/finetune/tune-member.js';
import { isBetter, refused } from '../src/finetune/verdict.js';
import { foldedShapes, weightsOfUNet } from '../src/network/folded.js';
import { forward } from '../src/network/forward.js';
import { withTfjsNode } from '../src/open-tfjs-node.js';
import { tensorsOf } from '../src/run/training-step.js';
import { pixelsOf } from '../src/finetune/decided-leads.js';
import { describeTuned } from '../src/finetune/describe-tuned.js';
import { readFeedback, type Feedback } from '../src/finetune/read-feedback.js';
import { GRID } from './make-recipe.js';

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'finetune-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const shipped = (name: string): string => fileURLToPath(new URL(`../../../models/${name}`, import.meta.url));

async function feedback(name: string, content: unknown): Promise<string> {
  const folder = join(dir, name);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'feedback.json'), JSON.stringify(content));
  return folder;
}

describe('feedback of decided leads', () => {
  it('is refused by name where it is not there or says something else', async () => {
    await expect(readFeedback(join(dir, 'nowhere'))).rejects.toMatchObject({ code: 'TRAIN_FEEDBACK_MISSING' });
    const wrong = await feedback('wrong', { version: 1, provenance: 'demo', scenes: [{ stack: 's', leeds: 'l' }] });
    await expect(readFeedback(wrong)).rejects.toMatchObject({ code: 'TRAIN_FEEDBACK_INVALID' });
    await writeFile(join(wrong, 'feedback.json'), '{ "version": 1');
    await expect(readFeedback(wrong)).rejects.toMatchObject({ code: 'TRAIN_FEEDBACK_INVALID' });
  });

  it('takes the pixels whose centres lie inside, holes left out', () => {
    const [x, y] = [GRID.originX, GRID.originY];
    const square = (from: number, to: number): [number, number][] => [
      [x + from, y - from],
      [x + to, y - from],
      [x + to, y - to],
      [x + from, y - to],
      [x + from, y - from],
    ];
    const pixels = pixelsOf({ type: 'Polygon', coordinates: [square(10, 50), square(20, 40)] }, GRID);
    expect(pixels).toHaveLength(16 - 4);
    expect(pixels[0]).toBe(GRID.width + 1);
  });
});

describe.skipIf(!tfjsNodeIsHere())('finetuneModel', () => {
  it('refuses weights of another architecture', async () => {
    const options = { feedback: dir, id: 'x', outRoot: dir };
    await expect(finetuneModel({ ...options, modelDir: shipped('baseline') })).rejects.toMatchObject({
      code: 'TRAIN_WEIGHTS_UNFIT',
    });
    // Layers of another name: a model that somebody brought with `models import`.
    const strange = join(dir, 'landscar-s2');
    await cp(shipped('landscar-s2'), strange, { recursive: true });
    const json = join(strange, 'model.json');
    const text = (await readFile(json, 'utf8')).replaceAll('m0_e1_0', 'conv_first');
    await writeFile(json, text);
    const manifest = join(strange, 'manifest.json');
    const facts = JSON.parse(await readFile(manifest, 'utf8')) as { artefacts: { tfjs: Record<string, unknown>[] } };
    facts.artefacts.tfjs[0] = { file: 'model.json', sha256: await hashFile(json), bytes: text.length };
    await writeFile(manifest, JSON.stringify(facts));
    await expect(finetuneModel({ ...options, modelDir: strange })).rejects.toMatchObject({
      code: 'TRAIN_WEIGHTS_UNFIT',
    });
  });
});

describe('the manifest of a tuned model', () => {
  it('names the ground that it learned from besides that of the old one', async () => {
    const stack = join(dir, 'run-7/stack');
    await mkdir(stack, { recursive: true });
    const pair: PixelPair = {
      name: 'run-7',
      grid: GRID,
      bands: ['blue'],
      before: [],
      after: [],
      hidden: new Uint8Array(),
    };
    await writeFile(join(stack, 'stack.json'), JSON.stringify(memoryStack(pair).manifest));
    const scenes = [{ stack, leads: 'leads.geojson' }];
    const decided: Feedback = {
      version: 1,
      provenance: 'demo',
      scenes,
      keep: [{ name: 'north', stack, label: 'l.tif' }],
    };
    const { manifest } = await readModel(shipped('landscar-s2'));
    const { provenance } = await describeTuned(manifest, 'tuned', decided);
    expect(provenance.places?.length).toBe(16);
    expect(provenance.places?.slice(14)).toEqual([
      { name: 'run-7/stack', grid: GRID },
      { name: 'north', grid: GRID },
    ]);
    const unknown = { ...manifest, provenance: { ...manifest.provenance, places: undefined } };
    expect((await describeTuned(unknown, 'tuned', decided)).provenance.places).toBeUndefined();
  });
});

describe('the verdict on a tuned model', () => {
  const old = { decided: 0.8, kept: 0.5 };

  it('asks for a gain, and that next to nothing is forgotten', () => {
    expect(isBetter(old, { decided: 0.82, kept: 0.495 })).toBe(true);
    expect(isBetter(old, { decided: 0.8, kept: 0.6 })).toBe(false);
    expect(isBetter(old, { decided: 0.95, kept: 0.48 })).toBe(false);
    expect(isBetter(old, { decided: null, kept: 0.5 })).toBe(false);
    // Without labelled places the old flags are the measure, and the old model agrees with itself.
    expect(isBetter({ decided: 0.8, kept: 1 }, { decided: 0.9, kept: 0.91 })).toBe(true);
    expect(isBetter({ decided: 0.8, kept: 1 }, { decided: 0.9, kept: 0.89 })).toBe(false);
  });

  it('says both scores where it refuses', () => {
    const error = refused(old, [{ share: 1, scores: { decided: 0.95, kept: 0.4 } }]);
    expect(error).toMatchObject({ code: 'TRAIN_SCORES_WORSE' });
    expect(error.message).toContain('0.950 on decisions, 0.400 on the rest');
  });
});

/** A scene of which the left half carries a mark in channel 0, and was decided to be unchanged. */
function decidedScene(side: number, channels: number): CropSource {
  const n = side * side;
  const numbers = randomOf('tune-test');
  const values = Int16Array.from({ length: channels * n }, () => numbers.normal(0, 1) * STEPS);
  const weight = Uint8Array.from({ length: n }, (_, i) => (i % side < side / 2 ? 1 : 0));
  for (let i = 0; i < n; i++) if (weight[i] === 1) values[i] = 2 * STEPS;
  const positives = Uint32Array.from(weight.keys()).filter((i) => weight[i] === 1);
  const truth = { changed: new Uint8Array(n), weight, positives };
  const planes = { channels, residuals: 1, width: side, height: side, values };
  return {
    negative: false,
    areaPx: n,
    views: new Map([['plain', { planes, truth }]]),
    nulls: [],
    made: [],
    nuisances: [],
  };
}

describe.skipIf(!tfjsNodeIsHere())('tuneMember', () => {
  const [side, channels] = [64, 4];
  const source = decidedScene(side, channels);
  const net = randomUNet(channels, [4, 8], 3);
  const runIn = async (name: string, settings: TuneSettings): Promise<TuneRun> => {
    await mkdir(join(dir, name), { recursive: true });
    return { name: 'test', dir: join(dir, name), sources: [source], cropPx: 32, settings, fingerprint: 'as given' };
  };
  const tune = (run: TuneRun): Promise<UNet> => withTfjsNode((tf) => tuneMember(tf, net, run));

  it('learns what was decided and stays with what it said elsewhere', async () => {
    const n = side * side;
    const { planes, truth } = source.views.get('plain')!;
    const said = (one: UNet): Promise<Float32Array> =>
      withTfjsNode((tf) => {
        const input = new Float32Array(n * channels);
        for (let c = 0; c < channels; c++)
          for (let i = 0; i < n; i++) input[i * channels + c] = planes.values[c * n + i]! / STEPS;
        const get = tensorsOf(tf, weightsOfUNet(one), foldedShapes(one));
        const logits = forward(tf, get, 2, tf.tensor4d(input, [1, side, side, channels]), { folded: true });
        return logits.data() as Promise<Float32Array>;
      });
    const before = await said(net);
    const after = await said(await tune(await runIn('learn', { steps: 90, learningRate: 2e-2, stayWeight: 2 })));
    const loss = (logits: Float32Array, decided: boolean, target: (i: number) => number): number => {
      let [sum, count] = [0, 0];
      for (let i = 0; i < n; i++) {
        if ((truth.weight[i] === 1) !== decided) continue;
        sum += Math.abs(1 / (1 + Math.exp(-logits[i]!)) - target(i));
        count++;
      }
      return sum / count;
    };
    const old = (i: number): number => 1 / (1 + Math.exp(-before[i]!));
    expect(loss(after, true, () => 0)).toBeLessThan(0.5 * loss(before, true, () => 0));
    expect(loss(after, false, old)).toBeLessThan(0.2);
  });

  it('goes on from its checkpoint to the very weights of a run that nobody stopped, and from no other one', async () => {
    const settings = { steps: 24, learningRate: 2e-2, stayWeight: 2 };
    const straight = await tune(await runIn('straight', settings));
    const run = await runIn('stopped', settings);
    // Asked before each step: stops after 17 steps, seven beyond the checkpoint.
    let asked = 0;
    const signal = {
      get aborted() {
        return ++asked > 17;
      },
    } as AbortSignal;
    await expect(tune({ ...run, signal })).rejects.toMatchObject({
      code: 'TRAIN_INTERRUPTED',
      parts: { found: 'a signal after step 17' },
    });
    await expect(tune({ ...run, fingerprint: 'another' })).rejects.toMatchObject({
      code: 'TRAIN_CHECKPOINT_OTHER_RECIPE',
    });
    expect(await tune(run)).toEqual(straight);
    await truncate(join(run.dir, 'checkpoint.bin'), 1000);
    await expect(tune(run)).rejects.toMatchObject({ code: 'TRAIN_CHECKPOINT_DAMAGED' });
  });
});
