import { addLeads, mergeByHand, redrawByHand, splitByHand } from '@landscar/pipeline';
import type { Command } from 'commander';
import { choiceOption, dateOption } from '../../option-parsers.js';
import { decisionOptions, timeOf, type DecisionFlags } from './register-options.js';

interface DrawFlags extends DecisionFlags {
  readonly reason: string;
}

const KINDS = ['spoilGround', 'borrowPit', 'otherDisturbance', 'nonProduction', 'unknown'] as const;

const drawOptions = (command: Command): Command =>
  decisionOptions(command).requiredOption('--reason <text>', 'why; always recorded');

const handOf = (site: string, flags: DrawFlags) => ({
  site,
  register: flags.register,
  who: flags.as,
  at: timeOf(flags),
  why: flags.reason,
});

/** Commands that change outlines; each is judged again by the footprints of the site. */
export function addDraw(leads: Command): void {
  drawOptions(
    leads
      .command('add')
      .description('enters what was found in the field; judged like the leads of a scan')
      .argument('<site>', 'site folder')
      .argument('<outlines>', 'vector file with one polygon a lead'),
  )
    .requiredOption('--found <date>', 'day of the find', dateOption)
    .requiredOption('--untouched <date>', 'last day on which the ground is known to have been untouched', dateOption)
    .option('--kind <kind>', KINDS.join(', '), choiceOption(...KINDS), 'unknown')
    .addHelpText('after', '\nResult: the event ids on stdout.')
    .action(
      async (
        site: string,
        outlines: string,
        flags: DrawFlags & { found: string; untouched: string; kind: (typeof KINDS)[number] },
      ) => {
        const { found: dateAfter, untouched: dateBefore, kind } = flags;
        const ids = await addLeads({ ...handOf(site, flags), outlines, dateBefore, dateAfter, kind });
        process.stdout.write(`${ids.join('\n')}\n`);
      },
    );
  drawOptions(
    leads
      .command('split')
      .description('splits a lead into parts that make it up; the first keeps the id')
      .argument('<site>', 'site folder')
      .argument('<lead>', 'event id or patch number')
      .argument('<parts>', 'vector file with one polygon a part'),
  )
    .addHelpText('after', '\nResult: the event ids on stdout; exit code 3 where the parts leave a gap or overlap.')
    .action(async (site: string, lead: string, parts: string, flags: DrawFlags) => {
      const ids = await splitByHand({ ...handOf(site, flags), lead, parts });
      process.stdout.write(`${ids.join('\n')}\n`);
    });
  drawOptions(
    leads
      .command('merge')
      .description('makes one lead of several; the first keeps its id')
      .argument('<site>', 'site folder')
      .argument('<lead...>', 'event ids or patch numbers'),
  )
    .addHelpText('after', '\nResult: the event id on stdout.')
    .action(async (site: string, keys: string[], flags: DrawFlags) => {
      process.stdout.write(`${await mergeByHand({ ...handOf(site, flags), leads: keys })}\n`);
    });
  drawOptions(
    leads
      .command('redraw')
      .description('gives a lead another outline; the old one stays in the history')
      .argument('<site>', 'site folder')
      .argument('<lead>', 'event id or patch number')
      .argument('<outline>', 'vector file with one polygon'),
  )
    .addHelpText('after', '\nResult: the event id or number on stdout.')
    .action(async (site: string, lead: string, outline: string, flags: DrawFlags) => {
      await redrawByHand({ ...handOf(site, flags), lead, outline });
      process.stdout.write(`${lead}\n`);
    });
}
