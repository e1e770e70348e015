import { exportFieldCheck, importFieldCheck, say, word, type FieldImport, type Lang } from '@landscar/pipeline';
import type { Command } from 'commander';
import { EXIT } from '../exit-codes.js';
import { choiceOption } from '../option-parsers.js';
import { printTable } from '../render/table.js';
import { terminalLang } from '../terminal-language.js';

interface FieldFlags {
  readonly register?: string;
  readonly lang?: Lang;
}

export function addFieldCheck(program: Command): void {
  const field = program.command('fieldcheck').description('packs for phones and paper, out and back');
  field
    .command('export')
    .description('KML, one form a patch as sheet and Word file, a folder for photos')
    .argument('<site>', 'site folder')
    .argument('<run>', 'run folder')
    .option('--all', 'every lead of the run (default: those that are 已下发)', false)
    .option('--gcj02', 'an extra KML in the shifted datum of phone maps; never the master')
    .option('--register <file>', 'register (default: the one of the run)')
    .option('--lang <zh|en>', 'language', choiceOption('zh', 'en'))
    .requiredOption('--out <dir>', 'folder of the pack')
    .action(async (site: string, run: string, flags: FieldFlags & { all: boolean; gcj02?: boolean; out: string }) => {
      const { out, forms } = await exportFieldCheck({ site, run, ...flags });
      process.stdout.write(`${out} (${forms})\n`);
    });
  field
    .command('import')
    .description(
      'forms and photos that came back, checked against the leads; conflicts are shown, nothing is overwritten',
    )
    .argument('<site>', 'site folder')
    .argument('<run>', 'run folder')
    .argument('<pack>', 'folder of the pack that came back')
    .option('--dry-run', 'only show what would be entered', false)
    .option('--register <file>', 'register (default: the one of the run)')
    .option('--lang <zh|en>', 'language', choiceOption('zh', 'en'), terminalLang)
    .option('--json', 'as JSON')
    .addHelpText('after', '\nResult: exit code 4 where something did not go in; the rest did.')
    .action(
      async (site: string, run: string, pack: string, flags: FieldFlags & { dryRun: boolean; json?: boolean }) => {
        const result = await importFieldCheck({ site, run, pack, apply: !flags.dryRun, ...flags });
        if (flags.json) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
        else print(result, flags.lang ?? terminalLang);
        process.exitCode = result.conflicts.length + result.refused.length > 0 ? EXIT.partial : EXIT.done;
      },
    );
}

function print({ checks, conflicts, applied, refused, empty, photosWithoutPatch }: FieldImport, lang: Lang): void {
  const wentIn = new Set(applied);
  printTable(
    [
      say(lang, 'column.patchNo'),
      say(lang, 'column.checkResult'),
      say(lang, 'column.checkDate'),
      say(lang, 'field.photos'),
      say(lang, 'field.entry'),
    ],
    checks.map((c) => [
      c.patchNo,
      word(lang, 'check', c.result),
      c.date,
      c.photos
        .map((p) =>
          p.problems.length === 0
            ? p.file
            : `${p.file} (${p.problems.map((q) => say(lang, q.key, q.values)).join('; ')})`,
        )
        .join(', '),
      say(lang, wentIn.has(c.patchNo) ? 'field.entered' : 'field.notEntered'),
    ]),
  );
  for (const { where, patchNo, key, values } of [...conflicts, ...refused])
    process.stdout.write(`! ${patchNo} ${where}: ${say(lang, key, values)}\n`);
  process.stdout.write(`${say(lang, 'field.empty', { count: empty })}\n`);
  for (const name of photosWithoutPatch) process.stdout.write(`! ${say(lang, 'field.photosWithoutPatch', { name })}\n`);
}
