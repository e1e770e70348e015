import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeDossiers, writeRunReport, type RunDigest } from '@landscar/report';
import { readZip } from '../../src/exports/zip.js';
import { makeSyntheticRun, type SyntheticRun } from './synthetic-run.js';

/** The findings of the law that no output may state without 疑似 (自然资发〔2023〕258号: imagery is a clue). */
const AS_A_FACT = /(?<!疑似)(?:未批先建|超出防治责任范围|建设地点变更|未批先弃)/u;
const NOTHING: RunDigest = {
  new: [],
  grown: [],
  shrunk: [],
  unchanged: [],
  reopened: [],
  merged: [],
  splitOff: [],
  finished: [],
  unobserved: [],
  notFoundAgain: [],
  closed: [],
  restored: [],
  notRestored: [],
  suspectedNetting: [],
};

let dir = '';
let made: SyntheticRun;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landscar-report-'));
  made = await makeSyntheticRun(dir);
});
afterAll(() => rm(dir, { recursive: true, force: true }));

async function report(
  name: string,
  lang: 'zh' | 'en' = 'zh',
): Promise<{ page: string; word: string; bytes: Buffer[] }> {
  const digest = { ...NOTHING, new: made.leads.map((l) => l.id) };
  const run = {
    ...made.run,
    warnings: [
      {
        code: 'INGEST_SEASON_GAP',
        message: 'the dates lie 134 days apart in the year',
        values: { days: 134, limitDays: 45, dateBefore: '2024-05-12', dateAfter: '2025-09-24' },
      },
    ],
    modelLimits: ['No figure is for the loess plateau.'],
  };
  const facts = { leads: made.leads, run, digest, periods: [{ runId: run.id, period: '202506', digest }] };
  const paths = await writeRunReport(facts, made.stackDir, join(dir, name), lang);
  const bytes = await Promise.all(paths.map((path) => readFile(path)));
  const entry = readZip(bytes[1]!).find((e) => e.name === 'word/document.xml')!;
  return { page: bytes[0]!.toString('utf8'), word: Buffer.from(entry.data).toString('utf8'), bytes };
}

describe('run report', () => {
  it('says what was looked at, what not, what changed, and the limits of the model, on page and paper', async () => {
    const { page, word } = await report('zh');
    const counties = new Set(made.leads.map((l) => l.county?.name ?? '（未落入县界）'));
    for (const text of [page, word]) {
      for (const said of ['监测范围与覆盖', '未观测', '两期配准', '分类统计', '图斑面积分布', '历次监测', '202506']) {
        expect(text).toContain(said);
      }
      expect(text).toContain('No figure is for the loess plateau.');
      expect(text).toContain('季节相差 134 天，超过 45 天');
      for (const county of counties) expect(text).toContain(county);
      expect(text).not.toMatch(AS_A_FACT);
    }
    expect(page).toMatch(/<svg[^>]*class="chart"/u);
    expect(page).not.toMatch(/(?:src|href)="https?:/u);
  });

  it('gives the same bytes twice, and speaks English', async () => {
    const [first, again, english] = [await report('a'), await report('b'), await report('en', 'en')];
    expect(first.bytes.map((b, i) => b.equals(again.bytes[i]!))).toEqual([true, true]);
    expect(english.page).toContain('Known limits of the model');
    expect(english.page).toContain('lie 134 days apart in the year, more than 45');
  });
});

it('no dossier states a finding as a fact', async () => {
  const paths = await writeDossiers({ ...made, out: join(dir, 'dossiers') });
  expect(paths).toHaveLength(2 * made.leads.length);
  for (const path of paths) {
    const bytes = await readFile(path);
    const text = path.endsWith('.docx')
      ? Buffer.from(readZip(bytes).find((e) => e.name === 'word/document.xml')!.data).toString('utf8')
      : bytes.toString('utf8');
    expect(text).not.toMatch(AS_A_FACT);
  }
});
