import type { Window } from '@landscar/core';
import type { GateRule } from '../gate/hot-squares.js';
import type { Precision, RuntimeName } from '../runtimes/runtime.js';

/** One block of the raster to look at: a few hundred bytes; pixels never cross threads. */
export interface DetectJob {
  readonly id: string;
  /** Where the block lies; its result depends on nothing but what is named here. */
  readonly block: Window;
  readonly stackDir: string;
  readonly stackFingerprint: string;
  readonly statisticsFile: string;
  readonly modelDir: string;
  readonly modelHash: string;
  readonly runtime: RuntimeName;
  readonly precision: Precision;
  /** Score codes of the block, Int16, written whole. */
  readonly blockFile: string;
  /** Rule of the change gate; without it the network looks at everything. */
  readonly gate?: GateRule;
}

/** What the gate did in a block, written beside its scores as `BLOCKFILE.gate.json`. */
export interface GateRecord {
  readonly skippedPx: number;
  readonly coldWindows: number;
  /** Cold windows that were run all the same. */
  readonly sampled: readonly Window[];
}

export interface DetectResult {
  readonly id: string;
  readonly observedPx: number;
  /** Pixels that were run through the model, halo included. */
  readonly modelPx: number;
}

/** Where the record of a gated block is. */
export const gateRecordFile = ({ blockFile }: DetectJob): string => `${blockFile}.gate.json`;
