import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeSparseStack } from '@landscar/fixtures';
import { afterAll, expect, it } from 'vitest';
import { landscar, ROOT } from './command-line.js';

const dir = mkdtempSync(join(tmpdir(), 'landscar-seen-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const SIDE_PX = 256;

it('evaluate warns, in Chinese by default, of places that the model was made from', async () => {
  const { grid } = await makeSparseStack(join(dir, 'stack'), { sizePx: SIDE_PX, changedShare: 0.03, seed: 4 });
  // A model that was made from this very ground, under another name.
  const model = join(dir, 'baseline');
  cpSync(join(ROOT, 'models/baseline'), model, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(model, 'manifest.json'), 'utf8')) as {
    provenance: { places: unknown };
  };
  manifest.provenance.places = [{ name: 'quarries', grid }];
  writeFileSync(join(model, 'manifest.json'), JSON.stringify(manifest));

  // Any label will do: what another model flags.
  const label = ['detect', join(dir, 'stack'), '--model', 'baseline', '--out', join(dir, 'label')];
  expect(landscar(...label)).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/^检测: .*扰动图斑 \d/mu) as unknown,
  });
  expect(landscar(...label, '--lang', 'en').stderr).toMatch(/^detect: already done/mu);
  const list = (name: string, pair: string): string => {
    writeFileSync(join(dir, name), `pairs: [{ ${pair}, label: label/flags.tif }]`);
    return join(dir, name);
  };
  // The label of the second place is wrong: that is told before the first is detected.
  const wrong = join(dir, 'wrong.yaml');
  const places = ['a, label: label/flags.tif', 'b, label: stack/before.tif'].map(
    (rest) => `{ stack: stack, name: ${rest} }`,
  );
  writeFileSync(wrong, `pairs: [${places.join(', ')}]`);
  const refused = landscar('evaluate', wrong, '--out', join(dir, 'out'));
  expect(refused.stderr).toContain('EVALUATE_LABEL_CODES');
  expect(refused.code).toBe(3);
  expect(existsSync(join(dir, 'out', 'detections'))).toBe(false);

  const evaluate = (pairs: string, ...more: readonly string[]) => {
    const { code, stdout, stderr } = landscar('evaluate', pairs, '--out', join(dir, 'out'), ...more);
    return { code, stderr, figures: JSON.parse(stdout) as { seen: unknown; seenUnknown: unknown } };
  };
  const stack = evaluate(list('stack.yaml', 'name: bei, stack: stack'), '--model', model);
  expect(stack.code).toBe(0);
  expect(stack.stderr).toMatch(/EVALUATE_SEEN_PLACES: .*不能说明未见过的地点：bei = quarries \(6\.5\d km²\)/u);
  expect(stack.figures).toMatchObject({ seen: [{ name: 'bei', learnedAs: 'quarries' }], seenUnknown: [] });

  // The detection says which model made the flags; where no model here is that one, it is not known.
  const flags = list('flags.yaml', 'name: bei, flags: out/detections/0/flags.tif');
  expect(evaluate(flags, '--model', model).figures).toMatchObject({ seen: [{ name: 'bei' }], seenUnknown: [] });
  const other = evaluate(flags);
  expect(other.stderr).toContain('EVALUATE_PLACES_UNKNOWN');
  expect(other.figures).toMatchObject({ seen: [], seenUnknown: ['bei'] });

  // A model of the pair's own, by name.
  const own = evaluate(list('own.yaml', 'name: bei, model: landscar-s2-open, stack: stack'), '--model', model);
  expect(own.figures).toMatchObject({ model: { id: 'landscar-s2-open' }, seen: [], seenUnknown: [] });
}, 300_000);
