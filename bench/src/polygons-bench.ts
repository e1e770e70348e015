import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Grid, Polygon, Ring } from '@landscar/core';
import { ComponentScan, flagRuns, maskOf, outlinePolygon, sumsOf } from '@landscar/detect';
import { openTileSource, rasterInfo, writeRaster } from '@landscar/geodata';

/**
 * Flags to polygons, beside GDAL's polygonize on the same file:
 *   node bench/dist/polygons-bench.js [--size 8192] [--flags FILE]
 * Without a file: seeded blobs, 1 % of the ground in objects of 10 to 5000 pixels, many across tile seams.
 */
const root = fileURLToPath(new URL('../../', import.meta.url));
const { values } = parseArgs({
  options: { size: { type: 'string', default: '8192' }, flags: { type: 'string' } },
});

async function blobs(sizePx: number): Promise<string> {
  const file = join(root, `.cache/bench/flags-${sizePx}.tif`);
  if (existsSync(file)) return file;
  let state = 99;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const flags = new Uint8Array(sizePx * sizePx);
  for (let drawn = 0; drawn < 0.01 * flags.length;) {
    const radius = 2 + 38 * random() ** 4;
    const [cx, cy] = [random() * sizePx, random() * sizePx];
    for (let y = Math.max(0, Math.floor(cy - radius)); y < Math.min(sizePx, cy + radius); y++) {
      for (let x = Math.max(0, Math.floor(cx - radius)); x < Math.min(sizePx, cx + radius); x++) {
        const ragged = radius * (0.8 + 0.2 * Math.sin(x / 3 + cy) * Math.cos(y / 4 + cx));
        if (Math.hypot(x - cx, y - cy) < ragged && random() > 0.02) flags[y * sizePx + x] = 1;
      }
    }
    drawn += Math.PI * radius * radius;
  }
  const grid: Grid = {
    crs: 'EPSG:4546',
    originX: 500_000,
    originY: 3_930_000,
    pixelWidth: 10,
    pixelHeight: 10,
    width: sizePx,
    height: sizePx,
  };
  await writeRaster(file, { grid, bands: [flags], dataType: 'Byte', tiled: true });
  return file;
}

const file = values.flags ?? (await blobs(Number(values.size)));
const { grid } = await rasterInfo(file);

const start = performance.now();
const source = await openTileSource(file);
const polygons: Polygon[] = [];
const scan = new ComponentScan(false, (component) => {
  polygons.push(outlinePolygon(maskOf(component.runs), sumsOf(component).pixelCount, grid));
});
const STRIP_PX = 512;
for (let y0 = 0; y0 < source.height; y0 += STRIP_PX) {
  const height = Math.min(STRIP_PX, source.height - y0);
  const [codes] = await source.readWindow({ x: 0, y: y0, width: source.width, height }, [0]);
  for (let k = 0; k < height; k++) {
    scan.pushRuns(y0 + k, flagRuns(y0 + k, (codes as Uint8Array).subarray(k * source.width, (k + 1) * source.width)));
  }
}
scan.finish();
await source.close();
const seconds = (performance.now() - start) / 1000;
const signed = (ring: Ring): number =>
  ring.slice(1).reduce((sum, p, i) => sum + (ring[i]![0] * p[1] - p[0] * ring[i]![1]) / 2, 0);
const area = polygons.reduce((sum, p) => sum + p.coordinates.reduce((s, ring) => s + signed(ring), 0), 0);
const peer = JSON.parse(
  execFileSync(process.execPath, [join(root, 'bench/peers/gdal-polygonize.mjs'), file], { encoding: 'utf8' }),
) as { seconds: number; count: number; area: number };
console.log(
  [
    `${source.width} × ${source.height} px, ${file}`,
    '| | s | polygons | km² |',
    '| --- | --- | --- | --- |',
    `| landscar, outlines smoothed with the area kept | ${seconds.toFixed(2)} | ${polygons.length} | ${(area / 1e6).toFixed(2)} |`,
    `| GDAL polygonize, pixel edges | ${peer.seconds.toFixed(2)} | ${peer.count} | ${(peer.area / 1e6).toFixed(2)} |`,
    `| **times faster** | **${(peer.seconds / seconds).toFixed(2)}** | | |`,
  ].join('\n'),
);
