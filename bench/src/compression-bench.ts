import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { tileWindows } from '@landscar/core';
import { openRaster, openTileSource } from '@landscar/geodata';

// Size against read speed of a stack's date file by compression, on one thread:
//   node bench/dist/compression-bench.js STACK/after.tif
// `worker` reads by tile offsets as detection does (it knows NONE and DEFLATE only), `gdal` reads through GDAL.
const run = promisify(execFile);
const file = process.argv[2];
if (file === undefined) {
  console.error('usage: compression-bench STACK/after.tif');
  process.exit(2);
}
const KINDS: readonly (readonly [string, readonly string[]])[] = [
  ['NONE', ['COMPRESS=NONE']],
  ['DEFLATE 6, predictor 2', ['COMPRESS=DEFLATE', 'ZLEVEL=6', 'PREDICTOR=2']],
  ['DEFLATE 1, predictor 2', ['COMPRESS=DEFLATE', 'ZLEVEL=1', 'PREDICTOR=2']],
  ['ZSTD 9, predictor 2', ['COMPRESS=ZSTD', 'ZSTD_LEVEL=9', 'PREDICTOR=2']],
  ['LERC lossless', ['COMPRESS=LERC', 'MAX_Z_ERROR=0']],
  ['LERC ZSTD lossless', ['COMPRESS=LERC_ZSTD', 'MAX_Z_ERROR=0']],
];
const scratch = await mkdtemp(join(tmpdir(), 'landscar-compression-'));

/** Megapixels (all bands of a pixel) a second; the better of three rounds. */
async function speed(pixels: number, read: () => Promise<void>): Promise<number> {
  let best = 0;
  for (let round = 0; round < 3; round++) {
    const start = performance.now();
    await read();
    best = Math.max(best, pixels / 1e3 / (performance.now() - start));
  }
  return best;
}

try {
  console.log('| compression | MiB | of NONE | worker Mpx/s | gdal Mpx/s |\n| --- | --- | --- | --- | --- |');
  let plainBytes = 0;
  for (const [title, options] of KINDS) {
    const out = join(scratch, 'out.tif');
    const tiled = ['TILED=YES', 'BLOCKXSIZE=512', 'BLOCKYSIZE=512', 'INTERLEAVE=BAND', ...options];
    try {
      await run('gdal_translate', ['-q', ...tiled.flatMap((o) => ['-co', o]), resolve(file), out]);
    } catch {
      console.log(`| ${title} | not in this GDAL | | | |`);
      continue;
    }
    const bytes = (await stat(out)).size;
    plainBytes ||= bytes;
    const raster = await openRaster(out);
    const { width, height } = raster.info.grid;
    const windows = tileWindows(width, height, 512);
    raster.close();
    // Opened anew each time: the second round must not be read from the first one's cache.
    const gdal = await speed(width * height, async () => {
      const again = await openRaster(out);
      for (const window of windows) await again.read({ window });
      again.close();
    });
    let worker = '-';
    if (!title.startsWith('ZSTD') && !title.startsWith('LERC')) {
      const bands = Array.from({ length: raster.info.bandCount }, (_, i) => i);
      const mpx = await speed(width * height, async () => {
        const source = await openTileSource(out);
        for (const window of windows) await source.readWindow(window, bands);
        await source.close();
      });
      worker = mpx.toFixed(1);
    }
    const share = `${((100 * bytes) / plainBytes).toFixed(0)} %`;
    console.log(`| ${title} | ${(bytes / 2 ** 20).toFixed(1)} | ${share} | ${worker} | ${gdal.toFixed(1)} |`);
  }
  console.log(`\nload ${loadavg()[0]?.toFixed(1)}`);
} finally {
  await rm(scratch, { recursive: true, force: true });
}
