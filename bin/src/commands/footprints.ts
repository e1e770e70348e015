import { basename } from 'node:path';
import { checkFootprintFiles, footprintVersions, importFootprintFiles, say, type Lang } from '@landscar/pipeline';
import { type Command, InvalidArgumentError } from 'commander';
import { EXIT } from '../exit-codes.js';
import { choiceOption, dateOption } from '../option-parsers.js';
import { printTable } from '../render/table.js';
import { decisionOptions, timeOf, type DecisionFlags } from './leads/register-options.js';
import { terminalLang } from '../terminal-language.js';

interface FileFlags {
  readonly crs?: string;
  readonly layer?: string;
  readonly datum?: 'wgs84' | 'gcj02';
  readonly kind?: 'extent' | 'schematic' | 'line' | 'list';
  readonly map?: Readonly<Record<string, string>>;
  readonly json?: boolean;
}

interface Problem {
  readonly code: string;
  readonly severity: string;
  readonly file?: string;
  readonly feature: number | null;
  readonly message: string;
}

export function addFootprints(program: Command): void {
  const footprints = program.command('footprints').description('approved footprints: check, import, versions');
  fileOptions(
    footprints
      .command('check')
      .description('CRS, encoding, fields and topology of footprint files; changes nothing')
      .argument('<file...>', 'shapefile, GeoPackage, GeoJSON, KML, ovkml, xlsx or csv'),
  )
    .option('--site <dir>', 'site whose counties say where footprints are expected (default: Jincheng)')
    .option('--lang <zh|en>', 'language of the messages', choiceOption('zh', 'en'), terminalLang)
    .addHelpText('after', '\nResult: findings per file on stdout; exit code 3 where a file cannot be used as it is.')
    .action(async (files: string[], flags: FileFlags & { lang: Lang; site?: string }) => {
      const checks = await checkFootprintFiles({ ...flags, files, fields: flags.map, on: today() });
      if (flags.json) process.stdout.write(`${JSON.stringify(checks, null, 2)}\n`);
      else
        for (const c of checks) {
          process.stdout.write(`${c.file}\n  ${c.crs ?? '-'}  ${c.crsReason}\n  ${c.encoding}\n`);
          printTable(
            ['  #', say(flags.lang, 'cli.kind'), say(flags.lang, 'cli.ha'), say(flags.lang, 'cli.project')],
            c.features.map((f) => [
              `  ${f.number}`,
              say(flags.lang, `footprintKind.${f.kind}`),
              f.areaM2 === null ? '-' : (f.areaM2 / 10_000).toFixed(4),
              f.name,
            ]),
          );
          printProblems(c.problems, process.stdout);
        }
      process.exitCode = checks.some((c) => c.problems.some((p) => p.severity === 'error')) ? EXIT.badInput : EXIT.done;
    });
  decisionOptions(
    fileOptions(
      footprints
        .command('import')
        .description('takes footprints and lists of projects over into the site, as versions with validity dates')
        .argument('<site>', 'site folder')
        .argument('<file...>', 'as for check'),
    ),
  )
    .option('--from <date>', 'first day of changed outlines, where their approval date is not later', dateOption)
    .option('--repair', 'take repairs that change an area by more than 1 %')
    .addHelpText(
      'after',
      '\nResult: counts on stdout, problems on stderr; exit code 4 where features were left out. The versions are in' +
        '\nfootprints/approved.gpkg of the site, which is added to its landscar.yaml.',
    )
    .action(
      async (site: string, files: string[], flags: FileFlags & DecisionFlags & { from?: string; repair?: boolean }) => {
        const { as: who, from, repair = false, map: fields } = flags;
        const result = await importFootprintFiles({
          ...flags,
          ...{ site, files, who, at: timeOf(flags), from, repair, fields },
        });
        const { added, changed, same, left, problems } = result;
        if (flags.json) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
        else {
          const counts = { added: added.length, changed: changed.length, same: same.length, left };
          process.stdout.write(`${say(flags.lang, 'footprints.imported', counts)}\n${result.store}\n`);
          if (result.addedToSite) process.stderr.write(`${say(flags.lang, 'footprints.named', {})}\n`);
          printProblems(problems, process.stderr, files.length > 1);
        }
        process.exitCode = left > 0 ? EXIT.partial : EXIT.done;
      },
    );
  footprints
    .command('versions')
    .description('every version of the imported footprints, with validity and source')
    .argument('<site>', 'site folder')
    .argument('[project]', 'number or name of one project')
    .option('--lang <zh|en>', 'language', choiceOption('zh', 'en'), terminalLang)
    .option('--json', 'as JSON')
    .addHelpText('after', '\nResult: a table on stdout, oldest version first.')
    .action(async (site: string, project: string | undefined, { lang, json }: { lang: Lang; json?: boolean }) => {
      const versions = await footprintVersions(site, project);
      if (json) process.stdout.write(`${JSON.stringify(versions, null, 2)}\n`);
      else
        printTable(
          (['project', 'kind', 'version', 'validFrom', 'validTo', 'source', 'who'] as const).map((c) =>
            say(lang, `cli.${c}`),
          ),
          versions.map((v) => [
            `${v.projectId} ${v.name}`,
            v.kind,
            String(v.version),
            v.validFrom ?? '-',
            v.validTo ?? '-',
            v.source,
            v.who,
          ]),
        );
    });
}

const fileOptions = (command: Command): Command =>
  command
    .option('--crs <crs>', 'CRS where the files state none, or a wrong one')
    .option('--layer <name>', 'layer or sheet, where a file has several')
    .option('--datum <datum>', 'of files in degrees: wgs84, or gcj02 to be turned back', choiceOption('wgs84', 'gcj02'))
    .option(
      '--kind <kind>',
      'what the files are: extent, schematic, line, list (default: as each record says)',
      choiceOption('extent', 'schematic', 'line', 'list'),
    )
    .option('--map <field=column>', 'our field and the column it is in; once a field', mapOption)
    .option('--json', 'as JSON');

/** `name=工程名称`; a site remembers them by the columns of the file. */
function mapOption(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const [field, column] = text.split('=');
  if (field === undefined || column === undefined || field === '' || column === '')
    throw new InvalidArgumentError('allowed: our field, =, and the column, such as name=工程名称');
  return { ...before, [field]: column };
}

/** Of several files each problem says which. */
export function printProblems(problems: readonly Problem[], to: NodeJS.WriteStream, several = false): void {
  for (const { severity, code, file, feature, message } of problems) {
    const where = `${several && file !== undefined ? `${basename(file)} ` : ''}${feature === null ? '' : `#${feature} `}`;
    to.write(`  ${severity}  ${code}  ${where}${message}\n`);
  }
}

const today = (): string => new Date().toISOString().slice(0, 10);
