import { importUsersModel } from '@landscar/pipeline';
import { InvalidArgumentError, type Command } from 'commander';
import { MODELS_WORDS } from '../../models-words.js';
import { choiceOption, countOption, listOption } from '../../option-parsers.js';
import { speak, type Lang } from '../../words.js';
import { terminalLang } from '../../terminal-language.js';

interface ImportFlags {
  readonly id?: string;
  readonly licence?: string;
  readonly contact?: string;
  readonly features?: string;
  readonly bands?: readonly string[];
  readonly gapDays?: readonly [number, number];
  readonly output?: 'logit' | 'probability';
  readonly resolution?: readonly [number, number];
  readonly threshold?: number;
  readonly data?: string;
  readonly halo?: number;
  readonly stride?: number;
  readonly onnx: boolean;
  readonly out: string;
  readonly lang: Lang;
}

export function addModelsImport(models: Command): void {
  models
    .command('import')
    .description('a TensorFlow.js layers or graph model, or an ONNX file, becomes a model folder')
    .argument('<dir>', 'folder with model.json and its weights, or with one .onnx file')
    .option('--id <name>', 'name of the model and of its folder: lower case, digits, -')
    .option('--licence <spdx>', 'licence of the weights')
    .option('--contact <who>', 'whom to ask')
    .option('--features <set>', 'what the network sees: landscar-bands@1, landscar-diff@1 or landscar-diff@2')
    .option('--bands <names>', 'bands that the features are made of (default: all six)', listOption)
    .option('--gap-days <min,max>', 'days between the dates that it is for (default: 0,3660)', daysOption)
    .option('--output <logit|probability>', 'what the network answers', choiceOption('logit', 'probability'))
    .option('--resolution <min,max>', 'ground pixel sizes that it is for, metres', metresOption)
    .option('--threshold <p>', 'probability from which a pixel counts as changed', shareOption)
    .option('--data <words>', 'what it was trained on')
    .option('--halo <px>', 'how far a pixel reaches (default: measured)', countOption)
    .option('--stride <px>', 'what sides must be multiples of (default: measured)', countOption)
    .option('--no-onnx', 'keep it on TensorFlow.js')
    .option('--out <dir>', 'folder that holds model folders', 'models')
    .option('--lang <zh|en>', 'language', choiceOption('zh', 'en'), terminalLang)
    .addHelpText(
      'after',
      '\nResult: OUT/ID with the files as they are, the ONNX form where every operation is supported (proven on random input), golden case, hashes and a card stub; its path on stdout. Facts that are missing are named, all at once.',
    )
    .action(async (dir: string, flags: ImportFlags) => {
      const { id, licence, contact, features, bands, gapDays, output, threshold, data, halo, stride } = flags;
      const [resolutionMinM, resolutionMaxM] = flags.resolution ?? [];
      const facts = {
        id,
        licence,
        contact,
        features,
        bands,
        gapDays,
        output,
        resolutionMinM,
        resolutionMaxM,
        threshold,
        data,
      };
      const { model, withoutOnnx, largestDifference } = await importUsersModel(
        dir,
        flags.out,
        { ...facts, haloPx: halo, stridePx: stride },
        { noOnnx: !flags.onnx },
      );
      const say = speak(MODELS_WORDS, flags.lang);
      const { stridePx, haloPx } = model.manifest.input;
      const lines = [`${say('imported')}: ${model.manifest.id}`, `${say('measured')}: ${stridePx}, ${haloPx}`];
      if (largestDifference !== undefined) lines.push(`${say('agreement')}: ${largestDifference.toExponential(1)}`);
      if (withoutOnnx !== undefined) lines.push(`${say('withoutOnnx')}: ${withoutOnnx}`);
      process.stderr.write(`${[...lines, say('next')].join('\n')}\n`);
      process.stdout.write(`${model.dir}\n`);
    });
}

const rangeOption =
  (allowed: string, isLeast: (min: number) => boolean) =>
  (text: string): readonly [number, number] => {
    const [min, max] = text.split(',').map(Number);
    if (min === undefined || max === undefined || !(isLeast(min) && max >= min)) {
      throw new InvalidArgumentError(`allowed: ${allowed}`);
    }
    return [min, max];
  };
const metresOption = rangeOption('MIN,MAX in metres, such as 8,30', (min) => min > 0);
const daysOption = rangeOption('MIN,MAX in days, such as 180,730', (min) => min >= 0);

function shareOption(text: string): number {
  const share = Number(text);
  if (!(share > 0 && share < 1)) throw new InvalidArgumentError('allowed: a number between 0 and 1');
  return share;
}
