import { statfsSync } from 'node:fs';
import { tileWindows, type Grid, type StackWarning } from '@landscar/core';
import { readModel } from '@landscar/detect';
import { planIngest, type PlannedScene } from '@landscar/ingest';
import { loadFocusLayers } from '@landscar/report';
import { detectionOptionsOf } from '../config/detection-options.js';
import { areaOf, ingestOptionsOf, scenesOf } from '../config/ingest-options.js';
import { readSite } from '../config/read-site.js';
import { siteSources } from '../config/site-sources.js';
import { siteFootprints } from '../site-footprints.js';
import { modelFolder } from '../models-folder.js';
import { measureSpeed, type MeasuredSpeed } from './measure-speed.js';
import { corridorsOf, type PlanMap } from './plan-picture.js';

export interface PlanCall {
  readonly site: string;
  readonly model?: string | undefined;
  readonly workers: number;
}

/** What a scan would take. Times and memory come from a short measurement on this machine: right within a factor of two. */
export interface Plan {
  readonly site: string;
  readonly demo: boolean;
  readonly model: string;
  readonly workers: number;
  readonly grid: Grid;
  readonly scenes: readonly PlannedScene[];
  readonly pixels: number;
  readonly windows: number;
  readonly speed: MeasuredSpeed;
  /** Seconds of each stage. */
  readonly seconds: {
    readonly ingest: number;
    readonly detect: number;
    readonly polygons: number;
    readonly all: number;
  };
  readonly memoryBytes: number;
  /** Stack, blocks and rasters as if nothing could be compressed. */
  readonly diskBytesAtMost: number;
  readonly diskBytesFree: number;
  readonly warnings: readonly StackWarning[];
  readonly map: Omit<PlanMap, 'labels' | 'title' | 'lang'>;
}

const BLOCK_PX = 512;
/** Block scores (Int16), probability and flags (UInt8), a float score where asked for. */
const DETECTION_BYTES_PER_PX = 8;

/** Estimates what `landscar scan` would take, with the same checks of the site and its scenes; it changes nothing. */
export async function plan(call: PlanCall): Promise<Plan> {
  const site = readSite(call.site);
  const modelDir = modelFolder(call.model ?? site.config.model);
  const { manifest } = await readModel(modelDir);
  const area = await areaOf(site);
  const { grid, samplePixels, scenes, warnings } = await planIngest(
    await ingestOptionsOf(site, area, await scenesOf(site, area)),
  );
  const sources = siteSources(site);
  const focus = await loadFocusLayers(sources.focus);
  const { footprints } = await siteFootprints(sources, site.config.outputs.lang);
  const bands = scenes
    .map((scene) => new Set(scene.bands))
    .reduce((common, names) => new Set([...common].filter((name) => names.has(name))));
  const dates = (period: 'before' | 'after') =>
    scenes
      .filter((s) => s.period === period)
      .map((s) => s.date)
      .sort();
  const speed = await measureSpeed({
    grid,
    bands: [...bands],
    dateBefore: dates('before').at(-1) ?? '',
    dateAfter: dates('after')[0] ?? '',
    detection: { modelDir, ...detectionOptionsOf(site) },
  });
  const pixels = grid.width * grid.height;
  const windows = tileWindows(grid.width, grid.height, BLOCK_PX).length;
  const workers = Math.min(call.workers, windows);
  const seconds = {
    ingest: (pixels + samplePixels) / speed.ingestPxPerS,
    detect: pixels / speed.detectPxPerS / workers,
    polygons: pixels / speed.polygonsPxPerS,
  };
  const stackBytesPerPx = 2 * (2 * bands.size + 1);
  const disk = statfsSync(site.folder);
  return {
    site: site.config.name,
    demo: site.config.demo,
    model: manifest.id,
    workers,
    grid,
    scenes,
    pixels,
    windows,
    speed,
    seconds: { ...seconds, all: seconds.ingest + seconds.detect + seconds.polygons },
    memoryBytes: speed.residentBytes + workers * manifest.resources.memoryBytes,
    diskBytesAtMost: (pixels + samplePixels) * stackBytesPerPx + pixels * DETECTION_BYTES_PER_PX,
    diskBytesFree: disk.bavail * disk.bsize,
    warnings,
    map: {
      scenes,
      area,
      corridors: corridorsOf(focus),
      projects: footprints.footprints.flatMap(({ geometryLonLat }) =>
        geometryLonLat === null ? [] : [geometryLonLat],
      ),
    },
  };
}
