import { join, resolve } from 'node:path';
import {
  exportClues,
  importClues,
  readState,
  say,
  SHARED_STATES,
  takeReceipt,
  withRegister,
  word,
} from '@landscar/pipeline';
import type { Command } from 'commander';
import { EXIT } from '../exit-codes.js';
import { listOption } from '../option-parsers.js';
import { decisionOptions, timeOf, type DecisionFlags } from './leads/register-options.js';

interface SendFlags extends DecisionFlags {
  readonly from: string;
  readonly to: string;
  readonly status?: string[];
  readonly out: string;
}
interface ReceiveFlags extends DecisionFlags {
  readonly us: string;
  readonly receipt?: string;
  readonly json?: boolean;
}

export function addClues(program: Command): void {
  const clues = program
    .command('clues')
    .description('clues to and from other departments (违法线索互联), in the form of docs/exchange');
  decisionOptions(
    clues
      .command('export')
      .description('leads for another department as JSON and CSV with their hash; who got what is recorded')
      .argument('<site>', 'site folder'),
  )
    .requiredOption('--from <department>', 'sender: a department, not a person')
    .requiredOption('--to <department>', 'recipient')
    .option('--status <a,b>', 'leads of these states (default: 已下发 to 整改核查)', listOption)
    .requiredOption('--out <dir>', 'folder')
    .addHelpText('after', '\nResult: clues.json, clues.csv, SHA256SUMS; one line on stdout.')
    .action(async (site: string, flags: SendFlags) => {
      const { from: sender, to: recipient, as: who, lang, status } = flags;
      const states = status?.map((text) => readState(text, '--status')) ?? SHARED_STATES;
      const out = resolve(flags.out);
      const { clues: sent, sha256 } = await withRegister(site, flags.register, (r) =>
        exportClues(r, { sender, recipient, states, who, at: timeOf(flags), out }),
      );
      process.stdout.write(`${say(lang, 'clues.sent', { recipient, count: sent.length, sha256, out })}\n`);
    });
  decisionOptions(
    clues
      .command('import')
      .description('clues of another department: each once, laid over the leads; differences are shown')
      .argument('<site>', 'site folder')
      .argument('<file>', 'clues.json or clues.csv'),
  )
    .requiredOption('--us <department>', 'who receives: goes into the receipt')
    .option('--receipt <file>', 'receipt to send back (default: receipt.json beside the file)')
    .option('--json', 'as JSON, with every pair')
    .addHelpText(
      'after',
      '\nResult: counts and differences on stdout, the receipt as file; exit code 4 where a clue was refused.',
    )
    .action(async (site: string, file: string, flags: ReceiveFlags) => {
      const receipt = resolve(flags.receipt ?? join(resolve(file), '..', 'receipt.json'));
      const by = { recipient: flags.us, who: flags.as, at: timeOf(flags), receipt };
      const result = await withRegister(site, flags.register, (r) => importClues(r, resolve(file), by));
      if (flags.json) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
      else print(result, flags.lang);
      process.exitCode = result.refused.length > 0 ? EXIT.partial : EXIT.done;
    });
  decisionOptions(
    clues
      .command('receipt')
      .description('records the receipt that a recipient sent back')
      .argument('<site>', 'site folder')
      .argument('<file>', 'receipt.json'),
  )
    .addHelpText('after', '\nResult: one line on stdout; exit code 3 where this register did not send the clues.')
    .action(async (site: string, file: string, flags: DecisionFlags) => {
      const { recipient, counts } = await withRegister(site, flags.register, (r) =>
        takeReceipt(r, resolve(file), { who: flags.as, at: timeOf(flags) }),
      );
      process.stdout.write(`${say(flags.lang, 'clues.receipted', { recipient, ...counts })}\n`);
    });
}

function print(result: Awaited<ReturnType<typeof importClues>>, lang: DecisionFlags['lang']): void {
  const { sender, counts, matched, onlyTheirs, conflicts, refused, ignoredFields, receipt } = result;
  const numbers = { ...counts, matched: matched.length, onlyTheirs: onlyTheirs.length };
  const lines = [
    say(lang, 'clues.received', { sender, receipt, ...numbers }),
    ...conflicts.map(({ clue, about, eventId, ours, theirs }) => {
      const group = about === 'changed' || about === 'project' ? '' : about;
      const shown = { ours: word(lang, group, ours), theirs: word(lang, group, theirs) };
      const which = eventId === null ? clue : `${clue} / ${eventId}`;
      return `! ${say(lang, 'clues.conflict', { clue: which, about: word(lang, 'clueConflict', about), ...shown })}`;
    }),
    ...refused.map((row) => `! ${say(lang, 'clues.refusedRow', row)}`),
    ...(ignoredFields.length > 0 ? [say(lang, 'clues.ignored', { fields: ignoredFields.join(', ') })] : []),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
