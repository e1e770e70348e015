import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Areal } from '@landscar/core';
import { createTransform, mapPositions, writeVector } from '@landscar/geodata';
import {
  addLeads,
  backupRegister,
  importDecisions,
  judgeAgainWith,
  judgeFieldFind,
  LEAD_STATES,
  mergeLeads,
  moveLead,
  MOVES,
  openRegister,
  reconcileIssued,
  redrawLead,
  restoreRegister,
  splitLead,
  type Decision,
  type Footprint,
  type LeadState,
} from '@landscar/report';
import { leadAt, runOf } from './register-conformance.js';

const square = (lon: number, lat: number, w: number, h = w): Areal => ({
  type: 'Polygon',
  coordinates: [
    [
      [lon, lat],
      [lon + w, lat],
      [lon + w, lat + h],
      [lon, lat + h],
      [lon, lat],
    ],
  ],
});
const approved = (geometryLonLat: Areal, project: Footprint['project'], areaM2: number): Footprint => ({
  ...{ id: 'a.shp#1', project, kind: 'extent', geometryLonLat, position: null, areaM2, statedAreaM2: null },
  ...{ accuracyM: 5, rightOfWayM: null, part: null, developer: null, projectType: null, authority: null },
  ...{ approvalDate: '2024-01-10', startDate: '2024-03-01', validFrom: '2024-01-10', validTo: null },
  ...{ countyText: null, marks: [] },
});
const hand = { who: '演示甲', at: '2025-07-01T08:00:00Z', why: '演示' };

/** The life of a lead on any database. */
export function lifecycleConformance(name: string, freshUrl: () => Promise<string>): void {
  let folder = '';
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'lifecycle-'))));
  afterAll(() => rmSync(folder, { recursive: true }));
  const start = async (n = 2) => {
    const register = await openRegister(await freshUrl());
    const { leads } = await register.recordRun(
      runOf(
        '2025-06-01',
        Array.from({ length: n }, (_, i) => leadAt(112.5 + i * 0.002, 35.5, 0.002, `d${i}`)),
      ),
    );
    return { register, ids: leads.map((l) => l.id), numbers: leads.map((l) => l.patchNo) };
  };

  describe(`life of a lead on ${name}`, () => {
    it('goes from candidate to closed by two people, and every step is in the history', async () => {
      const { register, ids } = await start(1);
      const [lead = ''] = ids;
      const step = (to: LeadState, who: string, more: Partial<Decision> = {}) =>
        moveLead(register.db, { lead, to, who, at: hand.at, ...more });
      await step('pendingReview', '甲');
      await expect(step('issued', '甲')).rejects.toMatchObject({ code: 'REPORT_SECOND_PERSON' });
      await expect(step('closed', '乙')).rejects.toMatchObject({ code: 'REPORT_MOVE' });
      await step('issued', '乙');
      await expect(step('reviewed', '丙')).rejects.toMatchObject({ code: 'REPORT_MOVE_INCOMPLETE' });
      await step('reviewed', '丙', { evidence: ['IMG_0001.jpg'] });
      await step('determined', '丁', { why: '现场确认', determination: 'violation' });
      await expect(step('closed', '丁', { why: '无' })).rejects.toMatchObject({ code: 'REPORT_MOVE' });
      await step('enforcing', '丁', { measure: 'rectificationNotice' });
      await step('rectifying', '丁');
      await step('closed', '戊', { why: '已恢复', evidence: ['IMG_0100.jpg'] });
      expect((await register.lead(lead))?.status).toBe('closed');
      expect((await register.history(lead)).filter((h) => h.action === 'moved')).toHaveLength(7);
      expect((await register.verify()).brokenAt).toBeNull();
      await register.close();
    });

    it('has a table of moves that reaches every state and leaves none for good', () => {
      const reached = new Set<string>(['candidate']);
      for (let i = 0; i < LEAD_STATES.length; i++) for (const m of MOVES) if (reached.has(m.from)) reached.add(m.to);
      expect([...reached].sort()).toEqual([...LEAD_STATES].sort());
      for (const state of LEAD_STATES)
        expect(
          MOVES.some((m) => m.from === state),
          state,
        ).toBe(true);
    });

    it('splits without gap or overlap, redraws and merges, with lineage', async () => {
      const { register, ids } = await start(2);
      const [a = '', b = ''] = ids;
      await expect(
        splitLead(register.db, a, [square(112.5, 35.5, 0.001, 0.002), square(112.5012, 35.5, 0.0008, 0.002)], hand),
      ).rejects.toMatchObject({ code: 'REPORT_LEAD_GEOMETRY' });
      const parts = await splitLead(
        register.db,
        a,
        [square(112.5, 35.5, 0.001, 0.002), square(112.501, 35.5, 0.001, 0.002)],
        hand,
      );
      expect(parts[0]).toBe(a);
      const leads = await register.leads();
      expect(leads).toHaveLength(3);
      expect(new Set(leads.map((l) => l.patchNo)).size).toBe(3);
      await redrawLead(register.db, b, square(112.502, 35.5, 0.0015), hand);
      const merged = await mergeLeads(register.db, [b, parts[1] ?? ''], hand);
      expect(merged).toBe(b);
      expect(
        await register.db.selectFrom('lineage').select(['parent_id', 'child_id', 'kind']).orderBy('kind').execute(),
      ).toEqual([
        { parent_id: parts[1], child_id: b, kind: 'merge' },
        { parent_id: a, child_id: parts[1], kind: 'split' },
      ]);
      expect((await register.verify()).brokenAt).toBeNull();
      await register.close();
    });

    it('enters leads found in the field with the next number, all or none, once', async () => {
      const { register, ids } = await start(2);
      const found = (lon: number, size: number) => ({ ...leadAt(lon, 35.6, size, 'field'), dateAfter: '2025-06-20' });
      const [id = ''] = await addLeads(register.db, [found(112.7, 0.001)], hand);
      expect((await register.lead(id))?.patchNo).toBe('140525-202506-0003');
      const { entries } = await register.verify();
      expect(await addLeads(register.db, [found(112.7, 0.001)], hand)).toEqual([id]);
      const known = { ...leadAt(112.5005, 35.5005, 0.001, 'field'), dateAfter: '2025-06-20' };
      await expect(addLeads(register.db, [found(112.8, 0.001), known], hand)).rejects.toMatchObject({
        code: 'REPORT_LEAD_KNOWN',
        parts: { where: 'outline 2', found: expect.stringContaining(ids[0] ?? '') as string },
      });
      expect((await register.verify()).entries).toBe(entries);
      await register.close();
    });

    it('merges no lead with itself, nor leads of other states, and draws nothing that ended', async () => {
      const { register, ids, numbers } = await start(3);
      const [a = '', b = '', c = ''] = ids;
      await expect(mergeLeads(register.db, [a, numbers[0] ?? ''], hand)).rejects.toMatchObject({
        code: 'REPORT_LEAD_GEOMETRY',
      });
      await moveLead(register.db, { lead: b, to: 'pendingReview', who: '张三', at: hand.at });
      await expect(mergeLeads(register.db, [a, b], hand)).rejects.toMatchObject({ code: 'REPORT_LEAD_STATE' });
      await expect(moveLead(register.db, { lead: b, to: 'issued', who: '张　三 ', at: hand.at })).rejects.toMatchObject(
        {
          code: 'REPORT_SECOND_PERSON',
        },
      );
      await moveLead(register.db, { lead: c, to: 'rejected', who: '甲', at: hand.at, why: 'fire' });
      await expect(redrawLead(register.db, c, square(112.504, 35.5, 0.001), hand)).rejects.toMatchObject({
        code: 'REPORT_LEAD_STATE',
      });
      expect((await register.leads()).map((l) => l.status).sort()).toEqual(['candidate', 'pendingReview', 'rejected']);
      await register.close();
    });

    it('takes a sheet row by row: bad rows are named, the others go in', async () => {
      const { register, numbers, ids } = await start(3);
      const file = join(folder, `${name}-decisions.csv`);
      const rows = [
        '图斑编号,处理状态,原因,决定人,批次,版本',
        `${numbers[0] ?? ''},待复核,,演示甲,run-2025-06-01,`,
        `${numbers[1] ?? ''},剔除,,演示甲,run-2025-06-01,`,
        `${numbers[2] ?? ''},待复核,,演示甲,another-run,`,
        '140525-209901-0001,待复核,,演示甲,,',
        `${numbers[2] ?? ''},批准,,演示甲,,`,
        `${numbers[2] ?? ''},待复核,,演示甲,,999`,
        `${numbers[2] ?? ''},,,,,`,
      ];
      writeFileSync(file, rows.join('\n'));
      const result = await importDecisions(register.db, file, { who: 'x', at: hand.at });
      expect(result).toMatchObject({ applied: 1, empty: 1 });
      expect(result.errors.map((e) => [e.row, e.code])).toEqual([
        [3, 'REPORT_MOVE_INCOMPLETE'],
        [4, 'REPORT_DECISION_STALE'],
        [5, 'REPORT_LEAD_UNKNOWN'],
        [6, 'REPORT_DECISION_WORD'],
        [7, 'REPORT_DECISION_STALE'],
      ]);
      expect((await register.lead(ids[0] ?? ''))?.status).toBe('pendingReview');
      await register.close();
    });

    it('opens a closed lead again when its ground grows', async () => {
      const { register, ids } = await start(1);
      const [lead = ''] = ids;
      await moveLead(register.db, { lead, to: 'rejected', who: '甲', at: hand.at, why: 'farmSeason' });
      const next = await register.recordRun(runOf('2025-09-01', [leadAt(112.5, 35.5, 0.004, 'd0')]));
      expect(next.digest.reopened).toEqual([lead]);
      expect((await register.lead(lead))?.status).toBe('candidate');
      await register.close();
    });

    it('names the standing leads of earlier periods beyond the extent of a project', async () => {
      const register = await openRegister(await freshUrl());
      const of = (
        n: number,
        project: string,
        category: 'suspectedBeyondExtent' | 'compliant' = 'suspectedBeyondExtent',
      ) => ({
        ...leadAt(112.5 + n * 0.01, 35.5, 0.002, `d${n}`),
        category,
        project: { id: project, name: project, approvalNumber: null },
      });
      const leads = [of(0, 'A'), of(1, 'A'), of(2, 'A'), of(3, 'A'), of(4, 'B'), of(5, 'A', 'compliant')];
      const recorded = await register.recordRun(runOf('2025-06-01', leads));
      const idAt = (n: number) => recorded.leads.find((l) => l.disturbanceId === leads[n]?.disturbanceId)?.id ?? '';
      // Seen again in the next period: the same event, once.
      await register.recordRun(runOf('2025-09-01', [of(0, 'A')]));
      const step = (n: number, to: LeadState, who: string, more: Partial<Decision> = {}) =>
        moveLead(register.db, { lead: idAt(n), to, who, at: hand.at, ...more });
      await step(1, 'rejected', '甲', { why: 'farmSeason' });
      for (const [n, determination] of [
        [2, 'compliant'],
        [3, 'violation'],
      ] as const) {
        await step(n, 'pendingReview', '甲');
        await step(n, 'issued', '乙');
        await step(n, 'reviewed', '丙', { evidence: ['IMG_0001.jpg'] });
        await step(n, 'determined', '丁', { why: '现场确认', determination });
      }
      const ids = async (date: string) => (await register.earlier(['A', 'C'], date)).map((e) => e.eventId);
      expect(await ids('2025-12-01')).toEqual([idAt(0), idAt(3)].sort());
      expect(await ids('2025-09-01')).toEqual([idAt(0), idAt(3)].sort());
      expect(await ids('2025-06-20')).toEqual([]);
      await register.close();
    });

    it('judges what is drawn by hand with the other standing leads of its projects', async () => {
      const register = await openRegister(await freshUrl());
      const project = { id: 'A', name: 'A', approvalNumber: null };
      const far = { ...leadAt(112.52, 35.5, 0.006, 'far'), category: 'suspectedBeyondExtent' as const, project };
      await register.recordRun(runOf('2025-03-01', [far]));
      const run = await register.recordRun(runOf('2025-06-01', [leadAt(112.496, 35.5, 0.004, 'near')]));
      const id = run.leads[0]?.id ?? '';
      // 100 ha are said to be approved: what is drawn reaches 30 % with the ground of the earlier period only.
      const footprints = [approved(square(112.5, 35.5, 0.004), project, 1e6)];
      const hint = async (lead: string) => {
        const { tags = [], reasons = [] } = (await register.lead(lead)) ?? {};
        return [
          tags.includes('majorChange'),
          reasons.find(({ key }) => key === 'rule.earlierOutside')?.values['leads'],
        ];
      };
      await redrawLead(register.db, id, square(112.496, 35.5, 0.0045), hand, judgeAgainWith({ footprints }));
      expect(await hint(id)).toEqual([true, 1]);
      const dates = { dateBefore: '2025-04-01', dateAfter: '2025-06-20', kind: 'otherDisturbance' } as const;
      const find = { outline: square(112.5035, 35.5, 0.004), ...dates };
      const [added = ''] = await addLeads(register.db, await judgeFieldFind(find, { footprints }, register.db), hand);
      // With the one of its own period; drawn again, a lead does not count beside itself.
      expect(await hint(added)).toEqual([true, 2]);
      await redrawLead(register.db, id, square(112.496, 35.5, 0.0044), hand, judgeAgainWith({ footprints }));
      expect(await hint(id)).toEqual([true, 2]);
      // Its own ground of an earlier period does, where it no longer lies.
      const [seen] = (await register.recordRun(runOf('2025-09-01', [leadAt(112.52, 35.5, 0.001, 'less')]))).leads;
      expect(seen?.change).not.toBe('new');
      await redrawLead(register.db, seen?.id ?? '', square(112.5, 35.5, 0.0045), hand, judgeAgainWith({ footprints }));
      expect((await hint(seen?.id ?? ''))[1]).toBe(3);
      // What came later does not count.
      const then = { ...find, outline: square(112.4, 35.5, 0.004) };
      const sources = { footprints: [approved(square(112.403, 35.5, 0.004), project, 1e6)] };
      const early = async (dateAfter: string) => judgeFieldFind({ ...then, dateAfter }, sources, register.db);
      const beyond = { category: 'suspectedBeyondExtent' };
      expect(await early('2025-02-20')).toMatchObject([{ ...beyond, tags: [] }]);
      expect(await early('2025-03-20')).toMatchObject([{ ...beyond, tags: ['majorChange'] }]);
      await register.close();
    });

    it('reconciles patches sent down by overlap, and twice is once', async () => {
      const { register, ids } = await start(2);
      const file = join(folder, `${name}-issued.shp`);
      const fields = [{ name: 'QDNM', type: 'string' as const, width: 24 }];
      await writeVector(file, {
        driver: 'ESRI Shapefile',
        layers: [
          {
            name: 'i',
            crs: 'EPSG:4490',
            fields,
            features: [
              { geometry: square(112.5001, 35.5001, 0.0015), properties: { QDNM: 'B-1' } },
              { geometry: square(112.9, 35.9, 0.001), properties: { QDNM: 'B-2' } },
            ],
          },
        ],
      });
      const options = { batch: '202506', who: '演示甲', at: hand.at };
      const first = await reconcileIssued(register.db, file, options);
      expect(first).toMatchObject({
        matched: [{ issuedNo: '202506/B-1', eventId: ids[0] }],
        onlyIssued: ['202506/B-2'],
        onlyOwn: [ids[1]],
        already: 0,
      });
      const { entries } = await register.verify();
      expect(await reconcileIssued(register.db, file, options)).toMatchObject({ already: 2 });
      expect((await register.verify()).entries).toBe(entries);
      // A number twice, a ring that crosses itself over our ground, metres that call themselves degrees, nothing at all.
      const bow = (x: number, y: number, s: number) => [
        [x, y],
        [x + s, y + s],
        [x + s, y],
        [x, y + s],
        [x, y],
      ];
      const feature = (n: string, ring: number[][] | null) => ({
        type: 'Feature',
        properties: { QDNM: n },
        geometry: ring === null ? null : { type: 'Polygon', coordinates: [ring] },
      });
      const nasty = join(folder, `${name}-nasty.geojson`);
      const features = [
        feature('C-1', bow(112.5, 35.5, 0.002)),
        feature('C-1', bow(112.9, 35.8, 0.002)),
        feature('C-2', bow(38_500_000, 3_900_000, 400)),
        feature('C-3', null),
      ];
      writeFileSync(nasty, JSON.stringify({ type: 'FeatureCollection', features }));
      expect(await reconcileIssued(register.db, nasty, { ...options, batch: 'n' })).toMatchObject({
        matched: [{ issuedNo: 'n/C-1', eventId: ids[0] }],
        onlyIssued: ['n/C-1#2'],
        left: [3, 4],
      });
      await register.close();
    });

    it('reads the system of patches sent down without .prj from the coordinates, or refuses', async () => {
      const { register, ids } = await start(1);
      const metres = await createTransform('EPSG:4326', 'EPSG:4525');
      const jincheng = { name: '晋城市', minLon: 111.8, minLat: 35.08, maxLon: 113.75, maxLat: 36.17 };
      const issue = async (
        batch: string,
        move: (g: Areal) => Areal,
        more: { crs?: string; area?: null | typeof jincheng } = {},
      ) => {
        const file = join(folder, `${name}-${batch}.shp`);
        const features = [{ geometry: move(square(112.5001, 35.5001, 0.0015)), properties: { QDNM: 'B-1' } }];
        const fields = [{ name: 'QDNM', type: 'string' as const, width: 24 }];
        await writeVector(file, {
          driver: 'ESRI Shapefile',
          layers: [{ name: 'i', crs: 'EPSG:4525', fields, features }],
        });
        rmSync(file.replace('.shp', '.prj'));
        return reconcileIssued(register.db, file, { batch, who: '演示甲', at: hand.at, area: jincheng, ...more });
      };
      // Zone 37 in front of the easting: one reading.
      const first = await issue('z', (g) => metres.geometry(g));
      expect(first).toMatchObject({ matched: [{ issuedNo: 'z/B-1', eventId: ids[0] }], crs: 'EPSG:4525' });
      expect(first.crsReason).toContain('37');
      expect(first.problems.map((p) => p.code)).toContain('CRS_DETECTED');
      // Without a zone number, in a province that holds two meridians: refused until it is told.
      const bare = (g: Areal) => mapPositions(metres.geometry(g), ([x, y]) => [x - 37e6, y]);
      const shanxi = { name: '山西省', minLon: 108, minLat: 34, maxLon: 117, maxLat: 41 };
      const refused = {
        code: 'REPORT_LAYER_CRS',
        parts: { found: expect.stringMatching(/EPSG:4546.*EPSG:4547/u) as string },
      };
      await expect(issue('y', bare, { area: shanxi })).rejects.toMatchObject(refused);
      expect(await issue('y', bare, { area: shanxi, crs: 'EPSG:4546' })).toMatchObject({
        matched: [{ issuedNo: 'y/B-1', eventId: ids[0] }],
        crs: 'EPSG:4546',
      });
      // Nowhere to look for it.
      await expect(issue('x', bare, { area: null })).rejects.toMatchObject({ code: 'REPORT_LAYER_CRS' });
      await register.close();
    });

    it('is the same register after backup and restore; a cut backup is refused whole', async () => {
      // More rows than a page of the backup holds.
      const { register, ids } = await start(2_050);
      await moveLead(register.db, { lead: ids[0] ?? '', to: 'pendingReview', who: '甲', at: hand.at });
      // Into a folder that is made for it.
      const file = join(folder, 'backups', `${name}.backup.gz`);
      await backupRegister(register.db, file);
      await expect(backupRegister(register.db, folder)).rejects.toMatchObject({ code: 'GEODATA_WRITE_FAILED' });
      await expect(backupRegister(register.db, '/proc/none/backup.gz')).rejects.toMatchObject({
        code: 'GEODATA_FOLDER_UNWRITABLE',
      });
      const other = await openRegister(await freshUrl());
      await restoreRegister(other.db, file);
      expect(await other.leads()).toEqual(await register.leads());
      expect(await other.verify()).toEqual(await register.verify());
      await expect(restoreRegister(other.db, file)).rejects.toMatchObject({ code: 'REPORT_REGISTER_NOT_EMPTY' });
      const cut = join(folder, `${name}.cut.gz`);
      writeFileSync(cut, readFileSync(file).subarray(0, 300));
      const third = await openRegister(await freshUrl());
      await expect(restoreRegister(third.db, cut)).rejects.toMatchObject({ code: 'REPORT_BACKUP_BROKEN' });
      expect(await third.leads()).toEqual([]);
      for (const r of [register, other, third]) await r.close();
    });
  });
}
