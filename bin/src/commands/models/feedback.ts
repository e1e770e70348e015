import { exportFeedback, say, word } from '@landscar/pipeline';
import type { Command } from 'commander';
import { registerOptions, type RegisterFlags } from '../leads/register-options.js';

interface FeedbackFlags extends RegisterFlags {
  readonly out: string;
  readonly copyStacks?: boolean;
}

export function addModelsFeedback(models: Command): void {
  registerOptions(
    models
      .command('feedback')
      .description('decided leads of runs as labelled chips, for models finetune')
      .argument('<site>', 'site folder')
      .argument('<run...>', 'run folders'),
  )
    .option('--copy-stacks', 'copy the imagery into the folder, to learn on another machine')
    .requiredOption('--out <dir>', 'folder')
    .addHelpText('after', '\nResult: feedback.json, a layer a run, chips; one line on stderr, the folder on stdout.')
    .action(async (site: string, runs: string[], { lang, ...flags }: FeedbackFlags) => {
      const { out, accepted, rejected, silent } = await exportFeedback({ site, runs, ...flags });
      const left = Object.entries(silent).map(([said, n]) => `${word(lang, 'feedbackSaid', said)} ${n}`);
      const values = { accepted, rejected, silent: left.length === 0 ? say(lang, 'cli.none') : left.join(', ') };
      process.stderr.write(`${say(lang, 'feedback.done', values)}\n`);
      process.stdout.write(`${out}\n`);
    });
}
