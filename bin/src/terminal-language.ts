import type { Lang } from './words.js';

/** The language that the command line speaks: `--lang` of the command, else `LANDSCAR_LANG`, else Chinese. */
export function languageOf(args: readonly string[], environment: Readonly<Record<string, string | undefined>>): Lang {
  const at = args.lastIndexOf('--lang');
  const joined = args.findLast((a) => a.startsWith('--lang='))?.slice('--lang='.length);
  const wanted = joined ?? (at === -1 ? undefined : args[at + 1]) ?? environment['LANDSCAR_LANG'];
  return wanted === 'en' ? 'en' : 'zh';
}

/** The language of this process. */
export const terminalLang = languageOf(process.argv.slice(2), process.env);
