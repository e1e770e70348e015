import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LandscarError } from '@landscar/core';
import { expect, it } from 'vitest';
import { initSite, readSite } from '@landscar/pipeline';

const site = (yaml: string): string => {
  const folder = mkdtempSync(join(tmpdir(), 'landscar-site-'));
  writeFileSync(join(folder, 'landscar.yaml'), yaml);
  return folder;
};
const caught = (yaml: string): LandscarError => {
  try {
    readSite(site(yaml));
  } catch (error) {
    if (error instanceof LandscarError) return error;
    throw error;
  }
  throw new Error('the site was accepted');
};
const SCENES = `scenes:
  - { file: a.tif, date: 2024-06-01, period: before }
  - { file: b.tif, date: 2025-06-01, period: after }
`;

it('reads units, fills in defaults and keeps the folder', () => {
  const { config } = readSite(
    site(`name: x\n${SCENES}focus:\n  - { kind: river, file: r.geojson, buffer: 1.5km, minArea: 3mu }\n`),
  );
  expect(config.focus[0]).toMatchObject({ buffer: 1500, minArea: 2000, priority: 1 });
  expect(config).toMatchObject({ register: 'register.sqlite', rules: 'auto', outputs: { lang: 'zh' } });
});

it('reports all problems at once, each with its line', () => {
  const error = caught(`name: x
${SCENES}focus:
  - { kind: river, file: r.geojson, buffer: 100 }
colour: red
gate:
  maxCloudShare: 3
`);
  expect(error.code).toBe('PIPELINE_CONFIG');
  const places = error.problems.map((p) => /:(\d+)/.exec(p.parts.where)?.[1]);
  expect(places).toEqual(expect.arrayContaining(['6', '7', '9']));
  expect(error.message).toContain('unknown setting colour');
  expect(error.message).toContain('a length with its unit');
});

it('names a corrupt YAML file and its line', () => {
  const error = caught('name: x\nscenes: [\n  {');
  expect(error.message).toMatch(/landscar\.yaml:\d+/);
});

it('refuses swapped dates and a missing period', () => {
  const swapped = SCENES.replace('2024-06-01', '2026-06-01');
  expect(caught(`name: x\n${swapped}`).code).toBe('PIPELINE_DATES_SWAPPED');
  expect(caught(`name: x\n${SCENES.replace('period: after', 'period: before')}`).message).toContain('period: after');
});

it('names a site that is not there', () => {
  expect(() => readSite('/nowhere/at/all')).toThrow(/PIPELINE_CONFIG_MISSING/);
});

it('the template of init is valid, and is never written over a site', () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'landscar-init-')), 'new');
  initSite(folder);
  expect(readSite(folder).config.scenes).toHaveLength(2);
  expect(() => initSite(folder)).toThrow(/PIPELINE_SITE_EXISTS/);
});

it('takes smallest areas of kinds of ground, and refuses them where kinds are left unsaid', () => {
  const kinds = 'minAreaByKind: { spoilHeap: 0.1ha, farmOrWater: 3mu }\n';
  const { config } = readSite(site(`name: x\n${SCENES}${kinds}`));
  expect(config.minAreaByKind).toEqual({ spoilHeap: 1000, farmOrWater: 2000 });
  expect(caught(`name: x\n${SCENES}${kinds}outputs: { looksLike: false }\n`).message).toContain('minAreaByKind');
  const wrong = caught(`name: x\n${SCENES}minAreaByKind: { quary: 0.1ha, building: 100 }\n`).message;
  expect(wrong).toContain('unknown setting quary');
  expect(wrong).toContain('an area with its unit');
});
