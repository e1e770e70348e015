import { report } from '@landscar/pipeline';
import type { Command } from 'commander';
import { EXIT } from '../exit-codes.js';
import { choiceOption } from '../option-parsers.js';
import { withRun, type RunFlags } from '../with-run.js';

interface ReportFlags extends RunFlags {
  readonly stack?: string;
  readonly footprints: string[];
  readonly kind?: 'extent' | 'schematic' | 'line' | 'list';
  readonly counties?: string;
  readonly rules?: string;
  readonly register?: string;
  readonly lang?: 'zh' | 'en';
  readonly name?: string;
  readonly out: string;
}

export function addReport(program: Command): void {
  program
    .command('report')
    .description('disturbances and approved footprints become leads')
    .argument('<detection>', 'folder written by `landscar detect`')
    .option('--stack <dir>', 'its stack (default: the folder `stack` beside it)')
    .requiredOption('--footprints <file...>', 'approved footprints')
    .option(
      '--kind <kind>',
      'what the footprints are: extent, schematic, line, list',
      choiceOption('extent', 'schematic', 'line', 'list'),
    )
    .option('--counties <file>', 'counties with adcode and name, for the patch numbers')
    .option('--rules <set>', 'rule set (default: the one in force at the after date)')
    .option('--register <file>', 'register of leads (default: numbered but not remembered)')
    .option('--name <text>', 'title of the page')
    .option('--lang <zh|en>', 'language of what is written', choiceOption('zh', 'en'))
    .requiredOption('--out <dir>', 'folder of the result')
    .option('--json', 'events as JSON lines on stderr')
    .option('--quiet', 'no progress')
    .addHelpText('after', '\nResult: leads.gpkg, leads.geojson, leads.xlsx, index.html in --out; the page on stdout.')
    .action(async (detection: string, flags: ReportFlags) => {
      await withRun(flags, async (context) => {
        const { page } = await report({ detection, ...flags }, context);
        process.stdout.write(`${page}\n`);
        return EXIT.done;
      });
    });
}
