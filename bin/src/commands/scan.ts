import { scan } from '@landscar/pipeline';
import type { Command } from 'commander';
import { EXIT } from '../exit-codes.js';
import { choiceOption, countOption, defaultWorkers } from '../option-parsers.js';
import { withRun, type RunFlags } from '../with-run.js';

interface ScanFlags extends RunFlags {
  readonly out?: string;
  readonly register?: string;
  readonly model?: string;
  readonly workers: number;
  readonly failOnLeads?: boolean;
  readonly focusOnly?: boolean;
  readonly lang?: 'zh' | 'en';
}

export function addScan(program: Command): void {
  program
    .command('scan')
    .description('two dates of a site become candidate leads: align, detect, match, register, export')
    .argument('<site>', 'folder with a landscar.yaml, or the file itself')
    .option('--out <dir>', 'run folder (default SITE/runs/<id>)')
    .option('--register <file>', 'register of leads (default as the site says)')
    .option('--model <name>', 'model folder, by name or path (default as the site says)')
    .option('--workers <n>', 'worker threads', countOption, defaultWorkers())
    .option('--lang <zh|en>', 'language of what the run writes', choiceOption('zh', 'en'))
    .option('--focus-only', 'read and judge only corridors and approved places with their surroundings')
    .option('--fail-on-leads', 'exit code 5 where a lead was found')
    .option('--json', 'events as JSON lines on stderr')
    .option('--quiet', 'no progress')
    .addHelpText(
      'after',
      '\nResult: leads.gpkg, leads.geojson, leads.xlsx, index.html, run.json in the run folder; its path on stdout.',
    )
    .action(async (site: string, flags: ScanFlags) => {
      await withRun(flags, async (context, openRunLog) => {
        const run = await scan({ site, ...flags, onRunFolder: openRunLog }, context);
        process.stdout.write(`${run.out}\n`);
        if (run.partial) return EXIT.partial;
        return flags.failOnLeads && run.leads > 0 ? EXIT.leadsFound : EXIT.done;
      });
    });
}
