import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluate, parsePairs } from '../../src/index.js';
import { GRID, mask, raster } from './make-pair.js';

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'evaluate-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

// Labels: A 10 × 10 px (1 ha), B 6 × 5 px (0.3 ha), C 2 × 2 px (0.04 ha: too small to count as an object).
const LABEL = mask([
  [5, 5, 10, 10],
  [30, 5, 6, 5],
  [50, 30, 2, 2],
]);
// Flags: upper 4 rows of A (40 %), one row of B (20 %), and 5 × 6 px where nothing changed.
const FLAGS = mask([
  [5, 5, 10, 4],
  [30, 5, 6, 1],
  [40, 20, 5, 6],
]);

describe('evaluate', () => {
  it('counts pixels and objects as by hand', async () => {
    const flags = await raster(dir, 'flags.tif', FLAGS);
    const label = await raster(dir, 'label.tif', LABEL);
    const result = await evaluate({ pairs: [{ name: 'place', flags, label }] });
    const { pooled } = result;
    expect(pooled.precision).toBeCloseTo(46 / 76, 12);
    expect(pooled.recall).toBeCloseTo(46 / 134, 12);
    expect(pooled.f1).toBeCloseTo((2 * 46) / (76 + 134), 12);
    expect(pooled.iou).toBeCloseTo(46 / (134 + 30), 12);
    expect(pooled.objectRecall).toBe(0.5);
    expect(pooled.largeObjectRecall).toBe(1);
    expect(result.places[0]).toMatchObject({ labelledObjects: 2, falseObjects: 1 });
    // UTM: scale 0.9996 on the central meridian, so the ground is a little larger than the map.
    expect(result.judgedKm2).toBeCloseTo((GRID.width * GRID.height * 100) / 0.9996 ** 2 / 1e6, 5);
    expect(pooled.averagePrecision).toBeNull();
    expect(result.sizeClasses.map((c) => [c.labelled, c.found, c.falseObjects])).toEqual([
      [1, 0, 1],
      [0, 0, 0],
      [1, 1, 0],
      [0, 0, 0],
    ]);
  });

  it('leaves ignored ground out, and counts unobserved change as missed', async () => {
    const flags = FLAGS.slice();
    for (let y = 8; y < 9; y++) flags.fill(255, y * GRID.width + 5, y * GRID.width + 15);
    const pair = {
      name: 'place',
      flags: await raster(dir, 'flags-hidden.tif', flags),
      label: await raster(dir, 'label.tif', LABEL),
      ignore: await raster(
        dir,
        'ignore.tif',
        mask(
          [
            [40, 20, 5, 6],
            [30, 5, 6, 5],
          ],
          7,
        ),
      ),
    };
    const { pooled, places } = await evaluate({ pairs: [pair] });
    expect(pooled.precision).toBe(1);
    expect(pooled.recall).toBeCloseTo(30 / 104, 12);
    expect(places[0]).toMatchObject({ falseObjects: 0, unobservedChangedPx: 10, ignoredPx: 60, labelledObjects: 1 });
  });

  it('gives trade-off, average precision, calibration; reports whole and the same each time', async () => {
    const probability = new Float32Array(GRID.width * GRID.height);
    for (let i = 0; i < probability.length; i++) probability[i] = LABEL[i] === 1 ? 0.9 : FLAGS[i] === 1 ? 0.95 : 0.01;
    const pair = {
      name: 'place <b>',
      flags: await raster(dir, 'flags.tif', FLAGS),
      label: await raster(dir, 'label.tif', LABEL),
      probability: await raster(dir, 'probability.tif', probability),
    };
    const out = join(dir, 'report');
    const first = await evaluate({ pairs: [pair], out });
    // The 30 surest pixels are wrong, the 134 next are right: AP is 134 / 164.
    expect(first.pooled.averagePrecision).toBeCloseTo(134 / 164, 6);
    expect(first.tradeOff.thresholds.at(-1)).toMatchObject({ objectRecall: 0, falsePer100Km2: 0 });
    expect(first.tradeOff.thresholds.find((p) => p.probability > 0.8)).toMatchObject({ objectRecall: 1, recall: 1 });
    expect(first.calibration?.ece).toBeCloseTo((134 * 0.1 + 30 * 0.95 + 2236 * 0.01) / 2400, 3);
    const html = await readFile(join(out, 'evaluation.html'));
    expect(html.toString()).toContain('漏检');
    expect(html.toString()).not.toContain('place <b>');
    const json = await readFile(join(out, 'evaluation.json'));
    await evaluate({ pairs: [pair], out });
    expect((await readFile(join(out, 'evaluation.json'))).equals(json)).toBe(true);
    expect((await readFile(join(out, 'evaluation.html'))).equals(html)).toBe(true);
  });

  it('fits the calibration to labels and scores, and holds each fold against the others', async () => {
    // 100 pixels at each of 24 scores; as many of them changed as the line says, but for rounding.
    const at = (bin: number): number => (bin - 12) / 2;
    const asked = { slope: 0.8, intercept: -1 };
    const score = Float32Array.from({ length: 2400 }, (_, i) => at(Math.floor(i / 100)));
    const changed = (shift: number): Uint8Array =>
      Uint8Array.from(score, (s, i) =>
        (i % 100) + 0.5 < 100 / (1 + Math.exp(-(asked.slope * s + asked.intercept + shift))) ? 1 : 0,
      );
    const flags = await raster(dir, 'flags.tif', FLAGS);
    const file = await raster(dir, 'score.tif', score);
    const pair = async (name: string, shift: number, fold?: string) => ({
      ...{ name, flags, score: file, label: await raster(dir, `${name}-label.tif`, changed(shift)) },
      ...(fold !== undefined && { fold }),
    });
    const same = [await pair('one', 0), await pair('two', 0)];
    const { calibrationFit } = await evaluate({ pairs: same });
    expect(calibrationFit).toMatchObject({ folds: 2 });
    expect(calibrationFit!.slope).toBeCloseTo(asked.slope, 1);
    expect(calibrationFit!.intercept).toBeCloseTo(asked.intercept, 1);
    expect(calibrationFit!.eceHeldOut).toBeLessThan(0.01);
    // Another ground: what was fitted elsewhere is wrong there, unless both are one fold and none is left to fit on.
    const other = await evaluate({ pairs: [same[0]!, await pair('far', 2)] });
    expect(other.calibrationFit!.eceHeldOut).toBeGreaterThan(0.1);
    const out = join(dir, 'fit');
    const probability = await raster(
      dir,
      'fit-probability.tif',
      score.map((s) => 1 / (1 + Math.exp(-s))),
    );
    const oneFold = [await pair('one', 0, 'a'), await pair('far', 2, 'a')].map((one) => ({ ...one, probability }));
    expect((await evaluate({ pairs: oneFold, out })).calibrationFit).toMatchObject({ eceHeldOut: null, folds: 1 });
    expect(await readFile(join(out, 'evaluation.html'), 'utf8')).toMatch(
      /decision\.calibration）: slope 0\.\d{3}, intercept/u,
    );
    // A place without scores, or none that changed: nothing is fitted.
    const label = await raster(dir, 'none-label.tif', new Uint8Array(2400));
    expect((await evaluate({ pairs: [same[0]!, { name: 'x', flags, label }] })).calibrationFit).toBeNull();
    expect((await evaluate({ pairs: [{ name: 'x', flags, label, score: file }] })).calibrationFit).toBeNull();
    await expect(evaluate({ pairs: [{ ...same[0]!, score: flags }] })).rejects.toMatchObject({
      code: 'EVALUATE_SCORE_TYPE',
    });
  });

  it('says which places the model was made from: by the ground, under whatever name, else by name', async () => {
    const label = await raster(dir, 'label.tif', LABEL);
    const flags = await raster(dir, 'flags.tif', FLAGS);
    const pairs = ['here', 'named', 'elsewhere', 'strange'].map((name) => ({ name, flags, label }));
    const learnedFrom = new Map([
      // Half of its columns, and a namesake far away.
      ['here', [{ name: 'old <b>', grid: { ...GRID, originX: GRID.originX + 300 } }]],
      ['named', [{ name: 'named' }, { name: 'other' }]],
      ['elsewhere', [{ name: 'elsewhere', grid: { ...GRID, originX: GRID.originX + 50_000 } }]],
    ]);
    const out = join(dir, 'seen');
    const { seen, seenUnknown } = await evaluate({ pairs, learnedFrom, out });
    expect(seen).toEqual([
      { name: 'here', learnedAs: 'old <b>', sharedKm2: expect.closeTo(0.12, 3) as number },
      { name: 'named', learnedAs: 'named', sharedKm2: null },
    ]);
    expect(seenUnknown).toEqual(['strange']);
    const html = await readFile(join(out, 'evaluation.html'), 'utf8');
    expect(html).toContain('这些地点的数字不能说明未见过的地点：here = old &#60;b&#62; (0.12 km²), named</p>');
    expect(html).toContain('无从得知（检测结果的模型未知，或其清单未列训练地点）：strange</p>');
    expect(JSON.parse(await readFile(join(out, 'evaluation.json'), 'utf8'))).toMatchObject({ seen, seenUnknown });
    const unseen = await evaluate({ pairs: [pairs[2]!], learnedFrom, out });
    expect([unseen.seen, unseen.seenUnknown]).toEqual([[], []]);
    expect(await readFile(join(out, 'evaluation.html'), 'utf8')).not.toContain('未见过的地点');
  });

  it('draws intervals over places', async () => {
    const label = await raster(dir, 'label.tif', LABEL);
    const perfect = { name: 'good', flags: label, label };
    const poor = { name: 'poor', flags: await raster(dir, 'flags.tif', FLAGS), label };
    const one = await evaluate({ pairs: [perfect] });
    expect(one.intervals.f1).toEqual({ low: 1, high: 1 });
    const { intervals, meanOverPlaces } = await evaluate({ pairs: [perfect, poor] });
    expect(intervals.f1?.low).toBeCloseTo((2 * 46) / (76 + 134), 12);
    expect(intervals.f1?.high).toBe(1);
    expect(meanOverPlaces.f1).toBeCloseTo((1 + 92 / 210) / 2, 12);
  });
});

describe('what cannot be evaluated', () => {
  const refuse = (pair: object) => expect(evaluate({ pairs: parsePairs({ pairs: [pair] }, 'PAIRS.yaml') })).rejects;

  it('refuses labels of other codes, and takes them when they are named', async () => {
    const flags = await raster(dir, 'flags.tif', FLAGS);
    const file = await raster(
      dir,
      'label-12.tif',
      LABEL.map((code) => code + 1),
    );
    await refuse({ name: 'a', flags, label: file }).toMatchObject({
      code: 'EVALUATE_LABEL_CODES',
      parts: { found: 'codes 1 (2266 px), 2 (134 px)' },
    });
    const named = await evaluate({ pairs: [{ name: 'a', flags, label: { file, unchanged: 1, changed: 2 } }] });
    expect(named.pooled.iou).toBeCloseTo(46 / 164, 12);
  });

  it('refuses another grid, another CRS, missing bands and files, wrong flags and probabilities', async () => {
    const flags = await raster(dir, 'flags.tif', FLAGS);
    const label = await raster(dir, 'label.tif', LABEL);
    const shifted = await raster(dir, 'shifted.tif', LABEL, { ...GRID, originX: GRID.originX + 5 });
    const elsewhere = await raster(dir, 'elsewhere.tif', LABEL, { ...GRID, crs: 'EPSG:32632' });
    const small = await raster(dir, 'small.tif', new Uint8Array(100), { ...GRID, width: 10, height: 10 });
    for (const wrong of [shifted, elsewhere, small]) {
      await refuse({ name: 'a', flags, label: wrong }).toMatchObject({ code: 'EVALUATE_GRID_DIFFERS' });
    }
    await refuse({ name: 'a', flags, label: { file: label, band: 2 } }).toMatchObject({
      code: 'EVALUATE_BAND_MISSING',
    });
    await refuse({ name: 'a', flags, label: join(dir, 'none.tif') }).toMatchObject({ code: 'GEODATA_FILE_MISSING' });
    const two = await raster(
      dir,
      'two.tif',
      FLAGS.map((code) => 2 * code),
    );
    await refuse({ name: 'a', flags: two, label }).toMatchObject({ code: 'EVALUATE_FLAG_CODES' });
    const logits = await raster(dir, 'logits.tif', new Float32Array(2400).fill(-3));
    await refuse({ name: 'a', flags, label, probability: logits }).toMatchObject({
      code: 'EVALUATE_PROBABILITY_RANGE',
    });
    const all = await raster(dir, 'all.tif', new Uint8Array(2400).fill(1));
    await refuse({ name: 'a', flags, label, ignore: all }).toMatchObject({ code: 'EVALUATE_NOTHING_JUDGED' });
  });

  it('collects the problems of all pairs', async () => {
    const flags = await raster(dir, 'flags.tif', FLAGS);
    const bad = await raster(
      dir,
      'label-12.tif',
      LABEL.map((code) => code + 1),
    );
    const pairs = [
      { name: 'a', flags, label: bad },
      { name: 'b', flags: bad, label: bad },
    ];
    await expect(evaluate({ pairs })).rejects.toMatchObject({
      code: 'EVALUATE_REFUSED',
      problems: [{ code: 'EVALUATE_LABEL_CODES' }, { code: 'EVALUATE_FLAG_CODES' }, { code: 'EVALUATE_LABEL_CODES' }],
    });
  });

  it('refuses a wrong list', () => {
    expect(() => parsePairs({ pairs: [] }, 'P')).toThrow('EVALUATE_PAIRS_INVALID');
    expect(() => parsePairs({ pairs: [{ name: 'a', flags: 'f', label: 'l', extra: 1 }] }, 'P')).toThrow('extra');
    const pair = { name: 'a', flags: 'f', label: 'l' };
    expect(() => parsePairs({ pairs: [pair, pair] }, 'P')).toThrow('the same name twice: a');
  });
});
