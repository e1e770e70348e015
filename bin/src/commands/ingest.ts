import { ingest } from '@landscar/pipeline';
import type { Command } from 'commander';
import { EXIT } from '../exit-codes.js';
import { choiceOption, dateOption, listOption } from '../option-parsers.js';
import { terminalLang } from '../terminal-language.js';
import { withRun, type RunFlags } from '../with-run.js';

interface IngestFlags extends RunFlags {
  readonly before: string[];
  readonly after: string[];
  readonly dateBefore?: string;
  readonly dateAfter?: string;
  readonly sensor?: string;
  readonly bands?: string[];
  readonly area?: string;
  readonly crs?: string;
  readonly pixelSize?: string;
  readonly dem?: string;
  readonly compare?: 'yearly' | 'periodic';
  readonly out: string;
}

export function addIngest(program: Command): void {
  program
    .command('ingest')
    .description('two dates of imagery become one aligned, masked, measured stack')
    .requiredOption(
      '--before <file...>',
      'scenes of the before period: rasters, SAFE or Landsat products, folders, globs, STAC files',
    )
    .requiredOption('--after <file...>', 'scenes of the after period')
    .option('--date-before <day>', 'where the file does not say it', dateOption)
    .option('--date-after <day>', 'where the file does not say it', dateOption)
    .option('--sensor <name>', 'sensor of all scenes')
    .option('--bands <names>', 'band names in file order: blue,green,red,nir,swir16,swir22', listOption)
    .option('--area <file>', 'polygon of the area')
    .option('--crs <crs>', 'CRS of the stack (with --pixel-size); default: the after scene keeps its grid')
    .option('--pixel-size <n>', 'pixel size in units of --crs')
    .option(
      '--compare <how>',
      'yearly (same season leads) or periodic (last one leads)',
      choiceOption('yearly', 'periodic'),
    )
    .option('--dem <file>', 'elevation, for a slope band')
    .requiredOption('--out <dir>', 'folder of the stack')
    .option('--json', 'events as JSON lines on stderr')
    .option('--quiet', 'no progress')
    .option('--lang <zh|en>', 'language', choiceOption('zh', 'en'), terminalLang)
    .addHelpText('after', '\nResult: before.tif, after.tif, validity.tif, stack.json in --out; its path on stdout.')
    .action(async (flags: IngestFlags) => {
      await withRun(flags, async (context) => {
        const stack = await ingest(
          { ...flags, pixelSize: flags.pixelSize === undefined ? undefined : Number(flags.pixelSize) },
          context,
        );
        process.stdout.write(`${stack}\n`);
        return EXIT.done;
      });
    });
}
