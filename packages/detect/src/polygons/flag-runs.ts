import type { ScoredRun } from './component-scan.js';

const NONE = new Float32Array(0);

/** Runs of the pixels of value 1 in a row of flags; finding the next one is a native search over bytes. */
export function flagRuns(y: number, flags: Uint8Array): ScoredRun[] {
  const bytes = Buffer.from(flags.buffer, flags.byteOffset, flags.length);
  const runs: ScoredRun[] = [];
  for (let x0 = bytes.indexOf(1); x0 !== -1;) {
    let x1 = x0 + 1;
    while (flags[x1] === 1) x1++;
    const length = x1 - x0;
    const sums = { maxRank: 1, rankSum: length, scoreSum: length, planeSums: [], probabilitySum: length };
    runs.push({ y, x0, x1, ranks: NONE, probabilities: NONE, ...sums, maxProbability: 1 });
    x0 = bytes.indexOf(1, x1);
  }
  return runs;
}
