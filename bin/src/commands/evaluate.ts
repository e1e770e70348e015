import { evaluatePairs } from '@landscar/pipeline';
import type { Command } from 'commander';

export function addEvaluate(program: Command): void {
  program
    .command('evaluate')
    .description('detections against labels: pixels, objects, trade-off, calibration')
    .argument('<pairs>', 'PAIRS.yaml with name, flags, label and optionally probability, ignore, before, after')
    .option('--out <dir>', 'folder for evaluation.json and evaluation.html')
    .addHelpText('after', '\nResult: the figures as JSON on stdout, the report in --out. See docs/evaluation.md.')
    .action(async (pairs: string, { out }: { out?: string }) => {
      process.stdout.write(`${JSON.stringify(await evaluatePairs(pairs, out), null, 2)}\n`);
    });
}
