import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Lead } from '@landscar/core';
import {
  creditCandidates,
  drawSample,
  exportClues,
  EXPORT_PROFILES,
  exportFieldPack,
  exportLeads,
  exportPackage,
  moveLead,
  openRegister,
  sampleXlsx,
  writeCredit,
  writeDecisionSheet,
  writeDossiers,
  writeFeedback,
  writeRunReport,
  type RunDigest,
} from '@landscar/report';
import { folderFiles } from '../../src/exports/package/verify-package.js';
import { writeOutput } from '../../src/exports/write-output.js';
import { readZip } from '../../src/exports/zip.js';
import { FINDING } from '../messages/finding.js';
import { runOf } from '../register-conformance.js';
import { makeSyntheticRun, type SyntheticRun } from './synthetic-run.js';

/** Every output that there is, in one folder; all of it is searched for a finding of the law without 疑似. */
let dir = '';
let out = '';
let made: SyntheticRun;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landscar-no-finding-'));
  out = join(dir, 'out');
  made = await makeSyntheticRun(dir);
});
afterAll(() => rm(dir, { recursive: true, force: true }));

async function writeEverything(lang: 'zh' | 'en'): Promise<void> {
  const to = (name: string): string => join(out, lang, name);
  await exportLeads({ ...made, out: to('leads'), lang });
  for (const profile of Object.keys(EXPORT_PROFILES))
    await exportPackage({ ...made, profile, out: to(profile), gcj02: true, lang });
  await writeDossiers({ ...made, out: to('dossiers'), lang });
  await exportFieldPack({ ...made, out: to('field'), gcj02: true, lang });
  const register = await openRegister(join(dir, `${lang}.sqlite`));
  try {
    const { leads } = await register.recordRun({ ...runOf('2025-06-18', made.leads), runId: made.run.id });
    const [determined, rejected] = leads as [Lead, Lead];
    const at = '2025-07-01T08:00:00Z';
    const step = (
      lead: Lead,
      state: 'pendingReview' | 'issued' | 'reviewed' | 'determined' | 'rejected',
      who: string,
      more = {},
    ) => moveLead(register.db, { lead: lead.id, to: state, who, at, ...more });
    await step(rejected, 'rejected', '甲', { why: 'farmSeason' });
    for (const lead of leads.slice(2)) {
      await step(lead, 'pendingReview', '甲');
      await step(lead, 'issued', '乙');
    }
    await step(determined, 'pendingReview', '甲');
    await step(determined, 'issued', '乙');
    await step(determined, 'reviewed', '丙', { evidence: ['1'] });
    await step(determined, 'determined', '丁', { why: '核实', determination: 'violation' });
    const all = await register.leads();
    await writeDecisionSheet(register.db, all, to('decisions.xlsx'), lang);
    const send = { sender: '水务局', recipient: '林业局', who: '甲', at, out: to('clues') };
    await exportClues(register, { ...send, states: ['issued', 'determined'] });
    await writeCredit(await creditCandidates(register, 12), to('credit'), { at, publishedMonths: 12, lang });
    await writeFeedback(register, [made], to('feedback'));
    const digest: RunDigest = (await register.digest())!.digest;
    const facts = { leads: all, run: made.run, digest, periods: await register.runs() };
    await writeRunReport(facts, made.stackDir, to('report'), lang);
    const sample = drawSample(all, [], { seed: 'x', perStratum: 3 });

    await writeOutput(to('sample.xlsx'), await sampleXlsx(sample, 100, made.run, lang));
  } finally {
    await register.close();
  }
}

/** All text of a file: parts of zips one by one, GBK tables decoded. */
function textsOf(name: string, data: Uint8Array): [string, string][] {
  if (/\.(?:xlsx|docx)$/u.test(name))
    return readZip(Buffer.from(data))
      .filter((entry) => /\.(?:xml|rels)$/u.test(entry.name))
      .map((entry) => [`${name}/${entry.name}`, Buffer.from(entry.data).toString('utf8')]);
  const gbk = name.includes('shp-gbk') && name.endsWith('.dbf');
  return [[name, new TextDecoder(gbk ? 'gbk' : 'utf-8').decode(data)]];
}

it('no output in either language states a finding without 疑似', async () => {
  await writeEverything('zh');
  await writeEverything('en');
  const files = await folderFiles(out);
  const kinds = new Set([...files.keys()].map((name) => name.slice(name.lastIndexOf('.') + 1)));
  for (const kind of ['csv', 'dbf', 'docx', 'geojson', 'gpkg', 'html', 'json', 'kml', 'qgs', 'xlsx'])
    expect(kinds).toContain(kind);
  let scanned = 0;
  for (const [name, data] of files)
    for (const [where, text] of textsOf(name, data)) {
      scanned += 1;
      // Words cut by markup would hide one: tags are taken out first.
      const found = FINDING.exec(text.replace(/<[^>]*>/gu, ''));
      expect([where, found?.[0] ?? null]).toEqual([where, null]);
    }
  expect(scanned).toBeGreaterThan(120);
  // The words are there, so the search would find them.
  const ledger = textsOf('ledger.xlsx', await readFile(join(out, 'zh', 'rdtb', 'ledger.xlsx')));
  expect(ledger.some(([, text]) => text.includes('疑似未批先建'))).toBe(true);
});
