import { detect } from '@landscar/pipeline';
import type { Command } from 'commander';
import { EXIT } from '../exit-codes.js';
import { areaOption, choiceOption, countOption, defaultWorkers } from '../option-parsers.js';
import { terminalLang } from '../terminal-language.js';
import { withRun, type RunFlags } from '../with-run.js';

interface DetectFlags extends RunFlags {
  readonly model: string;
  readonly runtime?: string;
  readonly precision?: 'fp32' | 'int8';
  readonly statistics?: 'cell' | 'scene';
  readonly gate?: 'on' | 'off';
  readonly minArea?: number;
  readonly writeScore?: boolean;
  readonly looksLike?: boolean;
  readonly focus?: string;
  readonly focusOnly?: boolean;
  readonly workers: number;
  readonly out: string;
}

export function addDetect(program: Command): void {
  program
    .command('detect')
    .description('a stack becomes disturbance polygons')
    .argument('<stack>', 'folder written by `landscar ingest`')
    .option('--model <name>', 'model folder, by name or path', 'default')
    .option('--runtime <name>', 'onnx, tfjs-node, tfjs-wasm or baseline (default: the fastest that loads)')
    .option('--precision <fp32|int8>', 'numbers of the network', choiceOption('fp32', 'int8'))
    .option(
      '--statistics <cell|scene>',
      'scene statistics per world cell, or one set for the pair',
      choiceOption('cell', 'scene'),
    )
    .option('--gate <on|off>', 'skip windows where nothing can have changed', choiceOption('on', 'off'))
    .option('--min-area <area>', 'smallest disturbance, such as 0.2ha', areaOption)
    .option('--write-score', 'also score.tif, Float32')
    .option('--no-looks-like', 'do not say what the ground looks like (the classifier knows made-up ground alone)')
    .option('--focus <file>', 'polygons of corridors and sites: looked at first, shown in preliminary/ meanwhile')
    .option('--focus-only', 'leave out what lies outside of the focus')
    .option('--workers <n>', 'worker threads', countOption, defaultWorkers())
    .requiredOption('--out <dir>', 'folder of the result')
    .option('--json', 'events as JSON lines on stderr')
    .option('--quiet', 'no progress')
    .option('--lang <zh|en>', 'language', choiceOption('zh', 'en'), terminalLang)
    .addHelpText(
      'after',
      '\nResult: probability.tif, flags.tif, disturbances.geojson, detection.json in --out; its path on stdout.',
    )
    .action(async (stack: string, flags: DetectFlags, command: Command) => {
      if (flags.focusOnly === true && flags.focus === undefined) {
        command.error('error: --focus-only needs --focus FILE');
      }
      await withRun(flags, async (context) => {
        const result = await detect({ stack, ...flags }, context);
        process.stdout.write(`${flags.out}\n`);
        return result.failures.length > 0 ? EXIT.partial : EXIT.done;
      });
    });
}
