import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
