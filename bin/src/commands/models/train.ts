import type { Command } from 'commander';
import { abortOnInterrupt } from '../../interrupt.js';
import { MODELS_WORDS } from '../../models-words.js';
import { choiceOption } from '../../option-parsers.js';
import { speak, type Lang } from '../../words.js';
import { terminalLang } from '../../terminal-language.js';

interface TrainFlags {
  readonly out: string;
  readonly fold?: string;
  readonly resume?: boolean;
  readonly quiet?: boolean;
  readonly lang: Lang;
}

const SHOW_EVERY = 10;

export function addModelsTrain(models: Command): void {
  models
    .command('train')
    .description('a recipe becomes a model folder; needs tfjs-node (./bin/setup --with-tfjs-node)')
    .argument('<recipe>', 'RECIPE.yaml: data, folds, seeds, what must not be seen (docs/evaluation.md)')
    .option('--out <dir>', 'folder that holds model folders', 'models')
    .option('--fold <name>', 'leave out the places of this fold, to score the model on them')
    .option('--resume', 'go on with a training that was interrupted or killed')
    .option('--quiet', 'no progress')
    .option('--lang <zh|en>', 'language', choiceOption('zh', 'en'), terminalLang)
    .addHelpText(
      'after',
      '\nResult: OUT/ID (with --fold OUT/ID-fold-NAME), its path on stdout. OUT/ID.training keeps checkpoints, log.jsonl and curve.svg of every seed. The same recipe and seeds give the same model.',
    )
    .action(async (recipe: string, { out, fold, resume, quiet, lang }: TrainFlags) => {
      // Loaded here only: nothing else needs it.
      const { trainModel } = await import('@landscar/train');
      const say = speak(MODELS_WORDS, lang);
      const tell = (line: string): void => {
        if (quiet !== true) process.stderr.write(`${line}\n`);
      };
      const interrupt = abortOnInterrupt();
      try {
        const model = await trainModel({
          recipe,
          outRoot: out,
          fold,
          resume,
          signal: interrupt.signal,
          onPlace: (name, done, total) => tell(`${say('reading')} ${name} (${done + 1}/${total})`),
          onStep: (name, { step, loss, heldOut }, steps) => {
            if (heldOut === undefined && step % SHOW_EVERY !== 0) return;
            const unseen = heldOut === undefined ? '' : `, ${say('heldOut')} ${heldOut.toFixed(3)}`;
            tell(`${name} ${step + 1}/${steps}: ${say('loss')} ${loss.toFixed(3)}${unseen}`);
          },
        });
        tell(say('next'));
        process.stdout.write(`${model.dir}\n`);
      } finally {
        interrupt.release();
      }
    });
}
