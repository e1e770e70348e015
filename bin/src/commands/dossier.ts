import { writeReportOfRun, writeRunDossiers } from '@landscar/pipeline';
import type { Command } from 'commander';
import { choiceOption } from '../option-parsers.js';

interface DossierFlags {
  readonly lead: string[];
  readonly format: 'docx' | 'html' | 'both' | 'pdf';
  readonly font?: string;
  readonly register?: string;
  readonly lang?: 'zh' | 'en';
  readonly out: string;
}

interface RunReportFlags {
  readonly register?: string;
  readonly lang?: 'zh' | 'en';
  readonly out?: string;
}

export function addRunReport(program: Command): void {
  program
    .command('run-report')
    .description('what a run looked at and what not, data quality, counts, what changed, known limits')
    .argument('<site>', 'site folder')
    .argument('<run>', 'run folder')
    .option('--register <file>', 'register (default: the one of the run)')
    .option('--lang <zh|en>', 'language', choiceOption('zh', 'en'))
    .option('--out <dir>', 'folder of report.html and report.docx (default: the run folder)')
    .addHelpText('after', '\nResult: report.html and report.docx; their paths on stdout.')
    .action(async (site: string, run: string, { out, ...flags }: RunReportFlags) => {
      for (const path of await writeReportOfRun({ site, run, out: out ?? run, ...flags }))
        process.stdout.write(`${path}\n`);
    });
}

export function addDossier(program: Command): void {
  program
    .command('dossier')
    .description('a file a lead for paper and screen: pictures at two scales, location, reasons, form')
    .argument('<site>', 'site folder')
    .argument('<run>', 'run folder')
    .option('--lead <id...>', 'ids or patch numbers (default: every lead of the run)', [])
    .option(
      '--format <docx|html|both|pdf>',
      'Word file, self-contained page, both, or PDF (needs LibreOffice)',
      choiceOption('docx', 'html', 'both', 'pdf'),
      'both',
    )
    .option('--font <family>', 'font of the PDF (default: the one of this machine that is nearest to SimSun)')
    .option('--register <file>', 'register (default: the one of the run)')
    .option('--lang <zh|en>', 'language', choiceOption('zh', 'en'))
    .requiredOption('--out <dir>', 'folder of the files')
    .addHelpText('after', '\nResult: PATCHNO.docx and PATCHNO.html, or PATCHNO.pdf, in --out; their paths on stdout.')
    .action(async (site: string, run: string, { lead, format, ...flags }: DossierFlags) => {
      const formats = format === 'both' ? (['docx', 'html'] as const) : [format];
      for (const path of await writeRunDossiers({ site, run, leads: lead, formats, ...flags }))
        process.stdout.write(`${path}\n`);
    });
}
