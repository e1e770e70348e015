import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ExcelJs from 'exceljs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Lead } from '@landscar/core';
import { drawSample, estimateFromSample, readSampleXlsx, sampleXlsx, type RunInfo } from '@landscar/report';
import { stratifiedShare, wilson } from '../../src/exports/sampling/intervals.js';
import { seeded } from './synthetic-run.js';

const lead = (i: number): Lead =>
  ({
    patchNo: `p${i}`,
    category: i % 3 === 0 ? 'unlinked' : 'suspectedNoApproval',
    centroidLonLat: [112 + i / 1e4, 35],
  }) as unknown as Lead;
const leads = Array.from({ length: 300 }, (_, i) => lead(i));

describe('intervals', () => {
  it('gives the published Wilson interval', () => {
    // Newcombe, Statistics in Medicine 17 (1998), table I: 81 of 263 gives 0.2553 to 0.3662; 0 of 20 gives 0 to 0.1611.
    const { low, high } = wilson(81, 263);
    expect([low.toFixed(4), high.toFixed(4)]).toEqual(['0.2553', '0.3662']);
    expect(wilson(0, 20).high).toBeCloseTo(0.1611, 4);
  });
  it('always holds its estimate, and a full census leaves no doubt', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, share) => {
        const hits = Math.round(n * share);
        const i = wilson(hits, n);
        expect(i.low).toBeLessThanOrEqual(i.estimate + 1e-12);
        expect(i.high).toBeGreaterThanOrEqual(i.estimate - 1e-12);
        const census = stratifiedShare([{ size: n, checked: n, right: hits }])!;
        expect(census.high - census.low).toBeCloseTo(0, 9);
      }),
    );
  });
  it('covers the true share in about 95 of 100 samples', () => {
    const random = seeded(11);
    let covered = 0;
    for (let t = 0; t < 2000; t++) {
      const strata = [
        [400, 0.9, 40],
        [100, 0.5, 30],
      ].map(([size, p, n]) => ({
        size: size!,
        checked: n!,
        right: Array.from({ length: n! }, () => random() < p!).filter((x) => x).length,
      }));
      const i = stratifiedShare(strata)!;
      covered += i.low <= 0.82 && 0.82 <= i.high ? 1 : 0;
    }
    expect(covered / 2000).toBeGreaterThan(0.93);
    expect(covered / 2000).toBeLessThan(0.985);
  });
});

describe('drawSample', () => {
  const points = Array.from({ length: 200 }, (_, i) => [112, 35 + i / 1e4] as const);
  it('can be drawn again, and a larger sample contains the smaller one', () => {
    const small = drawSample(leads, points, { seed: 's', perStratum: 10 });
    const large = drawSample([...leads].reverse(), points, { seed: 's', perStratum: 25 });
    expect(small.items).toHaveLength(20 + 200); // the points are a random draw already
    expect(small.sizes).toEqual({ nonLead: 200, suspectedNoApproval: 200, unlinked: 100 });
    const ids = new Set(large.items.map((i) => i.id));
    expect(small.items.every((i) => ids.has(i.id))).toBe(true);
    expect(drawSample(leads, points, { seed: 't', perStratum: 10 }).items).not.toEqual(small.items);
  });
  it('estimates precision and missed area, and says what was not checked', () => {
    const sample = drawSample(leads, points, { seed: 's', perStratum: 40 });
    const checked = new Map(sample.items.filter((i) => i.stratum === 'nonLead').map((i, k) => [i.id, k < 2] as const));
    const none = estimateFromSample(sample, checked, 1000);
    expect([none.precision, none.unchecked]).toEqual([null, 80]);
    expect(none.missedHa?.estimate).toBeCloseTo((2 / 200) * 1000, 9);
    for (const i of sample.items) if (i.stratum !== 'nonLead') checked.set(i.id, i.stratum === 'unlinked');
    const all = estimateFromSample(sample, checked, 1000);
    expect(all.precision?.estimate).toBeCloseTo(1 / 3, 9);
    expect(all.unchecked).toBe(0);
  });
});

describe('the sheet of a sample', () => {
  it('comes back as it went out, with the answers of people; what cannot be read is told', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'landscar-sample-'));
    try {
      const points = Array.from({ length: 30 }, (_, i): [number, number] => [112.1 + i / 100, 35.2]);
      const sample = drawSample(leads, points, { seed: 's', perStratum: 10 });
      const run = { id: 'r1', siteName: '演示场地', dateAfter: '2025-06-18' } as RunInfo;
      const path = join(dir, 'sample.xlsx');
      const bytes = await sampleXlsx(sample, 1234.5, run, 'zh');
      expect(bytes.equals(await sampleXlsx(sample, 1234.5, run, 'zh'))).toBe(true);
      await writeFile(path, bytes);
      const workbook = new ExcelJs.Workbook();
      await workbook.xlsx.readFile(path);
      const answers = ['是', '否', 'Yes', '大概'];
      answers.forEach((answer, i) => (workbook.worksheets[0]!.getRow(2 + i).getCell(5).value = answer));
      await workbook.xlsx.writeFile(path);
      const read = await readSampleXlsx(path);
      expect(read.sample).toEqual({
        ...sample,
        items: sample.items.map((i) => ({ ...i, position: i.position.map((v) => Math.round(v * 1e6) / 1e6) })),
      });
      expect(read.outsideHa).toBe(1234.5);
      expect([...read.checked]).toEqual(sample.items.slice(0, 3).map((item, i) => [item.id, i !== 1]));
      expect(read.unreadable).toEqual([{ row: 5, found: '大概' }]);
      expect(estimateFromSample(read.sample, read.checked, read.outsideHa).unchecked).toBe(sample.items.length - 3);
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  });
});
