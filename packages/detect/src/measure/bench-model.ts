import { LandscarError } from '@landscar/core';
import { syntheticInput } from '../convert/synthetic-input.js';
import { benchSize } from '../errors.js';
import { loadModel } from '../models/load-model.js';
import type { Precision, Runtime } from '../runtimes/runtime.js';
import { RUNTIMES } from '../runtimes/runtimes.js';
import { countFlopPerPx } from './count-flop.js';
import { measureKernelPeak } from './kernel-peak.js';

export interface RuntimeSpeed {
  readonly runtime: string;
  readonly precision: Precision;
  /** Undefined where it does not load or run here; `detail` says why. */
  readonly mpxPerSecond: number | undefined;
  readonly gflopPerSecond: number | undefined;
  readonly detail: string;
}

export interface ModelBench {
  readonly model: string;
  readonly sizePx: number;
  /** GFLOP of one window; undefined where they cannot be counted. */
  readonly gflop: number | undefined;
  /** GFLOP/s of one core in a large matrix product. */
  readonly peakGflopPerSecond: number;
  readonly speeds: readonly RuntimeSpeed[];
}

export interface BenchOptions {
  /** Side of the window, 256 by default. */
  readonly sizePx?: number;
  /** Time for each runtime; 2000 by default. */
  readonly budgetMs?: number;
}

/** Runs a window again and again in one thread in every runtime that loads here; best of the rounds counts. */
export async function benchModel(dir: string, options: BenchOptions = {}): Promise<ModelBench> {
  const { sizePx = 256, budgetMs = 2000 } = options;
  const model = await loadModel(dir);
  const { id, input: takes } = model.manifest;
  if (sizePx % takes.stridePx !== 0) throw benchSize(id, sizePx, takes.stridePx);
  const flopPerPx = await countFlopPerPx(model);
  const gflop = flopPerPx === undefined ? undefined : (flopPerPx * sizePx * sizePx) / 1e9;
  const speeds: RuntimeSpeed[] = [];
  const input = syntheticInput(takes.channels, sizePx);
  const measure = async (runtime: Runtime, precision: Precision): Promise<RuntimeSpeed> => {
    const name = { runtime: runtime.name, precision };
    await runtime.version();
    const predictor = await runtime.load(model, precision);
    let bestMs = Infinity;
    await predictor.predict(input, sizePx, sizePx);
    for (const end = performance.now() + budgetMs; performance.now() < end;) {
      const start = performance.now();
      await predictor.predict(input, sizePx, sizePx);
      bestMs = Math.min(bestMs, performance.now() - start);
    }
    const detail = predictor.describe();
    await predictor.dispose();
    return {
      ...name,
      mpxPerSecond: (sizePx * sizePx) / bestMs / 1e3,
      gflopPerSecond: gflop === undefined ? undefined : (gflop / bestMs) * 1e3,
      detail,
    };
  };
  // One that does not load or run here does not take the others with it.
  const speedOf = (runtime: Runtime, precision: Precision): Promise<RuntimeSpeed> =>
    measure(runtime, precision).catch((error: unknown) => {
      const words = error instanceof LandscarError ? error.parts.found : (error as Error).message;
      const [detail = ''] = words.split('\n');
      return { runtime: runtime.name, precision, mpxPerSecond: undefined, gflopPerSecond: undefined, detail };
    });
  for (const runtime of RUNTIMES) {
    for (const precision of ['fp32', 'int8'] as const) {
      if (precision === 'int8' && runtime.name === 'baseline') continue;
      if (runtime.supports(model, precision)) speeds.push(await speedOf(runtime, precision));
    }
  }
  return { model: id, sizePx, gflop, peakGflopPerSecond: await measureKernelPeak(), speeds };
}
