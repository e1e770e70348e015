import type { Decision } from './decision.js';
import { probabilityCode, UNOBSERVED } from './probability-code.js';
import { SKIPPED_CODE, UNOBSERVED_CODE } from './score-code.js';

const HALF = 32_768;
/** Beside the probability code in the lower byte of an answer: the pixel can belong to an object. */
export const INSIDE = 0x100;
const UNKNOWN = 0xffff;

/** What a decision says of every score code under one bar, worked out once a code: pixels are many, codes are few. */
export class DecisionTable {
  private readonly answers = new Uint16Array(2 * HALF).fill(UNKNOWN);

  constructor(
    private readonly decision: Decision,
    private readonly sceneQuantile: number,
  ) {
    this.answers[UNOBSERVED_CODE + HALF] = UNOBSERVED;
    // What the gate skipped belongs to no object, whatever the rule makes of the lowest score.
    this.answers[SKIPPED_CODE + HALF] = this.work(SKIPPED_CODE) & ~INSIDE;
  }

  /**
   * Of the score codes from `from` to before `to`: 0..254, the probability, and `INSIDE` where a pixel of this code can belong to an
   * object; 255 where nothing was observed.
   */
  answer(codes: Int16Array, from: number, to: number, out: Uint16Array): void {
    const { answers } = this;
    for (let x = from; x < to; x++) {
      const known = answers[codes[x]! + HALF]!;
      out[x] = known === UNKNOWN ? this.work(codes[x]!) : known;
    }
  }

  rank(code: number): number {
    return this.decision.rank(code, this.sceneQuantile);
  }

  probability(code: number, rank: number): number {
    return this.decision.probability(rank, code);
  }

  private work(code: number): number {
    const rank = this.rank(code);
    const inside = this.decision.isInside(rank, code) ? INSIDE : 0;
    return (this.answers[code + HALF] = probabilityCode(this.decision.probability(rank, code)) | inside);
  }
}

/** Bars that are interpolated between cells are told apart by this much score. */
const BAR_STEPS = 64;
/** 128 KiB each. */
const MOST_TABLES = 512;

/** Tables by bar. */
export class DecisionTables {
  private readonly tables = new Map<number, DecisionTable>();

  constructor(private readonly decision: Decision) {}

  /** The table of a bar: of that very bar, or of the nearest step. */
  of(sceneQuantile: number, exact: boolean): DecisionTable {
    const bar = exact ? sceneQuantile : Math.round(sceneQuantile * BAR_STEPS) / BAR_STEPS;
    let table = this.tables.get(bar);
    if (table === undefined) {
      table = new DecisionTable(this.decision, bar);
      if (this.tables.size >= MOST_TABLES) this.tables.delete(this.tables.keys().next().value ?? bar);
      this.tables.set(bar, table);
    }
    return table;
  }
}
