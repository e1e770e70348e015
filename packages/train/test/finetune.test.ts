import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hashFile } from '@landscar/geodata';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { finetuneModel, tfjsNodeIsHere } from '../src/index.js';
import { pixelsOf } from '../src/finetune/decided-leads.js';
import { readFeedback } from '../src/finetune/read-feedback.js';
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
