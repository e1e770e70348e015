import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Grid, IsoDate } from '@landscar/core';
import {
  detectWorkerUrl,
  finishDetection,
  planDetection,
  type DetectJob,
  type DetectOptions,
  type DetectResult,
} from '@landscar/detect';
import { gdalVersion, writeRaster } from '@landscar/geodata';
import { ingestPair } from '@landscar/ingest';
import { ENGINES } from '@landscar/jobs';

/** What one thread of this machine does, pixels of the stack a second. */
export interface MeasuredSpeed {
  /** Scenes to stack: all reading, measuring, masking and writing. */
  readonly ingestPxPerS: number;
  /** Blocks of one worker, its start and the loading of the model left out. */
  readonly detectPxPerS: number;
  /** Blocks to polygons; in the main thread. */
  readonly polygonsPxPerS: number;
  /** Memory of this process afterwards, bytes. */
  readonly residentBytes: number;
}

export interface SpeedSample {
  /** CRS, pixel size and place of the real stack; only its corner is used. */
  readonly grid: Grid;
  readonly bands: readonly string[];
  readonly dateBefore: IsoDate;
  readonly dateAfter: IsoDate;
  readonly detection: DetectOptions;
}

const SIDE_PX = 768;

/** Sends a made-up pair through ingest and detection in a temporary folder: about three seconds. */
export async function measureSpeed(sample: SpeedSample): Promise<MeasuredSpeed> {
  const folder = await mkdtemp(join(tmpdir(), 'landscar-plan-'));
  try {
    await gdalVersion();
    const grid = { ...sample.grid, width: SIDE_PX, height: SIDE_PX };
    const [before, after] = [join(folder, 'before.tif'), join(folder, 'after.tif')];
    await writeRaster(before, { grid, dataType: 'UInt16', bands: madeUp(sample.bands.length, 0) });
    await writeRaster(after, { grid, dataType: 'UInt16', bands: madeUp(sample.bands.length, 1) });
    const scene = (file: string, date: IsoDate) => ({ file, date, bands: sample.bands, scale: 1e-4 });
    const stackDir = join(folder, 'stack');
    const ingestMs = await elapsedMs(() =>
      ingestPair({
        before: [scene(before, sample.dateBefore)],
        after: [scene(after, sample.dateAfter)],
        out: stackDir,
        gate: { maxSeasonGapDays: 183, minClearRatio: 0 },
      }),
    );
    const plan = await planDetection(stackDir, join(folder, 'detection'), { ...sample.detection, windowPx: 512 });
    let firstEndMs = 0;
    let firstPx = 0;
    const crew = ENGINES.inline({ handlerUrl: detectWorkerUrl, workers: 1 });
    await crew.run<DetectJob, DetectResult>(plan.jobs, ({ job }, done) => {
      if (done !== 1) return;
      firstEndMs = performance.now();
      firstPx = job.block.width * job.block.height;
    });
    const detectMs = performance.now() - firstEndMs;
    const polygonsMs = await elapsedMs(() => finishDetection(plan));
    const pixels = SIDE_PX * SIDE_PX;
    return {
      ingestPxPerS: (pixels / ingestMs) * 1000,
      detectPxPerS: ((pixels - firstPx) / detectMs) * 1000,
      polygonsPxPerS: (pixels / polygonsMs) * 1000,
      residentBytes: process.memoryUsage().rss,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function elapsedMs(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return Math.max(1, performance.now() - startMs);
}

/** Slopes with grain, 0.03 to 0.35 of reflectance: it compresses and registers like ground. */
function madeUp(bandCount: number, date: number): Uint16Array[] {
  const grain = Uint8Array.from({ length: SIDE_PX * SIDE_PX }, noise(7));
  return Array.from({ length: bandCount }, (_, band) => {
    const speckle = noise(band * 2 + date + 11);
    return Uint16Array.from({ length: SIDE_PX * SIDE_PX }, (_, i) => {
      const [x, y] = [i % SIDE_PX, Math.floor(i / SIDE_PX)];
      const slope = Math.sin(x / 19 + Math.sin(y / 31)) + Math.cos(y / 23 - x / 57);
      return 1400 + 200 * band + 350 * slope + 2 * (grain[i] ?? 0) + (speckle() >> 2);
    });
  });
}

/** Numbers 0..255 in a fixed order (xorshift), the same on every machine. */
function noise(seed: number): () => number {
  let state = seed * 2654435761;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state & 255;
  };
}
