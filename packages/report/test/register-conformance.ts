import { Migrator } from 'kysely';
import { describe, expect, it } from 'vitest';
import { geodesicAreaM2, NOTHING_MEASURED, type Areal, type Lead } from '@landscar/core';
import { moveLead, openRegister, type RecordedRun, type RunToRecord } from '@landscar/report';
import { connect } from '../src/register/connect.js';
import { MIGRATIONS } from '../src/register/migrations.js';

/** A lead as `judge` gives it, on a square in degrees. */
export function leadAt(lon: number, lat: number, size: number, id: string, county = '140525'): Lead {
  const geometryLonLat: Areal = {
    type: 'Polygon',
    coordinates: [
      [
        [lon, lat],
        [lon + size, lat],
        [lon + size, lat + size],
        [lon, lat + size],
        [lon, lat],
      ],
    ],
  };
  const score = { value: 0.9, lowered: [] };
  return {
    id: `${id}/1`,
    patchNo: '',
    disturbanceId: id,
    parentDisturbanceId: null,
    geometry: geometryLonLat,
    geometryLonLat,
    centroidLonLat: [lon + size / 2, lat + size / 2],
    areaM2: geodesicAreaM2(geometryLonLat),
    outsideM2: 0,
    category: 'suspectedNoApproval',
    tags: [],
    ruleSet: 'mwr-53-2023',
    rule: 'mwr-53-2023.noApproval',
    reasons: [],
    confidence: score,
    evidence: score,
    ruleCertainty: score,
    priority: 50,
    project: null,
    nearbyProjects: [],
    focus: [],
    zones: [],
    county: { code: county, name: '演示县' },
    change: 'new',
    status: 'candidate',
    dateBefore: '2024-04-01',
    dateAfter: '2025-06-01',
    kind: 'otherDisturbance',
    kindConfidence: 0.8,
    detection: NOTHING_MEASURED,
  };
}

export const runOf = (dateAfter: string, leads: readonly Lead[], runId = `run-${dateAfter}`): RunToRecord => ({
  runId,
  fingerprint: `fp-${runId}`,
  dateBefore: '2024-04-01',
  dateAfter,
  leads,
});

const boxOf = (minX: number, minY: number, maxX: number, maxY: number): Areal => ({
  type: 'Polygon',
  coordinates: [
    [
      [minX, minY],
      [maxX, minY],
      [maxX, maxY],
      [minX, maxY],
      [minX, minY],
    ],
  ],
});
const everywhere = boxOf(112, 35, 113, 36);

/** One suite for every database: `freshUrl` answers an empty register. */
export function registerConformance(name: string, freshUrl: () => Promise<string>): void {
  describe(`register on ${name}`, () => {
    it('numbers patches north to south within a county, and answers a repeated run without writing', async () => {
      const register = await openRegister(await freshUrl());
      const run = runOf('2025-06-01', [
        leadAt(112.5, 35.5, 0.002, 'd1'),
        leadAt(112.5, 35.6, 0.002, 'd2'),
        leadAt(112.4, 35.5, 0.002, 'd3', '140521'),
      ]);
      const first = await register.recordRun(run);
      expect(first.leads.map((l) => [l.patchNo, l.disturbanceId])).toEqual([
        ['140521-202506-0001', 'd3'],
        ['140525-202506-0001', 'd2'],
        ['140525-202506-0002', 'd1'],
      ]);
      const entries = (await register.verify()).entries;
      const again = await register.recordRun(run);
      expect(again.already).toBe(true);
      expect(again.leads).toEqual(first.leads);
      expect((await register.verify()).entries).toBe(entries);
      await register.close();
    });

    it('says beforehand what a run would be, and stays as it is', async () => {
      const register = await openRegister(await freshUrl());
      await register.recordRun(runOf('2025-03-01', [leadAt(112.5, 35.5, 0.002, 'a'), leadAt(112.6, 35.5, 0.002, 'b')]));
      const before = await register.verify();
      const run = {
        ...runOf('2025-06-01', [leadAt(112.5, 35.5, 0.003, 'a'), leadAt(112.7, 35.5, 0.002, 'c')]),
        observed: everywhere,
        ground: { seen: everywhere, hidden: null },
      };
      const preview = await register.previewRun(run);
      expect(preview.leads.map((l) => l.change).sort()).toEqual(['grown', 'new']);
      expect(await register.verify()).toEqual(before);
      expect((await register.runs()).map((r) => r.runId)).toEqual(['run-2025-03-01']);
      expect((await register.leads()).map((l) => l.disturbanceId)).toEqual(['a', 'b']);
      expect(await register.recordRun(run)).toEqual(preview);
      await register.close();
    });

    it('gives the same ids and numbers in another register, whatever the order of the leads', async () => {
      const leads = [
        leadAt(112.5, 35.5, 0.002, 'd1'),
        leadAt(112.5, 35.6, 0.002, 'd2'),
        leadAt(112.6, 35.6, 0.002, 'd3'),
      ];
      const results = [];
      for (const list of [leads, [...leads].reverse()]) {
        const register = await openRegister(await freshUrl());
        results.push((await register.recordRun(runOf('2025-06-01', list))).leads);
        await register.close();
      }
      expect(results[0]).toEqual(results[1]);
    });

    it('keeps an event over periods while it grows, shrinks, stays, ends and comes again', async () => {
      const register = await openRegister(await freshUrl());
      const first = await register.recordRun(
        runOf('2025-03-01', [
          leadAt(112.5, 35.5, 0.002, 'a'),
          leadAt(112.6, 35.5, 0.002, 'b'),
          leadAt(112.7, 35.5, 0.002, 'c'),
          leadAt(112.8, 35.5, 0.002, 'd'),
        ]),
      );
      const id = new Map(first.leads.map((l) => [l.disturbanceId, l.id]));
      const second = await register.recordRun({
        ...runOf('2025-06-01', [
          leadAt(112.5, 35.5, 0.003, 'a'),
          leadAt(112.6, 35.5, 0.0015, 'b'),
          leadAt(112.7, 35.5, 0.002, 'c'),
        ]),
        observed: everywhere,
      });
      expect(new Map(second.leads.map((l) => [l.disturbanceId, [l.id, l.change]]))).toEqual(
        new Map([
          ['a', [id.get('a'), 'grown']],
          ['b', [id.get('b'), 'shrunk']],
          ['c', [id.get('c'), 'same']],
        ]),
      );
      expect(second.digest).toMatchObject({
        grown: [id.get('a')],
        shrunk: [id.get('b')],
        unchanged: [id.get('c')],
        finished: [id.get('d')],
        new: [],
        unobserved: [],
      });
      const third = await register.recordRun(runOf('2025-09-01', []));
      expect(third.digest.unobserved).toHaveLength(3);
      expect((await register.history(id.get('a') ?? '')).map((h) => h.action)).toEqual(['found', 'seen']);
      expect(await register.verify()).toMatchObject({ brokenAt: null });
      await register.close();
    });

    it('keeps lineage when patches split and merge', async () => {
      const register = await openRegister(await freshUrl());
      const first = await register.recordRun(runOf('2025-03-01', [leadAt(112.5, 35.5, 0.004, 'whole')]));
      const split = await register.recordRun(
        runOf('2025-06-01', [leadAt(112.5, 35.5, 0.0025, 'large'), leadAt(112.5027, 35.5027, 0.0013, 'small')]),
      );
      const whole = first.leads[0]?.id;
      const byName = new Map(split.leads.map((l) => [l.disturbanceId, l]));
      expect(byName.get('large')?.id).toBe(whole);
      expect(byName.get('small')?.id).not.toBe(whole);
      expect(split.digest.splitOff).toEqual([byName.get('small')?.id]);
      const merged = await register.recordRun(runOf('2025-09-01', [leadAt(112.5, 35.5, 0.004, 'again')]));
      expect(merged.leads[0]?.id).toBe(whole);
      expect(merged.digest.merged).toEqual([byName.get('small')?.id]);
      await register.close();
    });

    it('re-runs a period with other inputs: what is the same keeps its number, what is new goes on', async () => {
      const register = await openRegister(await freshUrl());
      const first = await register.recordRun(
        runOf('2025-06-01', [leadAt(112.5, 35.5, 0.002, 'a'), leadAt(112.5, 35.4, 0.002, 'b')]),
      );
      const again = await register.recordRun(
        runOf('2025-06-01', [leadAt(112.5, 35.4, 0.0021, 'b'), leadAt(112.5, 35.6, 0.002, 'n')], 'other'),
      );
      expect(again.leads.map((l) => [l.disturbanceId, l.patchNo])).toEqual([
        ['b', '140525-202506-0002'],
        ['n', '140525-202506-0003'],
      ]);
      expect(again.leads[0]?.id).toBe(first.leads[1]?.id);
      expect(again.leads[0]?.change).toBe('new');
      const whole = { ...runOf('2025-06-01', [leadAt(112.5, 35.6, 0.002, 'n')], 'third'), observed: everywhere };
      const third = await register.recordRun(whole);
      expect(third.digest.new).toEqual(third.leads.map((l) => l.id));
      // What stays from the runs before is named, and stays: a person decides.
      expect(third.digest.notFoundAgain).toEqual(first.leads.map((l) => l.id).sort());
      expect(await register.leads()).toHaveLength(3);
      await register.close();
    });

    it('answers a run again as it was, also after another run of the period, and leaves what a person rejected', async () => {
      const register = await openRegister(await freshUrl());
      const runA = runOf('2025-06-01', [leadAt(112.5, 35.5, 0.002, 'a'), leadAt(112.5, 35.4, 0.002, 'b')]);
      const first = await register.recordRun(runA);
      const [a = ''] = first.leads.map((l) => l.id);
      await moveLead(register.db, { lead: a, to: 'rejected', who: '甲', at: '2025-07-01', why: 'farmSeason' });
      const other = await register.recordRun(runOf('2025-06-01', [leadAt(112.5, 35.5, 0.00201, 'a')], 'other'));
      expect(other.digest.reopened).toEqual([]);
      expect(other.leads[0]).toMatchObject({ id: a, status: 'rejected', patchNo: first.leads[0]?.patchNo });
      expect((await register.recordRun(runA)).leads).toEqual(first.leads);
      await register.close();
    });

    it('takes an older period later without undoing what was seen since', async () => {
      const register = await openRegister(await freshUrl());
      const { leads } = await register.recordRun(runOf('2025-03-01', [leadAt(112.5, 35.5, 0.002, 'a')]));
      const [id = ''] = leads.map((l) => l.id);
      await register.recordRun(
        runOf('2025-09-01', [leadAt(112.5, 35.5, 0.004, 'a'), leadAt(112.506, 35.5, 0.002, 'b')]),
      );
      const before = await register.leads();
      const older = await register.recordRun(runOf('2025-06-01', [leadAt(112.5, 35.5, 0.009, 'wide')]));
      expect(older.leads.map((l) => [l.id, l.change, l.patchNo])).toEqual([[id, 'grown', '140525-202506-0001']]);
      expect(older.digest.merged).toEqual([]);
      expect(await register.leads()).toEqual(before);
      expect((await register.recordRun(runOf('2025-09-01', []))).already).toBe(true);
      await register.close();
    });

    it('keeps looking for ground under cloud until it is seen, and opens what ended and came back', async () => {
      const register = await openRegister(await freshUrl());
      const first = await register.recordRun(
        runOf('2025-03-01', [leadAt(112.5, 35.5, 0.002, 'a'), leadAt(112.6, 35.5, 0.002, 'b')]),
      );
      const [a = '', b = ''] = first.leads.map((l) => l.id);
      await moveLead(register.db, { lead: b, to: 'rejected', who: '甲', at: '2025-03-05', why: 'fire' });
      const elsewhere = boxOf(112, 35, 112.4, 36);
      const cloudy = await register.recordRun({ ...runOf('2025-06-01', []), observed: elsewhere });
      expect(cloudy.digest).toMatchObject({ finished: [], unobserved: [a] });
      const again = await register.recordRun({ ...runOf('2025-09-01', []), observed: elsewhere });
      expect(again.digest).toMatchObject({ finished: [], unobserved: [] });
      const clear = await register.recordRun({ ...runOf('2025-12-01', []), observed: everywhere });
      expect(clear.digest).toMatchObject({ finished: [a], unobserved: [] });
      const back = await register.recordRun({
        ...runOf('2026-03-01', [leadAt(112.6, 35.5, 0.002, 'b')]),
        observed: everywhere,
      });
      expect(back.digest).toMatchObject({ reopened: [b], unchanged: [], finished: [] });
      expect((await register.lead(b))?.status).toBe('candidate');
      expect((await register.history(a)).map((h) => h.action)).toEqual(['found', 'finished']);
      await register.close();
    });

    it('brings a register of an older landscar up to date with all its rows', async () => {
      const newer = await openRegister(await freshUrl());
      const run = runOf('2025-06-01', [leadAt(112.5, 35.5, 0.002, 'a'), leadAt(112.5, 35.6, 0.002, 'b')]);
      const { leads } = await newer.recordRun(run);
      const url = await freshUrl();
      const old = await connect(url);
      const released = Object.fromEntries(Object.entries(MIGRATIONS).slice(0, 2));
      const migrator = new Migrator({ db: old, provider: { getMigrations: () => Promise.resolve(released) } });
      expect((await migrator.migrateToLatest()).error).toBeUndefined();
      for (const table of ['runs', 'events', 'event_cells', 'patches', 'history'] as const)
        await old
          .insertInto(table as 'patches')
          .values(
            await newer.db
              .selectFrom(table as 'patches')
              .selectAll()
              .execute(),
          )
          .execute();
      await old.destroy();
      await newer.close();
      const register = await openRegister(url);
      expect((await register.leads()).map((l) => l.id).sort()).toEqual(leads.map((l) => l.id).sort());
      expect((await register.recordRun(run)).leads).toEqual(leads);
      expect(await register.verify()).toEqual({ entries: 2, brokenAt: null });
      const next = await register.recordRun({ ...runOf('2025-09-01', []), observed: everywhere });
      expect(next.digest.finished).toHaveLength(2);
      await register.close();
    });

    it('notices an entry of the history that was changed', async () => {
      const register = await openRegister(await freshUrl());
      await register.recordRun(runOf('2025-06-01', [leadAt(112.5, 35.5, 0.002, 'a'), leadAt(112.5, 35.6, 0.002, 'b')]));
      await register.db.updateTable('history').set({ who: 'someone else' }).where('seq', '=', 1).execute();
      expect((await register.verify()).brokenAt).toBe(1);
      await register.close();
    });

    it('looks again at rectified ground in the next run: restored, not restored, netting; each in the history', async () => {
      const register = await openRegister(await freshUrl());
      const first = await register.recordRun(
        runOf(
          '2025-06-01',
          [0, 1, 2, 3].map((i) => leadAt(112.5 + i * 0.004, 35.5, 0.002, `d${i}`)),
        ),
      );
      const ids = first.leads.map((l) => l.id);
      const steps = [
        { to: 'pendingReview' },
        { to: 'issued' },
        { to: 'reviewed', evidence: ['IMG_1'] },
        { to: 'determined', why: '核实', determination: 'violation' },
        { to: 'enforcing', measure: 'rectificationNotice' },
        { to: 'rectifying' },
      ] as const;
      for (const lead of ids.slice(0, 3))
        for (const [i, step] of steps.entries())
          await moveLead(register.db, { lead, who: i % 2 === 0 ? '甲' : '乙', at: '2025-07-01', ...step });
      const due = await register.rectified();
      expect(due.map((d) => d.eventId).sort()).toEqual([...ids.slice(0, 3)].sort());
      const seen = { validShare: 1, ndviAround: 0.6 };
      const next = await register.recordRun({
        ...runOf('2025-09-01', []),
        rectified: [
          { eventId: ids[0]!, ...seen, ndvi: 0.55, bareSoil: -0.2 },
          { eventId: ids[1]!, ...seen, ndvi: 0.12, bareSoil: 0.1 },
          { eventId: ids[2]!, ...seen, ndvi: 0.15, bareSoil: -0.3 },
          { eventId: ids[3]!, ...seen, ndvi: 0.12, bareSoil: 0.1 },
        ],
      });
      expect(next.digest).toMatchObject({
        restored: [ids[0]],
        notRestored: [ids[1]],
        suspectedNetting: [ids[2]],
      });
      expect((await register.lead(ids[1]!))?.tags).toEqual(['notRestored']);
      expect((await register.lead(ids[2]!))?.reasons.at(-1)?.key).toBe('rule.suspectedNetting');
      expect((await register.lead(ids[0]!))?.tags).toEqual([]);
      expect((await register.history(ids[1]!)).at(-1)).toMatchObject({
        action: 'rectificationCheck',
        detail: { result: 'notRestored' },
      });
      expect((await register.digest())?.digest.notRestored).toEqual([ids[1]]);
      expect((await register.verify()).brokenAt).toBeNull();
      await register.close();
    });

    it('carries ground that no run has seen to the next run, with its date, until it is seen', async () => {
      const register = await openRegister(await freshUrl());
      const [west, east, all] = [
        boxOf(112, 35, 112.1, 35.1),
        boxOf(112.1, 35, 112.2, 35.1),
        boxOf(112, 35, 112.2, 35.1),
      ];
      const half = geodesicAreaM2(west);
      const run = (date: string, seen: Areal | null, hidden: Areal | null): Promise<RecordedRun> =>
        register.recordRun({ ...runOf(date, []), ground: { seen, hidden } });
      const owed = ({ owed: o }: RecordedRun) => ({
        seen: Math.round((o?.seenM2 ?? NaN) / half),
        parts: o?.parts.map((p) => [p.since, Math.round(p.areaM2 / half)]),
      });
      expect(owed(await run('2025-03-01', null, all))).toEqual({ seen: 0, parts: [['2025-03-01', 2]] });
      expect(owed(await run('2025-06-01', west, east))).toEqual({ seen: 1, parts: [['2025-03-01', 1]] });
      // The west is under cloud now, the east outside of the corridors that were looked at: it stays owed as it was.
      const third = await run('2025-09-01', null, west);
      const both = [
        ['2025-03-01', 1],
        ['2025-09-01', 1],
      ];
      expect(owed(third)).toEqual({ seen: 0, parts: both });
      // The same run again, and one of an older date, which sees everything, change nothing for it.
      await run('2025-05-01', all, null);
      expect(await run('2025-09-01', null, west)).toEqual({ ...third, already: true });
      expect(owed(await run('2025-12-01', all, null))).toEqual({ seen: 2, parts: [] });
      await register.close();
    });
  });
}
