import { benchModels } from '@landscar/pipeline';
import type { Command } from 'commander';
import { EXIT } from '../../exit-codes.js';
import { limitSentence, MODELS_WORDS } from '../../models-words.js';
import { choiceOption, countOption } from '../../option-parsers.js';
import { printTable } from '../../render/table.js';
import { speak, type Lang } from '../../words.js';
import { terminalLang } from '../../terminal-language.js';

interface BenchFlags {
  readonly size: number;
  readonly seconds: number;
  readonly json?: boolean;
  readonly lang: Lang;
}

export function addModelsBench(models: Command): void {
  models
    .command('bench')
    .description('how fast the runtimes of this machine run a model, one thread each, side by side')
    .argument('[model]', 'name or path', 'default')
    .option('--size <px>', 'side of the window, a multiple of the model’s stride', countOption, 256)
    .option('--seconds <n>', 'time for each runtime', countOption, 2)
    .option('--json', 'as JSON')
    .option('--lang <zh|en>', 'language', choiceOption('zh', 'en'), terminalLang)
    .addHelpText(
      'after',
      '\nResult: a line a runtime on stdout, and a sentence that says what is the limit; exit code 3 where no runtime runs the model.',
    )
    .action(async (model: string, { size, seconds, json, lang }: BenchFlags) => {
      const bench = await benchModels(model, { sizePx: size, budgetMs: seconds * 1000 });
      if (bench.speeds.every(({ mpxPerSecond }) => mpxPerSecond === undefined)) process.exitCode = EXIT.badInput;
      if (json) {
        process.stdout.write(`${JSON.stringify(bench, null, 2)}\n`);
        return;
      }
      const say = speak(MODELS_WORDS, lang);
      const peak = bench.peakGflopPerSecond;
      printTable(
        [say('runtime'), say('precision'), say('speed'), say('rate'), say('share'), ''],
        bench.speeds.map(({ runtime, precision, mpxPerSecond, gflopPerSecond, detail }) => [
          runtime,
          precision,
          mpxPerSecond === undefined ? say('doesNotRun') : mpxPerSecond.toFixed(2),
          gflopPerSecond?.toFixed(0) ?? '',
          gflopPerSecond === undefined ? '' : `${((100 * gflopPerSecond) / peak).toFixed(0)} %`,
          detail,
        ]),
      );
      const rates = bench.speeds.flatMap((s) =>
        s.precision === 'fp32' && s.gflopPerSecond !== undefined
          ? [{ runtime: s.runtime, rate: s.gflopPerSecond }]
          : [],
      );
      const [best] = rates.sort((a, b) => b.rate - a.rate);
      process.stdout.write(`${best === undefined ? say('noLimit') : limitSentence(lang, best, peak)}\n`);
    });
}
