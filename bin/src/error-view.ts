import { LandscarError } from '@landscar/core';
import { CommanderError } from 'commander';
import { ERROR_WORDS } from './error-words.js';
import { EXIT } from './exit-codes.js';
import type { Lang } from './words.js';

/** The exit code of a failure: bad input, interruption and bugs are different things to cron. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (error instanceof LandscarError) {
    if (error.code.endsWith('_INTERRUPTED')) return EXIT.interrupted;
    return error.code === 'BUG' ? EXIT.bug : EXIT.badInput;
  }
  return EXIT.bug;
}

/** What stderr shows of a failure: what failed and what to do in Chinese, unless English is wanted, then the five parts; a stack where it is our bug. */
export function renderError(error: unknown, lang: Lang): string {
  if (error instanceof LandscarError) {
    const cause = error.cause instanceof Error ? `\n  cause:   ${error.cause.message}` : '';
    return `${lang === 'zh' ? inChinese(error.code, error.parts.where) : ''}error: ${error.message}${cause}`;
  }
  if (error instanceof Error) return `bug: ${error.stack ?? error.message}`;
  return `bug: ${String(error)}`;
}

/** What failed and what to do, a line; empty where the code has no words. */
export function inChinese(code: string, where: string): string {
  const words = ERROR_WORDS[code];
  if (words === undefined) return '';
  const [what, next] = words;
  return `错误：${what}（${where}）。处理：${next}。\n`;
}
