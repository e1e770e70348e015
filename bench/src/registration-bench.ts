import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ingestPair } from '@landscar/ingest';
import { shiftByCorrelation } from './shift-by-correlation.js';

// node bench/dist/registration-bench.js [--data ../shared/data/oscd] [--only rio,paris]
// Every OSCD pair: shift before and after the correction by an estimator other than the one that corrects, and the share
// of pixels that were masked on each date. Fails where a residual is over 0.3 px or a pair became worse by 0.05 px.
const { values } = parseArgs({
  options: { data: { type: 'string', default: '../shared/data/oscd' }, only: { type: 'string' } },
});
const data = resolve(values.data);
if (!existsSync(data)) throw new Error(`${data} is not there`);
const places = values.only?.split(',') ?? readdirSync(data).sort();
const scratch = await mkdtemp(join(tmpdir(), 'landscar-registration-'));
let failed = 0;
console.log('| place | before px | after px | own residual px | blocks | cloud before % | cloud after % | verdict |');
console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
try {
  for (const place of places) {
    const [first, second] = readdirSync(join(data, place))
      .filter((name) => /^t[12]_\d{8}\.tif$/u.test(name))
      .sort()
      .map((name) => ({
        file: join(data, place, name),
        date: name.slice(3, 11).replace(/^(....)(..)(..)$/u, '$1-$2-$3'),
        sensor: 'sentinel-2-l1c',
      }));
    if (first === undefined || second === undefined) continue;
    const out = join(scratch, place);
    const stack = await ingestPair({ before: [first], after: [second], out });
    const red = stack.bands.indexOf('red') + 1;
    const untouched = await shiftByCorrelation({ file: first.file, band: 3 }, { file: second.file, band: 3 });
    const left = await shiftByCorrelation(
      { file: join(out, 'before.tif'), band: red },
      { file: join(out, 'after.tif'), band: red },
    );
    const good = left.lengthPx <= 0.3 && left.lengthPx <= untouched.lengthPx + 0.05;
    if (!good) failed++;
    const percent = (share: number | undefined): string => (100 * (share ?? 0)).toFixed(2);
    const cells = [
      ...[place, untouched.lengthPx.toFixed(2), left.lengthPx.toFixed(2)],
      ...[stack.shiftPx.residualMedian?.toFixed(2) ?? '-', `${stack.shiftPx.blocks}/${left.blocks}`],
      ...[percent(stack.cloudShare?.before), percent(stack.cloudShare?.after), good ? 'ok' : 'MISSED'],
    ];
    console.log(`| ${cells.join(' | ')} |`);
    await rm(out, { recursive: true });
  }
  console.log(`\n${places.length} places, ${failed} missed; load ${loadavg()[0]?.toFixed(1)}`);
  process.exitCode = failed > 0 ? 1 : 0;
} finally {
  await rm(scratch, { recursive: true, force: true });
}
