import { resolve } from 'node:path';
import { creditCandidates, say, withRegister, writeCredit } from '@landscar/pipeline';
import type { Command } from 'commander';
import { countOption } from '../option-parsers.js';
import { registerOptions, type RegisterFlags } from './leads/register-options.js';

interface CreditFlags extends RegisterFlags {
  readonly publishedMonths: number;
  readonly out: string;
}

export function addCredit(program: Command): void {
  registerOptions(
    program
      .command('credit')
      .description('candidates for 重点关注名单 and 黑名单, from recorded human decisions only, each with its basis')
      .argument('<site>', 'site folder'),
  )
    .option('--published-months <n>', 'how long the 重点关注名单 shows a name', countOption, 12)
    .requiredOption('--out <dir>', 'folder')
    .addHelpText('after', '\nResult: credit.json and credit.xlsx; one line on stdout.')
    .action(async (site: string, { register, lang, publishedMonths, out }: CreditFlags) => {
      const candidates = await withRegister(site, register, (r) => creditCandidates(r, publishedMonths));
      const folder = resolve(out);
      await writeCredit(candidates, folder, { at: new Date().toISOString(), publishedMonths, lang });
      const of = (list: 'focus' | 'black'): number => candidates.filter((c) => c.list === list).length;
      process.stdout.write(`${say(lang, 'credit.done', { focus: of('focus'), black: of('black'), out: folder })}\n`);
    });
}
