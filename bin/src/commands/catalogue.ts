import { catalogue, planPicture, warningText, writePicture, type Catalogue } from '@landscar/pipeline';
import type { Command } from 'commander';
import { EXIT } from '../exit-codes.js';
import { choiceOption } from '../option-parsers.js';
import { printTable } from '../render/table.js';
import { CATALOGUE_WORDS, PLAN_WORDS, speak, type Lang } from '../words.js';
import { terminalLang } from '../terminal-language.js';

interface CatalogueFlags {
  readonly picture?: string;
  readonly lang: Lang;
  readonly json?: boolean;
}

export function addCatalogue(program: Command): void {
  program
    .command('catalogue')
    .description('the imagery of a site: date, sensor, pixel size, cloud, coverage of the area')
    .argument('<site>', 'folder with a landscar.yaml, or the file itself')
    .option('--picture <file.svg>', 'also draw where the scenes lie')
    .option('--lang <zh|en>', 'language', choiceOption('zh', 'en'), terminalLang)
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nOpens every scene; what STAC entries name is downloaded first. Exit code 4 where one is refused.',
    )
    .action(async (site: string, flags: CatalogueFlags) => {
      const listed = await catalogue(site);
      const { map, ...facts } = listed;
      const say = speak(CATALOGUE_WORDS, flags.lang);
      if (flags.json) process.stdout.write(`${JSON.stringify(facts, null, 2)}\n`);
      else print(listed, flags.lang, say);
      if (flags.picture !== undefined) {
        const plan = speak(PLAN_WORDS, flags.lang);
        const labels = { before: plan('before'), after: plan('after'), area: plan('area'), projects: plan('projects') };
        await writePicture(flags.picture, planPicture({ ...map, title: listed.site, labels, lang: flags.lang }));
      }
      process.exitCode = listed.refused.length > 0 ? EXIT.partial : EXIT.done;
    });
}

function print({ scenes, refused }: Catalogue, lang: Lang, say: (key: keyof typeof CATALOGUE_WORDS) => string): void {
  const percent = (share: number): string => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
  const rows = scenes.map((s) => [
    say(s.period),
    s.date,
    s.sensor,
    `${s.gsdM.toFixed(1)} m`,
    s.cloudRatio === null ? '-' : percent(s.cloudRatio),
    percent(s.coverage),
    s.file,
  ]);
  const head = (['period', 'date', 'sensor', 'gsd', 'cloud', 'coverage', 'file'] as const).map(say);
  printTable(head, rows);
  for (const scene of scenes)
    for (const warning of scene.warnings) process.stdout.write(`! ${warning.code} ${warningText(lang, warning)}\n`);
  for (const { file, error } of refused)
    process.stdout.write(`✗ ${say('refused')} ${file}: ${error.code} ${error.parts.what} (${error.parts.found})\n`);
}
