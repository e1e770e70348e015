import type { Decision } from './decision.js';
import { probabilityCode } from './probability-code.js';

const HALF = 32_768;
const UNKNOWN = 255;

/** What a decision says of every score code under one bar, worked out once a code: pixels are many, codes are few. */
export class DecisionTable {
  /** 0..254 of each code (plus 32 768); 255 where it was not asked yet. */
  readonly codes = new Uint8Array(2 * HALF).fill(UNKNOWN);
  readonly probabilities = new Float32Array(2 * HALF);
  /** NaN where no object can be. */
  readonly ranks = new Float32Array(2 * HALF);

  constructor(
    private readonly decision: Decision,
    private readonly sceneQuantile: number,
  ) {}

  /** The position of a code in the arrays, worked out. */
  at(code: number): number {
    const index = code + HALF;
    if (this.codes[index] === UNKNOWN) {
      const rank = this.decision.rank(code, this.sceneQuantile);
      const probability = this.decision.probability(rank, code);
      this.probabilities[index] = probability;
      this.ranks[index] = this.decision.isInside(rank, code) ? rank : NaN;
      this.codes[index] = probabilityCode(probability);
    }
    return index;
  }
}

/** Bars are told apart by this much score where they are interpolated between cells. */
const BAR_STEPS = 256;
const MOST_TABLES = 96;

/** Tables by bar; the least used go. */
export class DecisionTables {
  private readonly tables = new Map<number, DecisionTable>();

  constructor(private readonly decision: Decision) {}

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
