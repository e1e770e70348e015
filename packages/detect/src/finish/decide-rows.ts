import type { Decision } from '../decision/decision.js';
import { DecisionTables, INSIDE, type DecisionTable } from '../decision/decision-table.js';
import { planeValueOf } from '../decision/plane-code.js';
import { scoreOf } from '../decision/score-code.js';
import { scoredRun, type ScoredRun } from '../polygons/component-scan.js';
import type { Span } from '../windows/block-file.js';
import { QUANTILE_PATCH_PX } from '../windows/score-counts.js';
import type { QuantileField } from './quantile-field.js';

/** Says what the decision makes of score codes, one row of the raster after the other. */
export class RowDecider {
  /** Codes of `probability.tif` of the last row. */
  readonly probabilities: Uint8Array;
  private readonly answers: Uint16Array;
  private readonly tables: DecisionTables;
  /** Of the patches along the row. */
  private along: DecisionTable[] = [];
  private alongPatchRow = -1;

  constructor(
    decision: Decision,
    private readonly quantiles: QuantileField,
    private readonly width: number,
  ) {
    this.tables = new DecisionTables(decision);
    this.probabilities = new Uint8Array(width);
    this.answers = new Uint16Array(width);
  }

  /**
   * `codes` of the row `y`, and its plane codes; answers the runs of pixels that can belong to an object, west to east. Beside
   * the `scored` columns the codes are those of the row above, unless `isFirst`, and belong to no object.
   */
  decide(
    y: number,
    codes: Int16Array,
    planes: readonly Int16Array[],
    scored: readonly Span[],
    isFirst: boolean,
  ): ScoredRun[] {
    const { width, answers, probabilities } = this;
    const spans = this.moveTo(y) || isFirst ? [{ x0: 0, x1: width }] : scored;
    for (const { x0, x1 } of spans) {
      this.answer(codes, x0, x1);
      // Only the lower byte of an answer stays in a byte.
      probabilities.set(answers.subarray(x0, x1), x0);
    }
    const runs: ScoredRun[] = [];
    for (const span of scored) {
      for (let x0 = endOf(answers, span.x0, span.x1, false); x0 < span.x1;) {
        const x1 = endOf(answers, x0, span.x1, true);
        runs.push(this.runOf(y, x0, x1, codes, planes));
        x0 = endOf(answers, x1, span.x1, false);
      }
    }
    return runs;
  }

  private answer(codes: Int16Array, x0: number, x1: number): void {
    const { along, answers } = this;
    let from = x0;
    for (let patch = Math.floor(x0 / QUANTILE_PATCH_PX); from < x1; patch++) {
      const to = Math.min(x1, (patch + 1) * QUANTILE_PATCH_PX);
      if (to < x1 && along[patch] === along[patch + 1]) continue;
      along[patch]!.answer(codes, from, to, answers);
      from = to;
    }
  }

  /** Whether other tables hold from here on. */
  private moveTo(y: number): boolean {
    const patchRow = Math.floor(y / QUANTILE_PATCH_PX);
    if (patchRow === this.alongPatchRow) return false;
    this.alongPatchRow = patchRow;
    const { isSingle } = this.quantiles;
    this.along = Array.from(this.quantiles.rowPatches(y), (bar) => this.tables.of(bar, isSingle));
    return true;
  }

  private runOf(y: number, x0: number, x1: number, codes: Int16Array, planes: readonly Int16Array[]): ScoredRun {
    const ranks = new Float32Array(x1 - x0);
    const probabilities = new Float32Array(x1 - x0);
    let scoreSum = 0;
    for (let x = x0; x < x1; x++) {
      const table = this.along[Math.floor(x / QUANTILE_PATCH_PX)]!;
      const code = codes[x]!;
      const rank = table.rank(code);
      ranks[x - x0] = rank;
      probabilities[x - x0] = table.probability(code, rank);
      scoreSum += scoreOf(code);
    }
    const planeSums = planes.map((plane) => sumOf(plane, x0, x1));
    return scoredRun(y, x0, ranks, probabilities, scoreSum, planeSums);
  }
}

// Loops over pixels are functions of their own: small ones are compiled once, in a fraction of the time.

/** Where the pixels from `from` to before `end` stop being inside, or outside. */
function endOf(answers: Uint16Array, from: number, end: number, inside: boolean): number {
  let x = from;
  while (x < end && answers[x]! >= INSIDE === inside) x++;
  return x;
}

function sumOf(plane: Int16Array, from: number, to: number): number {
  let sum = 0;
  for (let x = from; x < to; x++) sum += planeValueOf(plane[x]!);
  return sum;
}
