import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalJson } from '@landscar/core';
import {
  backupRegister,
  exportClues,
  importClues,
  moveLead,
  openRegister,
  restoreRegister,
  SHARED_STATES,
  takeReceipt,
} from '@landscar/report';
import { sha256Of } from '../src/clues/exchange-files.js';
import { program } from './exports/installed-programs.js';
import { FINDING } from './messages/finding.js';
import { leadAt, runOf } from './register-conformance.js';

const at = '2025-07-01T08:00:00Z';
const who = '张三（演示）';
const ogr = program('ogrinfo');

/** Sharing clues between two registers on any database. */
export function cluesConformance(name: string, freshUrl: () => Promise<string>): void {
  let folder = '';
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'clues-'))));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Register with three leads in a row from `lon` on; two are 已下发, one of these 认定. */
  const start = async (lon: number) => {
    const register = await openRegister(await freshUrl());
    const project = { id: 'p1', name: '演示项目', approvalNumber: '演示水保〔2023〕1号' };
    const made = [0, 1, 2].map((i) => ({ ...leadAt(lon + i * 0.003, 35.5, 0.002, `d${i}`), project }));
    const { leads } = await register.recordRun(runOf('2025-06-01', made));
    for (const [i, lead] of leads.slice(0, 2).entries()) {
      const step = (to: 'pendingReview' | 'issued' | 'reviewed' | 'determined', by: string, more = {}) =>
        moveLead(register.db, { lead: lead.id, to, who: by, at, ...more });
      await step('pendingReview', '甲');
      await step('issued', '乙');
      if (i === 1) continue;
      await step('reviewed', '丙', { evidence: ['IMG_0001.jpg'] });
      await step('determined', '丁', { why: '现场确认，联系人李四 13800000000', determination: 'violation' });
    }
    return { register, leads };
  };
  const send = (out: string) => ({ sender: '水务局', recipient: '自然资源局', states: SHARED_STATES, who, at, out });
  const receive = (receipt: string) => ({ recipient: '自然资源局', who: '王五', at, receipt });

  describe(`clues on ${name}`, () => {
    it('go from register to register and back as receipt; nothing is taken twice, everything is in the history', async () => {
      const ours = await start(112.5);
      const theirs = await start(112.5005);
      const out = join(folder, `${name}-a`);
      const sent = await exportClues(ours.register, send(out));
      expect(sent.clues.map((c) => c.id)).toEqual(ours.leads.slice(0, 2).map((l) => l.id));
      expect(sent.clues[0]).toMatchObject({
        determination: 'violation',
        determinedOn: '2025-07-01',
        state: 'determined',
      });
      const { sha256, ...rest } = JSON.parse(readFileSync(join(out, 'clues.json'), 'utf8')) as Record<string, unknown>;
      expect(sha256Of(canonicalJson(rest))).toBe(sha256);
      execFileSync('sha256sum', ['-c', 'SHA256SUMS'], { cwd: out, stdio: 'ignore' });

      // Whoever sends and decides, and what they wrote in their own words, stays at home.
      for (const file of ['clues.json', 'clues.csv']) {
        const text = readFileSync(join(out, file), 'utf8');
        expect(text).not.toMatch(/张三|甲|乙|丙|丁|李四|1[3-9]\d{9}|IMG_/u);
        expect(text).not.toMatch(FINDING);
      }

      const receipt = join(out, 'receipt.json');
      const first = await importClues(theirs.register, join(out, 'clues.json'), receive(receipt));
      expect(first.counts).toEqual({ new: 2, known: 0, changed: 0, refused: 0 });
      expect(first.matched.map((m) => m.eventId).sort()).toEqual(
        theirs.leads
          .slice(0, 2)
          .map((l) => l.id)
          .sort(),
      );
      expect(first.onlyTheirs).toEqual([]);
      const again = await importClues(theirs.register, join(out, 'clues.csv'), receive(join(out, 'again.json')));
      expect([again.counts, again.refused]).toEqual([{ new: 0, known: 2, changed: 0, refused: 0 }, []]);
      expect((await theirs.register.history(theirs.leads[0]!.id)).filter((h) => h.action === 'clueMatch')).toHaveLength(
        1,
      );
      expect(await theirs.register.history(`clue:水务局/${ours.leads[0]!.id}`)).toHaveLength(1);

      const answered = await takeReceipt(ours.register, receipt, { who, at });
      expect(answered.clues[0]).toMatchObject({ outcome: 'new', ownIds: [theirs.leads[0]!.id] });
      await takeReceipt(ours.register, receipt, { who, at });
      const steps = (await ours.register.history(ours.leads[0]!.id)).map((h) => h.action);
      expect(steps.slice(-2)).toEqual(['clueSent', 'clueReceipt']);
      await expect(takeReceipt(theirs.register, receipt, { who, at })).rejects.toThrow(/REPORT_RECEIPT_UNKNOWN/u);
      for (const { register } of [ours, theirs]) {
        expect((await register.verify()).brokenAt).toBeNull();
        await register.close();
      }
    });

    it('shows what differs, keeps every version, and leaves our leads as they are', async () => {
      const { register, leads } = await start(112.5);
      const file = join(folder, `${name}-theirs.csv`);
      const rows = (category: string, lon = 112.5031) =>
        [
          'sender,recipient,preparedAt,id,lon,lat,category,projectName,determination,联系电话',
          `林业局,水务局,2025-07-02,L-1,112.501,35.501,${category},另一项目,compliant,13900000000`,
          `林业局,水务局,2025-07-02,L-2,${lon},35.51,,,,`,
          '林业局,水务局,2025-07-02,L-3,500,35.51,,,,',
          '林业局,水务局,2025-07-02,L-2,112.6,35.51,,,,',
        ].join('\n');
      writeFileSync(file, rows('compliant'));
      const before = canonicalJson(await register.leads());
      const result = await importClues(register, file, receive(join(folder, 'r.json')));
      expect(result.counts).toEqual({ new: 2, known: 0, changed: 0, refused: 2 });
      expect(result.refused.map((r) => [r.row, r.id])).toEqual([
        [4, 'L-3'],
        [5, 'L-2'],
      ]);
      expect(result.ignoredFields).toEqual(['联系电话']);
      expect(result.matched).toEqual([{ clue: 'L-1', eventId: leads[0]!.id, sharedM2: 0 }]);
      expect(result.onlyTheirs).toEqual(['L-2']);
      expect(result.conflicts.map((c) => [c.about, c.ours, c.theirs])).toEqual([
        ['category', 'suspectedNoApproval', 'compliant'],
        ['determination', 'violation', 'compliant'],
        ['project', '演示项目', '另一项目'],
      ]);
      writeFileSync(file, rows('unlinked', 112.55));
      const second = await importClues(register, file, receive(join(folder, 'r2.json')));
      expect(second.counts).toMatchObject({ new: 0, changed: 2 });
      expect(second.conflicts.filter((c) => c.about === 'changed').map((c) => [c.clue, c.ours, c.theirs])).toEqual([
        ['L-1', 'category compliant', 'category unlinked'],
        ['L-2', 'lon 112.5031', 'lon 112.55'],
      ]);
      const versions = register.db
        .selectFrom('clues')
        .select(['clue_id', 'version'])
        .orderBy('clue_id')
        .orderBy('version');
      expect(await versions.execute()).toEqual(
        ['L-1', 'L-2'].flatMap((id) => [1, 2].map((version) => ({ clue_id: id, version }))),
      );
      expect(canonicalJson(await register.leads())).toBe(before);
      expect(JSON.stringify(await register.db.selectFrom('clues').selectAll().execute())).not.toContain('13900000000');

      const backup = join(folder, `${name}.backup`);
      await backupRegister(register.db, backup);
      const restored = await openRegister(await freshUrl());
      await restoreRegister(restored.db, backup);
      expect(await restored.db.selectFrom('clues').selectAll().execute()).toHaveLength(4);
      expect(await restored.db.selectFrom('clue_packages').selectAll().execute()).toHaveLength(2);
      await restored.close();
      await register.close();
    });

    it('refuses what was changed on its way, and leaves no trace of it', async () => {
      const { register } = await start(112.5);
      const out = join(folder, `${name}-b`);
      await exportClues(register, send(out));
      const file = join(out, 'clues.json');
      writeFileSync(file, readFileSync(file, 'utf8').replace('"suspectedNoApproval"', '"compliant"'));
      const other = await openRegister(await freshUrl());
      await expect(importClues(other, file, receive(join(out, 'r.json')))).rejects.toThrow(/REPORT_CLUES_CHANGED/u);
      writeFileSync(file, '{"format":"other"}');
      await expect(importClues(other, file, receive(join(out, 'r.json')))).rejects.toThrow(/REPORT_CLUES_UNREADABLE/u);
      expect(await other.db.selectFrom('clues').selectAll().execute()).toEqual([]);
      await expect(exportClues(other, send(out))).rejects.toThrow(/REPORT_CLUES_NONE/u);
      await other.close();
      await register.close();
    });

    it.skipIf(!ogr)('are outlines and fields to ogr2ogr', async () => {
      const { register } = await start(112.5);
      const out = join(folder, `${name}-c`);
      const { clues } = await exportClues(register, send(out));
      const arguments_ = ['-f', 'GeoJSON', '/vsistdout/', join(out, 'clues.csv'), '-oo', 'GEOM_POSSIBLE_NAMES=WKT'];
      const seen = JSON.parse(execFileSync('ogr2ogr', arguments_, { encoding: 'utf8' })) as {
        features: { geometry: unknown; properties: Record<string, string> }[];
      };
      expect(seen.features.map((f) => f.geometry)).toEqual(clues.map((c) => c.geometry));
      for (const [i, { properties }] of seen.features.entries()) {
        const clue = clues[i]!;
        for (const field of ['id', 'areaM2', 'category', 'patchNo', 'projectName', 'state', 'historyHash'] as const)
          expect([field, properties[field]]).toEqual([field, String(clue[field] ?? '')]);
      }
      await register.close();
    });
  });
}
