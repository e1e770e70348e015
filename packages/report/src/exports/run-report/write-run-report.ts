import { join } from 'node:path';
import { openStack } from '@landscar/geodata';
import type { Lang } from '../../messages/phrase.js';
import { cachedSource } from '../chips/cached-source.js';
import { renderOverview } from '../page/overview.js';
import { writeOutput } from '../write-output.js';
import { reportContent, type ReportFacts } from './report-content.js';
import { reportPage } from './report-page.js';
import { reportWord } from './report-word.js';

export const REPORT_FILES = { page: 'report.html', word: 'report.docx' } as const;

/** What was looked at and what was not, data quality, counts, what changed, versions and limits. Returns the paths. */
export async function writeRunReport(
  facts: Omit<ReportFacts, 'stack'>,
  stackDir: string,
  out: string,
  lang: Lang = 'zh',
): Promise<string[]> {
  const stack = await openStack(stackDir);
  try {
    const source = cachedSource(stack);
    const overview = await renderOverview(source);
    const whole = { ...facts, stack: stack.manifest };
    const content = reportContent(whole, lang);
    const paths = [join(out, REPORT_FILES.page), join(out, REPORT_FILES.word)] as const;
    await writeOutput(paths[0], reportPage(content, whole, overview, source, lang));
    await writeOutput(paths[1], await reportWord(content, whole, overview, lang));
    return [...paths];
  } finally {
    await stack.close();
  }
}
