import { benchModels } from '@landscar/pipeline';
import type { Command } from 'commander';
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
    .option('--size <px>', 'side of the window, a multiple of 16', countOption, 256)
    .option('--seconds <n>', 'time for each runtime', countOption, 2)
    .option('--json', 'as JSON')
    .option('--lang <zh|en>', 'language', choiceOption('zh', 'en'), terminalLang)
    .addHelpText('after', '\nResult: a line a runtime on stdout, and a sentence that says what is the limit.')
    .action(async (model: string, { size, seconds, json, lang }: BenchFlags) => {
      const bench = await benchModels(model, { sizePx: size, budgetMs: seconds * 1000 });
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
          mpxPerSecond === undefined ? say('notHere') : mpxPerSecond.toFixed(2),
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
      if (best !== undefined) process.stdout.write(`${limitSentence(lang, best, peak)}\n`);
    });
}
