import { leadUnknown, MOVES, runNotRecorded, say, withRegister, word, type Lang } from '@landscar/pipeline';
import type { Command } from 'commander';
import { countOption } from '../../option-parsers.js';
import { printTable } from '../../render/table.js';
import { registerOptions, type RegisterFlags } from './register-options.js';

interface ListFlags extends RegisterFlags {
  readonly period?: string;
  readonly county?: string;
  readonly status?: string;
  readonly run?: string;
  readonly limit?: number;
  readonly json?: boolean;
}

/** Commands that read the register and change nothing. */
export function addLook(leads: Command): void {
  registerOptions(leads.command('list').description('the latest patch of every lead').argument('<site>', 'site folder'))
    .option('--period <yyyymm>', 'of one period')
    .option('--county <code>', 'of one county')
    .option('--status <status>', 'of one status')
    .option('--run <id>', 'of one run')
    .option('--limit <n>', 'at most so many', countOption)
    .option('--json', 'as JSON')
    .addHelpText('after', '\nResult: a table on stdout, or with --json the whole leads.')
    .action(async (site: string, flags: ListFlags) => {
      const { register, lang, json } = flags;
      const list = await withRegister(site, register, (r) => r.leads(filterOf(flags)));
      if (json) process.stdout.write(`${JSON.stringify(list, null, 2)}\n`);
      else
        printTable(
          (['patch', 'lead', 'category', 'ha', 'status', 'change', 'priority', 'project'] as const).map((c) =>
            say(lang, `cli.${c}`),
          ),
          list.map((l) => [
            l.patchNo,
            l.id,
            [word(lang, 'category', l.category), ...l.tags.map((t) => word(lang, 'tag', t))].join(' · '),
            (l.areaM2 / 10_000).toFixed(2),
            word(lang, 'status', l.status),
            word(lang, 'change', l.change),
            String(l.priority),
            l.project?.name ?? '',
          ]),
        );
    });
  registerOptions(
    leads
      .command('show')
      .description('one lead, whole')
      .argument('<site>', 'site folder')
      .argument('<lead>', 'event id or patch number'),
  )
    .addHelpText('after', '\nResult: JSON on stdout; exit code 3 where there is no such lead.')
    .action(async (site: string, key: string, { register }: RegisterFlags) => {
      const lead = await withRegister(site, register, (r) => r.lead(key));
      if (lead === null) throw leadUnknown(key);
      process.stdout.write(`${JSON.stringify(lead, null, 2)}\n`);
    });
  registerOptions(
    leads
      .command('history')
      .description('who did what to a lead, when, why and on which evidence')
      .argument('<site>', 'site folder')
      .argument('<lead>', 'event id or patch number'),
  )
    .option('--json', 'as JSON, with the hash of each entry')
    .addHelpText('after', '\nResult: a table on stdout, oldest first; exit code 3 where there is no such lead.')
    .action(async (site: string, key: string, { register, lang, json }: ListFlags) => {
      const history = await withRegister(site, register, (r) => r.history(key));
      if (history.length === 0) throw leadUnknown(key);
      if (json) process.stdout.write(`${JSON.stringify(history, null, 2)}\n`);
      else
        printTable(
          (['seq', 'when', 'who', 'what', 'detail'] as const).map((c) => say(lang, `cli.${c}`)),
          history.map((h) => [String(h.seq), h.at, h.who, word(lang, 'action', h.action), detailText(h.detail, lang)]),
        );
    });
  registerOptions(
    leads
      .command('digest')
      .description('what a run changed: new, grown, re-opened, closed, unobserved, unchanged')
      .argument('<site>', 'site folder')
      .argument('[run]', 'run id (default: the latest)'),
  )
    .option('--json', 'as JSON')
    .addHelpText('after', '\nResult: a table on stdout; exit code 3 where the register has no such run.')
    .action(async (site: string, run: string | undefined, { register, lang, json }: ListFlags) => {
      const found = await withRegister(site, register, (r) => r.digest(run));
      if (found === null) throw runNotRecorded(run ?? '', register ?? site);
      if (json) process.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
      else {
        process.stdout.write(`${say(lang, 'digest.head', { period: found.period, run: found.runId })}\n`);
        printTable(
          [say(lang, 'cli.change'), 'n', say(lang, 'cli.lead')],
          Object.entries<readonly string[]>({ ...found.digest }).map(([name, ids]) => [
            word(lang, 'digest', name),
            String(ids.length),
            ids.slice(0, 5).join(' ') + (ids.length > 5 ? ' …' : ''),
          ]),
        );
      }
    });
  registerOptions(leads.command('moves').description('which states follow which, and what each move needs'))
    .addHelpText('after', '\nResult: a table on stdout.')
    .action(({ lang }: RegisterFlags) => {
      printTable(
        (['from', 'to', 'needs'] as const).map((c) => say(lang, `cli.${c}`)),
        MOVES.map((m) => [
          word(lang, 'status', m.from),
          word(lang, 'status', m.to),
          [
            ...m.needs.map((n) => word(lang, 'need', n)),
            ...(m.after === undefined
              ? []
              : [say(lang, 'need.after', { values: m.after.map((a) => word(lang, 'determination', a)).join(', ') })]),
          ].join(', '),
        ]),
      );
    });
}

function filterOf({ run, period, county, status, limit }: ListFlags) {
  return {
    ...(run !== undefined && { runId: run }),
    ...(period !== undefined && { period }),
    ...(county !== undefined && { county }),
    ...(status !== undefined && { status }),
    ...(limit !== undefined && { limit }),
  };
}

/** Values in a few words; an outline is not for reading. */
function detailText(detail: Readonly<Record<string, unknown>>, lang: Lang): string {
  const groups: Readonly<Record<string, string>> = {
    from: 'status',
    to: 'status',
    change: 'change',
    category: 'category',
    determination: 'determination',
    measure: 'step',
    why: 'rejection',
    result: 'digest',
    outcome: 'clueOutcome',
  };
  return Object.entries(detail)
    .filter(([name]) => !['before', 'rule', 'disturbance'].includes(name))
    .map(([name, value]) => {
      const group = groups[name];
      const text = Array.isArray(value) ? value.join(' ') : String(value);
      return `${word(lang, 'detail', name)} ${group === undefined ? text : word(lang, group, text)}`;
    })
    .join(lang === 'zh' ? '；' : '; ');
}
