import { doctor } from '@landscar/pipeline';
import type { Command } from 'commander';
import { EXIT } from '../exit-codes.js';

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('what this machine has and lacks')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nResult: one line a check on stdout; exit code 3 where something needed is missing.')
    .action(async ({ json }: { json?: boolean }) => {
      const checks = await doctor(process.cwd());
      if (json) process.stdout.write(`${JSON.stringify(checks, null, 2)}\n`);
      else
        for (const c of checks)
          process.stdout.write(`${mark(c)} ${c.name.padEnd(18)} ${c.found}${c.next && `  -> ${c.next}`}\n`);
      process.exitCode = checks.some((c) => !c.ok && !c.optional) ? EXIT.badInput : EXIT.done;
    });
}

const mark = ({ ok, optional }: { ok: boolean; optional: boolean }): string =>
  ok ? 'ok  ' : optional ? '-   ' : 'FAIL';
