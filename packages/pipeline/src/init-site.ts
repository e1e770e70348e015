import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '@landscar/geodata';
import { siteExists } from './errors.js';

/** Writes a site folder with a commented landscar.yaml to fill in; never over an existing one. */
export function initSite(folder: string): string {
  const file = join(folder, 'landscar.yaml');
  if (existsSync(file)) throw siteExists(file);
  makeFolder(folder);
  for (const name of ['imagery', 'vectors', 'footprints']) makeFolder(join(folder, name));
  writeFileSync(file, TEMPLATE);
  return file;
}

const TEMPLATE = `# 站点配置 / site of a scan; every path is relative to this file. docs/config.md lists every setting.
name: 我的监测区

# 两期影像 / at least one scene of each period
scenes:
  - file: imagery/before.tif
    date: 2024-06-01
    period: before
    sensor: sentinel-2-l2a
    bands: [blue, green, red, nir, swir16, swir22]
  - file: imagery/after.tif
    date: 2025-06-01
    period: after
    sensor: sentinel-2-l2a
    bands: [blue, green, red, nir, swir16, swir22]

# 监测范围 / area to look at; without it the overlap of the scenes
# area: vectors/area.geojson

# 县界 / counties with their codes, for the patch numbers
# counties: { file: vectors/counties.geojson, code: adcode, name: name }

# 重点区域 / focus corridors and sites
focus: []
#  - { kind: expressway, file: vectors/expressway.geojson, buffer: 500m, priority: 3, name: name }

# 防治责任范围 / approved footprints
footprints: []
#  - { file: footprints/projects.shp, accuracy: 5m }

rules: auto
model: default
outputs: { lang: zh }
register: register.sqlite
`;
