import type { Lang } from '../words.js';
import { HELP_WORDS } from './help-words.js';

/** A text of the help in `lang`, line by line as a text may hold several; a line without an entry stays English. */
export const helpText = (lang: Lang, text: string): string =>
  lang === 'en'
    ? text
    : text
        .split('\n')
        .map((line) => HELP_WORDS[line] ?? line)
        .join('\n');
