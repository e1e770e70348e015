import { exportRun, verifyPackage } from '@landscar/pipeline';
import type { Command } from 'commander';
import { EXIT } from '../exit-codes.js';
import { choiceOption } from '../option-parsers.js';
import { terminalLang } from '../terminal-language.js';

interface ExportFlags {
  readonly profile: string;
  readonly out: string;
  readonly lang?: 'zh' | 'en';
  readonly gcj02?: boolean;
  readonly register?: string;
}

export function addExport(program: Command): void {
  program
    .command('export')
    .description('a run becomes a delivery package: maps, ledger, page, hashes')
    .argument('<site>', 'site folder')
    .argument('<run>', 'run folder')
    .option('--profile <name>', 'wording and codes: rdtb, stbcjg, field2018', 'rdtb')
    .option('--register <file>', 'register (default as the site says)')
    .option('--lang <zh|en>', 'language', choiceOption('zh', 'en'))
    .option('--gcj02', 'an extra KML in the shifted datum of phone maps; never the master')
    .requiredOption('--out <dir|zip>', 'folder that is not there yet, or a .zip')
    .addHelpText('after', '\nResult: the package in --out, with manifest.json; its path on stdout.')
    .action(async (site: string, run: string, flags: ExportFlags) => {
      const result = await exportRun({ site, run, ...flags });
      process.stdout.write(`${result.out}\n`);
    });
}

export function addVerify(program: Command): void {
  program
    .command('verify')
    .description('whether any byte of a delivery package was changed')
    .argument('<package>', 'folder or .zip')
    .option('--lang <zh|en>', 'language', choiceOption('zh', 'en'), terminalLang)
    .addHelpText('after', '\nResult: JSON on stdout; exit code 3 where a file was changed, added or lost.')
    .action(async (path: string) => {
      const check = await verifyPackage(path);
      process.stdout.write(`${JSON.stringify(check, null, 2)}\n`);
      process.exitCode = check.ok ? EXIT.done : EXIT.badInput;
    });
}
