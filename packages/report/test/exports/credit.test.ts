import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  creditCandidates,
  moveLead,
  openRegister,
  writeCredit,
  type Decision,
  type LeadState,
  type Register,
} from '@landscar/report';
import { FINDING } from '../messages/finding.js';
import { leadAt, runOf } from '../register-conformance.js';
import { program } from './installed-programs.js';
import { officeText } from './office.js';

let dir = '';
let register: Register;
let ids: string[] = [];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landscar-credit-'));
  register = await openRegister(join(dir, 'register.sqlite'));
  const project = { id: 'p1', name: '演示矿山项目', approvalNumber: '演示水保〔2023〕1号' };
  const made = Array.from({ length: 6 }, (_, i) => ({
    ...leadAt(112.5 + i * 0.003, 35.5, 0.002, `d${i}`),
    ...(i < 4 && { project, category: 'suspectedBeyondExtent' as const }),
    ...(i === 1 && { tags: ['suspectedDumping'] as const }),
  }));
  ids = (await register.recordRun(runOf('2025-06-01', made))).leads.map((l) => l.id);
});
afterAll(async () => {
  await register.close();
  await rm(dir, { recursive: true, force: true });
});

const step = (lead: string, to: LeadState, who: string, at: string, more: Partial<Decision> = {}): Promise<void> =>
  moveLead(register.db, { lead, to, who, at, ...more });

async function determine(lead: string, determination: Decision['determination'], at: string): Promise<void> {
  await step(lead, 'pendingReview', '甲', at);
  await step(lead, 'issued', '乙', at);
  await step(lead, 'reviewed', '丙', at, { evidence: ['IMG_0001.jpg'] });
  await step(lead, 'determined', '丁', at, { why: '李四 13800000000', determination: determination! });
}

describe('credit supervision', () => {
  it('names nobody while only a model has spoken', async () => {
    expect(await creditCandidates(register, 12)).toEqual([]);
  });

  it('takes candidates from recorded violations alone, each with its entry in the history', async () => {
    const [a = '', b = '', c = '', d = '', e = '', f = ''] = ids;
    await determine(a, 'violation', '2025-07-01T08:00:00Z');
    await determine(b, 'violation', '2025-08-01T08:00:00Z');
    await determine(c, 'compliant', '2025-08-01T08:00:00Z');
    await determine(e, 'violation', '2025-08-02T08:00:00Z');
    await step(f, 'rejected', '甲', '2025-08-01', { why: 'farmSeason' });
    const first = await creditCandidates(register, 12);
    expect(
      first.map((k) => [k.list, k.criterion, k.toJudge, k.project?.name ?? null, k.basis.map((x) => x.eventId)]),
    ).toEqual([
      ['focus', 'otherViolation', true, '演示矿山项目', [a]],
      ['focus', 'dumping', false, '演示矿山项目', [b]],
      ['focus', 'noApproval', false, null, [e]],
    ]);
    for (const { basis } of first)
      for (const { eventId, entry, hash } of basis)
        expect((await register.history(eventId)).find((h) => h.seq === entry)).toMatchObject({ hash, action: 'moved' });

    // A third violation of one project within the year, and a rectification that was not accepted.
    await determine(d, 'violation', '2026-06-30T08:00:00Z');
    await step(a, 'enforcing', '丁', '2025-07-02', { measure: 'rectificationNotice' });
    await step(a, 'rectifying', '丁', '2025-08-01');
    await step(a, 'enforcing', '戊', '2025-09-01', { why: '未整改', measure: 'caseFiled' });
    const black = (await creditCandidates(register, 12)).filter((k) => k.list === 'black');
    expect(black.map((k) => [k.criterion, k.toJudge, k.basis.map((x) => x.eventId)])).toEqual([
      ['repeated', false, [a, b, d]],
      ['notRectified', true, [a, a]],
    ]);
    expect((await creditCandidates(register, 11)).some((k) => k.criterion === 'repeated')).toBe(false);

    // Taken back: closed and opened again.
    await step(c, 'closed', '戊', '2026-07-01', { why: '合规' });
    await step(c, 'candidate', '戊', '2026-07-01', { why: '复查' });
    expect((await creditCandidates(register, 12)).some((k) => k.basis.some((x) => x.eventId === c))).toBe(false);
  });

  it('writes a sheet and JSON without names, telephone numbers and photos', async () => {
    const candidates = await creditCandidates(register, 12);
    const facts = { at: '2026-07-02T00:00:00Z', publishedMonths: 12, lang: 'zh' } as const;
    const [json = '', xlsx = ''] = await writeCredit(candidates, join(dir, 'out'), facts);
    const text = await readFile(json, 'utf8');
    expect(JSON.parse(text)).toMatchObject({ format: 'landscar-credit-candidates', version: 1, candidates });
    expect(text).not.toMatch(/[甲乙丙丁戊]|李四|138000|IMG_/u);
    expect(text).not.toMatch(FINDING);
    if (!program('soffice')) return;
    const seen = officeText(xlsx, dir);
    expect(seen).toMatch(/演示矿山项目/u);
    expect(seen).not.toMatch(/李四|138000|IMG_/u);
    expect(seen.replace(/\s/gu, '')).not.toMatch(FINDING);
  });

  it('makes nothing of a history that was changed', async () => {
    await register.db.updateTable('history').set({ who: '别人' }).where('seq', '=', 3).execute();
    await expect(creditCandidates(register, 12)).rejects.toThrow(/REPORT_HISTORY_BROKEN/u);
  });
});
