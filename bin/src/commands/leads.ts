import { withRegister } from '@landscar/pipeline';
import type { Command } from 'commander';
import { EXIT } from '../exit-codes.js';
import { countOption } from '../option-parsers.js';
import { printTable } from '../render/table.js';

interface ListFlags {
  readonly register?: string;
  readonly period?: string;
  readonly county?: string;
  readonly status?: string;
  readonly run?: string;
  readonly limit?: number;
  readonly json?: boolean;
}

export function addLeads(program: Command): void {
  const leads = program.command('leads').description('the register of leads: list, show, history, verify');
  leads
    .command('list')
    .description('the latest patch of every lead')
    .argument('<site>', 'site folder')
    .option('--register <file>', 'register (default as the site says)')
    .option('--period <yyyymm>', 'of one period')
    .option('--county <code>', 'of one county')
    .option('--status <status>', 'of one status')
    .option('--run <id>', 'of one run')
    .option('--limit <n>', 'at most so many', countOption)
    .option('--json', 'as JSON')
    .addHelpText('after', '\nResult: a table on stdout, or with --json the whole leads.')
    .action(async (site: string, { register, run, period, county, status, limit, json }: ListFlags) => {
      const filter = {
        ...(run !== undefined && { runId: run }),
        ...(period !== undefined && { period }),
        ...(county !== undefined && { county }),
        ...(status !== undefined && { status }),
        ...(limit !== undefined && { limit }),
      };
      const list = await withRegister(site, register, (r) => r.leads(filter));
      if (json) process.stdout.write(`${JSON.stringify(list, null, 2)}\n`);
      else
        printTable(
          ['patch', 'lead', 'category', 'ha', 'status', 'change', 'priority', 'project'],
          list.map((l) => [
            l.patchNo,
            l.id,
            l.category,
            (l.areaM2 / 10_000).toFixed(2),
            l.status,
            l.change,
            String(l.priority),
            l.project?.name ?? '',
          ]),
        );
    });
  leads
    .command('show')
    .description('one lead, whole')
    .argument('<site>', 'site folder')
    .argument('<lead>', 'event id or patch number')
    .option('--register <file>', 'register (default as the site says)')
    .addHelpText('after', '\nResult: JSON on stdout; exit code 3 where there is no such lead.')
    .action(async (site: string, key: string, { register }: ListFlags) => {
      const lead = await withRegister(site, register, (r) => r.lead(key));
      if (lead === null) process.stderr.write(`error: no lead ${key} in the register of ${site}\n`);
      else process.stdout.write(`${JSON.stringify(lead, null, 2)}\n`);
      process.exitCode = lead === null ? EXIT.badInput : EXIT.done;
    });
  leads
    .command('history')
    .description('who did what to a lead, when and why')
    .argument('<site>', 'site folder')
    .argument('<lead>', 'event id')
    .option('--register <file>', 'register (default as the site says)')
    .addHelpText('after', '\nResult: JSON on stdout, oldest first.')
    .action(async (site: string, key: string, { register }: ListFlags) => {
      const history = await withRegister(site, register, (r) => r.history(key));
      process.stdout.write(`${JSON.stringify(history, null, 2)}\n`);
    });
  leads
    .command('verify')
    .description('the hash chain of the history')
    .argument('<site>', 'site folder')
    .option('--register <file>', 'register (default as the site says)')
    .addHelpText('after', '\nResult: JSON on stdout; exit code 3 where the chain is broken.')
    .action(async (site: string, { register }: ListFlags) => {
      const check = await withRegister(site, register, (r) => r.verify());
      process.stdout.write(`${JSON.stringify(check)}\n`);
      process.exitCode = check.brokenAt === null ? EXIT.done : EXIT.badInput;
    });
}
