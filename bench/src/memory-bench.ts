import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { makeSparseStack } from '@landscar/fixtures';
import { measureStage } from './measure-stage.js';

/**
 * Largest resident memory of a whole detection stage with two workers, on generated scenes of several sizes, each in a process
 * of its own: node bench/dist/memory-bench.js [--sizes 2000,20000] [--model landscar-s2] [--precision int8] [--gate off]
 * [--scratch .cache/bench]
 * A scene of 20 000 px a side takes 9 GB and eight minutes to make, and ten to detect.
 */
const root = fileURLToPath(new URL('../../', import.meta.url));
const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '2000,20000' },
    model: { type: 'string', default: 'landscar-s2' },
    precision: { type: 'string', default: 'int8' },
    gate: { type: 'string', default: 'off' },
    scratch: { type: 'string', default: join(root, '.cache/bench') },
    // Of the processes that this one starts.
    one: { type: 'string' },
  },
});
const scratch = resolve(values.scratch);
const stackOf = (size: string): string => join(scratch, `scene-${size}-NONE`);

if (values.one === undefined) {
  await mkdir(scratch, { recursive: true });
  console.log('| px a side | peak MiB | s | disturbances |\n| --- | --- | --- | --- |');
  for (const size of values.sizes.split(',')) {
    if (!existsSync(join(stackOf(size), 'stack.json'))) {
      await makeSparseStack(stackOf(size), { sizePx: Number(size), changedShare: 0.003, seed: 7, compress: 'NONE' });
    }
    const { model, precision, gate } = values;
    const args = ['--one', size, '--model', model, '--precision', precision, '--gate', gate, '--scratch', scratch];
    process.stdout.write(execFileSync(process.execPath, [fileURLToPath(import.meta.url), ...args]));
  }
} else {
  const modelDir = join(root, 'models', values.model);
  const precision = values.precision === 'fp32' ? 'fp32' : 'int8';
  const gate = values.gate === 'on' ? 'on' : 'off';
  const t = await measureStage(stackOf(values.one), join(scratch, 'out'), { modelDir, precision, gate }, 2);
  const peak = (t.peakBytes / 2 ** 20).toFixed(0);
  console.log(`| ${values.one} | ${peak} | ${(t.totalMs / 1e3).toFixed(1)} | ${t.detection.disturbances.length} |`);
}
