import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tfjsNodeIsHere } from '../src/index.js';
import { makePlace, tinyRecipe, writeRecipe } from './make-recipe.js';

const here = tfjsNodeIsHere();
const main = fileURLToPath(new URL('../../../bin/dist/main.js', import.meta.url));
let dir = '';
let recipe = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'train-kill-'));
  recipe = await writeRecipe(dir, tinyRecipe([await makePlace(dir, 'north', 1), await makePlace(dir, 'south', 2)]));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const training = (out: string): string => join(out, 'tiny-fold-a.training/seed-0');
const stepsLogged = async (out: string): Promise<number> =>
  (await readFile(join(training(out), 'log.jsonl'), 'utf8').catch(() => '')).split('\n').length - 1;

/** `landscar models train` as a process of its own; killed without warning once so many steps are logged. Answers how it ended. */
async function train(out: string, options: readonly string[], killAtStep = Infinity): Promise<string> {
  const args = [main, 'models', 'train', recipe, '--out', out, '--fold', 'a', '--quiet', ...options];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = once(child, 'exit') as Promise<[code: number | null, signal: string | null]>;
  while (child.exitCode === null && child.signalCode === null && (await stepsLogged(out)) < killAtStep) {
    await Promise.race([setTimeout(2), ended]);
  }
  child.kill('SIGKILL');
  const [code, signal] = await ended;
  return signal ?? `exit ${code}`;
}

describe.skipIf(!here)('landscar models train, killed with SIGKILL', () => {
  it('goes on from its last checkpoint each time, to the very model of a run that nobody touched', async () => {
    const [straight, killed] = [join(dir, 'straight'), join(dir, 'killed')];
    expect(await train(straight, [])).toBe('exit 0');
    expect(await train(killed, [], 8)).toBe('SIGKILL');
    expect(await train(killed, ['--resume'], 23)).toBe('SIGKILL');
    expect(await train(killed, ['--resume'], 41)).toBe('SIGKILL');
    const before = await stepsLogged(killed);
    expect(before).toBeLessThan(60);
    expect(await train(killed, ['--resume'])).toBe('exit 0');
    for (const name of await readdir(join(straight, 'tiny-fold-a'))) {
      const of = (out: string): Promise<Buffer> => readFile(join(out, 'tiny-fold-a', name));
      expect([name, (await of(killed)).equals(await of(straight))]).toEqual([name, true]);
    }
    const log = (out: string): Promise<string> => readFile(join(training(out), 'log.jsonl'), 'utf8');
    expect(await log(killed)).toBe(await log(straight));
  }, 120_000);
});
