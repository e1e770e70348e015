import { join } from 'node:path';
import { evaluatePairs } from '@landscar/pipeline';
import type { Command } from 'commander';
import { EXIT } from '../exit-codes.js';
import { MODELS_WORDS } from '../models-words.js';
import { choiceOption, countOption, defaultWorkers } from '../option-parsers.js';
import { printTable } from '../render/table.js';
import { withRun, type RunFlags } from '../with-run.js';
import { speak, type Lang } from '../words.js';
import { terminalLang } from '../terminal-language.js';

interface EvaluateFlags extends RunFlags {
  readonly out?: string;
  readonly model: string;
  readonly lang: Lang;
}

export function addEvaluate(program: Command): void {
  program
    .command('evaluate')
    .description('detections against labels: pixels, objects, trade-off, calibration, by place, with intervals')
    .argument('<pairs>', 'PAIRS.yaml: name, label, and flags with probability, or a stack that is detected first')
    .option('--out <dir>', 'folder for evaluation.json, evaluation.html and the detections of stacks')
    .option('--model <name>', 'model for pairs that name a stack and no model', 'default')
    .option('--workers <n>', 'worker threads', countOption, defaultWorkers())
    .option('--json', 'events as JSON lines on stderr')
    .option('--quiet', 'no progress')
    .option('--lang <zh|en>', 'language of the report', choiceOption('zh', 'en'), terminalLang)
    .addHelpText(
      'after',
      '\nResult: the figures on stdout, as a table on a terminal and else as JSON; the report in --out. See docs/evaluation.md.',
    )
    .action(async (pairsFile: string, flags: EvaluateFlags) => {
      await withRun(flags, async (context) => {
        const { out, model, lang } = flags;
        const { evaluation, failedWindows } = await evaluatePairs({ pairsFile, out, model, language: lang }, context);
        if (process.stdout.isTTY) printFigures(evaluation, out, lang);
        else process.stdout.write(`${JSON.stringify(evaluation, null, 2)}\n`);
        return failedWindows > 0 ? EXIT.partial : EXIT.done;
      });
    });
}

type Evaluation = Awaited<ReturnType<typeof evaluatePairs>>['evaluation'];

/** A line a place, both ways of summing up, and where the report lies. */
function printFigures(
  { places, pooled, meanOverPlaces, calibrationFit }: Evaluation,
  out: string | undefined,
  lang: Lang,
): void {
  const say = speak(MODELS_WORDS, lang);
  const percent = (share: number | null): string => (share === null ? '' : (100 * share).toFixed(1));
  const rows = [...places, { ...pooled, name: say('pooled') }, { ...meanOverPlaces, name: say('meanOfPlaces') }];
  printTable(
    [
      say('place'),
      'F1 %',
      say('pixelPrecision'),
      say('pixelRecall'),
      'AP %',
      say('objectsFound'),
      say('largeFound'),
      say('falseObjects'),
    ],
    rows.map(({ name, f1, precision, recall, averagePrecision, objectRecall, largeObjectRecall, falsePer100Km2 }) => [
      name,
      ...[f1, precision, recall, averagePrecision, objectRecall, largeObjectRecall].map(percent),
      falsePer100Km2?.toFixed(1) ?? '',
    ]),
  );
  if (calibrationFit !== null) {
    const { slope, intercept, eceHeldOut } = calibrationFit;
    const line = `slope ${slope.toFixed(3)}, intercept ${intercept.toFixed(3)}`;
    process.stdout.write(`${say('calibrationFit')}: ${line}; ${say('eceHeldOut')}: ${percent(eceHeldOut)} %\n`);
  }
  if (out !== undefined) process.stdout.write(`${say('report')}: ${join(out, 'evaluation.html')}\n`);
}
