import type { Decision } from './decision.js';
import { probabilityCode } from './probability-code.js';

const HALF = 32_768;
const UNKNOWN = 255;

/** What a decision says of every score code under one bar, worked out once a code: pixels are many, codes are few. */
export class DecisionTable {
  private readonly codes = new Uint8Array(2 * HALF).fill(UNKNOWN);
  private readonly inside = new Uint8Array(2 * HALF);

  constructor(
    private readonly decision: Decision,
    private readonly sceneQuantile: number,
  ) {}

  /** 0..254, the probability of a score code. */
  probabilityCode(code: number): number {
    const index = code + HALF;
    const known = this.codes[index]!;
    return known === UNKNOWN ? this.work(code, index) : known;
  }

  /** Whether a pixel of this code can belong to an object; asked after `probabilityCode`. */
  isInside(code: number): boolean {
    return this.inside[code + HALF] === 1;
  }

  rank(code: number): number {
    return this.decision.rank(code, this.sceneQuantile);
  }

  probability(code: number, rank: number): number {
    return this.decision.probability(rank, code);
  }

  private work(code: number, index: number): number {
    const rank = this.rank(code);
    if (this.decision.isInside(rank, code)) this.inside[index] = 1;
    return (this.codes[index] = probabilityCode(this.decision.probability(rank, code)));
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
