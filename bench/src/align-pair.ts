import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { gridBounds } from '@landscar/core';
import { rasterInfo } from '@landscar/geodata';
import { ingestPair } from '@landscar/ingest';

// Aligning two dates, all measuring and masking included, against gdalwarp writing the same two files:
//   node bench/dist/align-pair.js BEFORE.tif AFTER.tif --dates 2024-04-12,2025-06-20 [--sensor sentinel-2-l2a] [--rounds 3] [--scenes 1]
// With --scenes N each period is composited from N files of the same pixels on days that follow each other; gdalwarp still
// writes two files.
// The two take turns in one run; the ratio of their medians is the figure, the seconds are for orientation;
// processor time is told beside, for a machine with other work.
const run = promisify(execFile);
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    dates: { type: 'string', default: '2024-04-12,2025-06-20' },
    sensor: { type: 'string', default: 'sentinel-2-l2a' },
    rounds: { type: 'string', default: '3' },
    scenes: { type: 'string', default: '1' },
  },
});
const [beforeFile, afterFile] = positionals.map((file) => resolve(file));
const [beforeDate, afterDate] = values.dates.split(',');
const rounds = Number(values.rounds);
if (!beforeFile || !afterFile || !beforeDate || !afterDate || !(rounds >= 1)) {
  console.error('usage: align-pair BEFORE.tif AFTER.tif [--dates YYYY-MM-DD,YYYY-MM-DD] [--sensor ID] [--rounds N]');
  process.exit(2);
}

const scratch = await mkdtemp(join(tmpdir(), 'landscar-bench-'));
const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await work();
  return performance.now() - start;
};
const median = (numbers: readonly number[]): number => [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? NaN;

try {
  const { grid } = await rasterInfo(afterFile);
  const { minX, minY, maxX, maxY } = gridBounds(grid);
  // The shell's `times` tells the processor time of its children in its last line.
  const warp = async (file: string, name: string): Promise<number> => {
    const { stdout } = await run('bash', [
      ...['-c', 'gdalwarp "$@" && times', 'gdalwarp'],
      ...['-q', '-overwrite', '-multi', '-wo', 'NUM_THREADS=ALL_CPUS', '-r', 'bilinear', '-t_srs', grid.crs],
      ...['-te', minX, minY, maxX, maxY, '-ts', grid.width, grid.height].map(String),
      ...['-co', 'TILED=YES', '-co', 'BLOCKXSIZE=512', '-co', 'BLOCKYSIZE=512', '-co', 'INTERLEAVE=BAND'],
      ...['-co', 'COMPRESS=DEFLATE', file, join(scratch, name)],
    ]);
    const parts =
      stdout
        .trim()
        .split('\n')
        .at(-1)
        ?.matchAll(/(\d+)m([\d.]+)s/gu) ?? [];
    return [...parts].reduce((ms, [, minutes, seconds]) => ms + 60_000 * Number(minutes) + 1000 * Number(seconds), 0);
  };
  const copies = async (file: string, date: string): Promise<{ file: string; date: string; sensor: string }[]> => {
    const scenes = [{ file, date, sensor: values.sensor }];
    for (let i = 1; i < Number(values.scenes); i++) {
      const copy = join(scratch, `copy-${i}-${date}.tif`);
      await run('gdal_translate', ['-q', '-mo', `COPY=${i}`, '-co', 'TILED=YES', file, copy]);
      const day = new Date(Date.parse(date) - i * 86_400_000).toISOString().slice(0, 10);
      scenes.push({ file: copy, date: day, sensor: values.sensor });
    }
    return scenes;
  };
  const [before, after] = [await copies(beforeFile, beforeDate), await copies(afterFile, afterDate)];
  const ours: number[] = [];
  const theirs: number[] = [];
  const [ourCpu, theirCpu]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    const out = join(scratch, `stack-${round}`);
    const cpu = process.cpuUsage();
    ours.push(await timed(() => ingestPair({ before, after, out })));
    const { user, system } = process.cpuUsage(cpu);
    ourCpu.push((user + system) / 1000);
    theirs.push(
      await timed(async () => {
        theirCpu.push((await warp(beforeFile, 'before.tif')) + (await warp(afterFile, 'after.tif')));
      }),
    );
    await rm(out, { recursive: true });
  }
  const result = {
    widthPx: grid.width,
    heightPx: grid.height,
    cores: availableParallelism(),
    load1: loadavg()[0],
    rounds,
    scenesPerPeriod: before.length,
    ingestMs: Math.round(median(ours)),
    gdalwarpMs: Math.round(median(theirs)),
    ingestCpuMs: Math.round(median(ourCpu)),
    gdalwarpCpuMs: Math.round(median(theirCpu)),
    ratio: Math.round((100 * median(ours)) / median(theirs)) / 100,
    peakMemoryMiB: Math.round(process.resourceUsage().maxRSS / 1024),
  };
  console.log(JSON.stringify(result, null, 2));
} finally {
  await rm(scratch, { recursive: true, force: true });
}
