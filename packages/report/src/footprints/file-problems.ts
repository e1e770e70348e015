import { problemText, type ProblemCode } from './problem-words.js';
import type { FootprintProblem } from './types.js';

/** Collects what is wrong with one file, in words. */
export class FileProblems {
  readonly list: FootprintProblem[] = [];
  constructor(
    private readonly file: string,
    readonly lang: 'zh' | 'en',
  ) {}
  add(
    code: ProblemCode,
    severity: 'error' | 'warning',
    feature: number | null,
    values: Readonly<Record<string, string | number>> = {},
  ): void {
    this.list.push({ code, severity, file: this.file, feature, message: problemText(code, values, this.lang) });
  }
}
