import { evaluatePairs } from '@landscar/pipeline';
import type { Command } from 'commander';
import { EXIT } from '../exit-codes.js';
import { choiceOption, countOption, defaultWorkers } from '../option-parsers.js';
import { withRun, type RunFlags } from '../with-run.js';
import type { Lang } from '../words.js';
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
    .option('--model <name>', 'model for pairs that name a stack', 'default')
    .option('--workers <n>', 'worker threads', countOption, defaultWorkers())
    .option('--json', 'events as JSON lines on stderr')
    .option('--quiet', 'no progress')
    .option('--lang <zh|en>', 'language of the report', choiceOption('zh', 'en'), terminalLang)
    .addHelpText('after', '\nResult: the figures as JSON on stdout, the report in --out. See docs/evaluation.md.')
    .action(async (pairsFile: string, flags: EvaluateFlags) => {
      await withRun(flags, async (context) => {
        const { out, model, lang } = flags;
        const evaluation = await evaluatePairs({ pairsFile, out, model, language: lang }, context);
        process.stdout.write(`${JSON.stringify(evaluation, null, 2)}\n`);
        return EXIT.done;
      });
    });
}
