import { drawRunSample, estimateSample, say, word, type Lang } from '@landscar/pipeline';
import type { Command } from 'commander';
import { EXIT } from '../exit-codes.js';
import { choiceOption, countOption } from '../option-parsers.js';
import { printTable } from '../render/table.js';
import { terminalLang } from '../terminal-language.js';

interface DrawFlags {
  readonly perStratum: number;
  readonly points: number;
  readonly seed: string;
  readonly register?: string;
  readonly lang?: Lang;
  readonly out: string;
}

export function addSample(program: Command): void {
  const sample = program.command('sample').description('accuracy of a run by checking a sample of it');
  sample
    .command('draw')
    .description('places to check, drawn at random by category and outside of the leads, as a sheet')
    .argument('<site>', 'site folder')
    .argument('<run>', 'run folder')
    .option('--per-stratum <n>', 'leads of each category', countOption, 20)
    .option('--points <n>', 'points in observed ground outside of the leads', countOption, 100)
    .option('--seed <text>', 'the same seed draws the same places', 'landscar')
    .option('--register <file>', 'register (default: the one of the run)')
    .option('--lang <zh|en>', 'language', choiceOption('zh', 'en'))
    .requiredOption('--out <sheet.xlsx>', 'the sheet')
    .action(async (site: string, run: string, flags: DrawFlags) => {
      const { out, items } = await drawRunSample({ site, run, ...flags });
      process.stdout.write(`${out} (${items})\n`);
    });
  sample
    .command('estimate')
    .description('precision of the leads and missed area, with 95 % intervals, from a checked sheet')
    .argument('<sheet>', 'sheet of `sample draw`, filled in')
    .option('--lang <zh|en>', 'language', choiceOption('zh', 'en'), terminalLang)
    .option('--json', 'as JSON')
    .addHelpText('after', '\nResult: exit code 4 where an answer could not be read; it counts as not checked.')
    .action(async (sheet: string, { lang, json }: { lang: Lang; json?: boolean }) => {
      const estimate = await estimateSample(sheet);
      if (json) process.stdout.write(`${JSON.stringify(estimate, null, 2)}\n`);
      else print(estimate, lang);
      process.exitCode = estimate.unreadable.length > 0 ? EXIT.partial : EXIT.done;
    });
}

type Estimate = Awaited<ReturnType<typeof estimateSample>>;
type Interval = { readonly estimate: number; readonly low: number; readonly high: number };

function print({ precision, byStratum, missedHa, unchecked, unreadable }: Estimate, lang: Lang): void {
  const interval = (i: Interval | null, write: (v: number) => string): string =>
    i === null
      ? say(lang, 'sample.unknown')
      : say(lang, 'sample.interval', { estimate: write(i.estimate), low: write(i.low), high: write(i.high) });
  const percent = (v: number): string => `${(v * 100).toFixed(1)} %`;
  printTable(
    [say(lang, 'sample.stratum'), say(lang, 'sample.size'), say(lang, 'sample.checked'), say(lang, 'sample.share')],
    Object.entries(byStratum).map(([code, s]) => [
      code === 'nonLead' ? say(lang, 'sample.nonLead') : word(lang, 'category', code),
      String(s.size),
      String(s.checked),
      interval(s.checked === 0 ? null : s, percent),
    ]),
  );
  const lines = [
    say(lang, 'sample.precision', { value: interval(precision, percent) }),
    say(lang, 'sample.missed', { value: interval(missedHa, (v) => v.toFixed(1)) }),
    say(lang, 'sample.unchecked', { count: unchecked }),
    ...unreadable.map((u) => `! ${say(lang, 'sample.unreadable', { row: u.row, found: u.found })}`),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
