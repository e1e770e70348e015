import { userInfo } from 'node:os';
import type { Lang } from '@landscar/pipeline';
import type { Command } from 'commander';
import { choiceOption } from '../../option-parsers.js';
import { terminalLang } from '../../terminal-language.js';

/** Flags of every command that opens a register. */
export interface RegisterFlags {
  readonly register?: string;
  readonly lang: Lang;
}

/** Flags of every command that writes in the history. */
export interface DecisionFlags extends RegisterFlags {
  readonly as: string;
  readonly at?: string;
}

export const registerOptions = (command: Command): Command =>
  command
    .option('--register <url>', 'register file or postgres:// address (default: as the site says)')
    .option('--lang <zh|en>', 'language of what is shown', choiceOption('zh', 'en'), terminalLang);

export const decisionOptions = (command: Command): Command =>
  registerOptions(command)
    .option('--as <name>', 'who decides; always recorded (default: the name of the account)', accountName())
    .option('--at <time>', 'when it was decided (default: now)');

export const timeOf = (flags: DecisionFlags): string => flags.at ?? new Date().toISOString();

function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown account';
  }
}
