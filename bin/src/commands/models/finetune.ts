import { modelFolder } from '@landscar/pipeline';
import type { Command } from 'commander';
import { abortOnInterrupt } from '../../interrupt.js';
import { MODELS_WORDS } from '../../models-words.js';
import { choiceOption, countOption } from '../../option-parsers.js';
import { speak, type Lang } from '../../words.js';
import { terminalLang } from '../../terminal-language.js';

interface FinetuneFlags {
  readonly model: string;
  readonly id?: string;
  readonly out: string;
  readonly steps?: number;
  readonly resume?: boolean;
  readonly quiet?: boolean;
  readonly lang: Lang;
}

export function addModelsFinetune(models: Command): void {
  models
    .command('finetune')
    .description('a model learns from decided leads; refused where the new one scores worse; needs tfjs-node')
    .argument('<dir>', 'folder with feedback.json: stacks, decided leads, places to keep (docs/models.md)')
    .option('--model <name>', 'model to start from, by name or path', 'default')
    .option('--id <name>', 'name of the new model (default: the old one with -tuned)')
    .option('--out <dir>', 'folder that holds model folders', 'models')
    .option('--steps <n>', 'steps of each network (default: 160)', countOption)
    .option('--resume', 'go on with a training that was interrupted or killed')
    .option('--quiet', 'no progress')
    .option('--lang <zh|en>', 'language', choiceOption('zh', 'en'), terminalLang)
    .addHelpText(
      'after',
      '\nResult: OUT/ID, its path on stdout, and OUT/ID.finetune.json with F1 of both models on decisions that neither learned from and on what must not be forgotten. A third of the decisions is kept for that score. OUT/ID.finetuning keeps checkpoints until there is a verdict.',
    )
    .action(async (feedback: string, { model, id, out, steps, resume, quiet, lang }: FinetuneFlags) => {
      // Loaded here only: nothing else needs it.
      const { finetuneModel } = await import('@landscar/train');
      const say = speak(MODELS_WORDS, lang);
      const modelDir = modelFolder(model);
      const interrupt = abortOnInterrupt();
      const done = await finetuneModel({
        feedback,
        modelDir,
        id,
        outRoot: out,
        steps,
        resume,
        signal: interrupt.signal,
        onStage: (stage, k, total) => {
          if (quiet !== true) process.stderr.write(`${say(stage)} ${k + 1}/${total}\n`);
        },
      }).finally(interrupt.release);
      const { old, tried, lessons, exams, leftOut } = done;
      const tuned = tried.at(-1)?.scores;
      const f1 = (value: number | null | undefined): string => (value == null ? '–' : value.toFixed(3));
      process.stderr.write(
        [
          `${say('lessons')} ${lessons}, ${say('exams')} ${exams}, ${say('leftOut')} ${leftOut.undecided + leftOut.outside}`,
          `${say('f1Decided')}: ${f1(old.decided)} → ${f1(tuned?.decided)}`,
          `${say('f1Kept')}: ${f1(old.kept)} → ${f1(tuned?.kept)}`,
          '',
        ].join('\n'),
      );
      process.stdout.write(`${done.model.dir}\n`);
    });
}
