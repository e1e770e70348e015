import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Areal } from '@landscar/core';
import { openStack } from '@landscar/geodata';
import { writeDossiers, type DossierInput } from '@landscar/report';
import { cachedSource } from '../../src/exports/chips/cached-source.js';
import { readZip } from '../../src/exports/zip.js';
import { program } from '../exports/installed-programs.js';
import { DEGREE_GRID, makeSyntheticRun, type SyntheticRun } from '../exports/synthetic-run.js';
import { officeText } from '../exports/office.js';

let dir = '';
let made: SyntheticRun;
let paths: string[];

const inputFor = (run: SyntheticRun, out: string): DossierInput => ({
  ...run,
  leads: run.leads.slice(0, 3),
  footprints: [
    { geometry: run.leads[0]!.geometryLonLat, id: run.leads[0]!.project!.id, name: '演示项目', kind: 'extent' },
  ],
  focus: [
    {
      geometry: {
        type: 'LineString',
        coordinates: [
          [112.61, 35.66],
          [112.65, 35.69],
        ],
      },
      id: 'g',
      name: '演示高速',
      kind: 'expressway',
    },
  ],
  out,
});

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landscar-dossier-'));
  made = await makeSyntheticRun(dir, { grid: DEGREE_GRID });
  paths = await writeDossiers(inputFor(made, join(dir, 'a')));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

describe('writeDossiers', () => {
  it('gives the same bytes twice', async () => {
    const again = await writeDossiers(inputFor(made, join(dir, 'b')));
    for (const [i, path] of paths.entries()) {
      expect([basename(path), (await readFile(path)).equals(await readFile(again[i]!))]).toEqual([
        basename(path),
        true,
      ]);
    }
  });

  it('shows two scales in two colourings on both dates, and the place', async () => {
    const parts = readZip(await readFile(paths[0]!)).map((e) => e.name);
    expect(parts.filter((n) => n.startsWith('word/media/'))).toHaveLength(9);
    const page = await readFile(paths[1]!, 'utf8');
    expect(page.match(/<figure>/gu)).toHaveLength(9);
    expect(page).toContain('影像图斑仅为线索，不能直接作为处罚依据');
  });

  it('rings the lead on the map whole, at the edge of the site too', async () => {
    const [lead] = made.leads;
    const { originX, originY, pixelWidth, pixelHeight, width, height } = made.manifest.grid;
    const at = (column: number, row: number) => {
      const corner = (dx: number, dy: number): [number, number] => [
        originX + (column + dx) * pixelWidth,
        originY - (row + dy) * pixelHeight,
      ];
      const geometry: Areal = {
        type: 'Polygon',
        coordinates: [[corner(0, 0), corner(0, 4), corner(4, 4), corner(4, 0), corner(0, 0)]],
      };
      return { ...lead!, patchNo: `at-${column}-${row}`, geometry, geometryLonLat: geometry };
    };
    const leads = [at(300, 250), at(0, 0), at(width - 4, height - 4)];
    const out = join(dir, 'edge');
    const files = await writeDossiers({ ...inputFor(made, out), leads, focus: [], formats: ['html'] });
    const red: number[] = [];
    for (const file of files) {
      const pictures = [...(await readFile(file, 'utf8')).matchAll(/image\/jpeg;base64,([^"]*)/gu)];
      const { data } = await sharp(Buffer.from(pictures.at(-1)![1]!, 'base64'))
        .raw()
        .toBuffer({ resolveWithObject: true });
      let count = 0;
      for (let i = 0; i < data.length; i += 3)
        if (data[i]! > 180 && data[i + 1]! < 110 && data[i + 2]! < 110) count += 1;
      red.push(count);
    }
    const [middle = 0, ...edges] = red;
    expect(middle).toBeGreaterThan(200);
    for (const count of edges) expect(count / middle).toBeGreaterThan(0.9);
  });

  it.skipIf(!program('soffice'))('opens in LibreOffice with its text and pictures', () => {
    const text = officeText(paths[0]!, dir);
    for (const part of ['现场复核信息表', made.leads[0]!.patchNo, '演示数据', '判定依据', '模型许可'])
      expect(text).toContain(part);
    if (program('pdfimages')) {
      const list = execFileSync(
        'pdfimages',
        ['-list', join(dir, 'office', basename(paths[0]!).replace('.docx', '.pdf'))],
        { encoding: 'utf8' },
      );
      expect(list.match(/ image /gu)).toHaveLength(9);
    }
  });
});

describe.skipIf(!program('soffice') || !program('fc-list') || !program('pdftotext'))('dossiers as PDF', () => {
  const print = (out: string, more: Partial<DossierInput> = {}): Promise<string[]> =>
    writeDossiers({ ...inputFor(made, join(dir, out)), formats: ['pdf'], ...more });

  it('have every word of the Word file, its pictures, and only embedded fonts', async () => {
    const [pdf = '', ...others] = await print('pdf');
    expect([basename(pdf), others.length]).toEqual([`${made.leads[0]!.patchNo}.pdf`, 2]);
    const text = execFileSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' });
    for (const part of ['现场复核信息表', made.leads[0]!.patchNo, '判定依据', '影像图斑仅为线索'])
      expect(text).toContain(part);
    const fonts = execFileSync('pdffonts', [pdf], { encoding: 'utf8' }).trim().split('\n').slice(2);
    expect(fonts.some((line) => /CJK|Hei|Song|Ming/u.test(line))).toBe(true);
    // Columns from the right: object, encoding known, subset, embedded.
    for (const line of fonts)
      expect([line, / yes +(?:yes|no) +(?:yes|no) +\d+ +\d+$/u.test(line)]).toEqual([line, true]);
    const pages = /Pages: +(\d+)/u.exec(execFileSync('pdfinfo', [pdf], { encoding: 'utf8' }))?.[1];
    expect(Number(pages)).toBe(2);
  });

  it('are refused by name where the font or a glyph is missing', async () => {
    await expect(print('x', { font: 'No Such Font' })).rejects.toThrow(/REPORT_PDF_FONT_MISSING/u);
    // A private-use character: the kind that a name from an old GBK list brings in.
    const strange = { ...made.run, siteName: '演示\u{e863}场地\u{f0001}' };
    await expect(print('y', { run: strange })).rejects.toThrow(/U\+F0001[\s\S]*REPORT_GLYPH_MISSING/u);
    const path = process.env['PATH'];
    process.env['PATH'] = '/nowhere';
    try {
      await expect(print('z')).rejects.toThrow(/REPORT_PDF_PROGRAM_MISSING/u);
    } finally {
      process.env['PATH'] = path;
    }
  });
});

describe('cachedSource', () => {
  it('gives the pixels of the stack', async () => {
    const stack = await openStack(made.stackDir);
    try {
      const cached = cachedSource(stack);
      for (const window of [
        { x: 0, y: 0, width: 5, height: 4 },
        { x: 500, y: 480, width: 100, height: 20 },
        { x: 300, y: 470, width: 290, height: 30 },
      ]) {
        expect(await cached.readDate('after', window)).toEqual(await stack.readDate('after', window));
        expect(await cached.readValidity(window)).toEqual(await stack.readValidity(window));
      }
    } finally {
      await stack.close();
    }
  });
});
