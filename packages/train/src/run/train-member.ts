import { appendFile, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '@landscar/geodata';
import type { LoadedPlace } from '../data/load-place.js';
import { interrupted } from '../errors.js';
import type { Weights } from '../network/weights.js';
import type { Tf } from '../open-tfjs-node.js';
import type { Recipe } from '../recipe.js';
import { drawBatch, type Batch } from '../sampling/draw-batch.js';
import { readCheckpoint, writeCheckpoint } from './checkpoint.js';
import { learningCurve } from './learning-curve.js';
import { startState } from './member-state.js';
import { heldOutLoss, trainingStep } from './training-step.js';

/** A line of `log.jsonl`: nothing in it depends on the clock, so a resumed run writes the same file. */
export interface LogLine {
  readonly step: number;
  readonly loss: number;
  /** On crops of places that the run does not learn from, with the averaged weights; at checkpoints. */
  readonly heldOut?: number;
}

export interface MemberRun {
  /** Name of the run: recipe, fold, seed; all its random numbers come from it. */
  readonly name: string;
  /** Folder for checkpoint, log and curve. */
  readonly dir: string;
  readonly recipe: Recipe;
  readonly places: readonly LoadedPlace[];
  /** Crops of places that the run does not learn from, to watch the loss on. */
  readonly exam: Batch | undefined;
  readonly fingerprint: string;
  readonly signal?: AbortSignal | undefined;
  readonly onStep?: ((name: string, line: LogLine, steps: number) => void) | undefined;
}

/** Trains one network from its last checkpoint, or from the start; returns the averaged weights. */
export async function trainMember(tf: Tf, run: MemberRun): Promise<Weights> {
  const { training } = run.recipe;
  const inputs = [...run.places[0]!.views.values()][0]!.planes.channels;
  const file = join(run.dir, 'checkpoint.bin');
  const state = (await readCheckpoint(file, run.fingerprint)) ?? startState(inputs, training.widths, run.name);
  const log = await keepLog(join(run.dir, 'log.jsonl'), state.step);
  const { exam } = run;
  while (state.step < training.steps) {
    if (run.signal?.aborted === true) throw interrupted(run.dir, `step ${state.step}`);
    const { step } = state;
    const batch = drawBatch(run.places, run.recipe, run.name, step);
    const loss = await trainingStep(tf, state, batch, inputs, training, run.name);
    const last = state.step === training.steps;
    const atCheckpoint = last || state.step % training.checkpointEvery === 0;
    const heldOut =
      exam === undefined || !atCheckpoint ? undefined : heldOutLoss(tf, state.average, exam, inputs, training);
    const line: LogLine = { step, loss: rounded(loss), ...(heldOut !== undefined && { heldOut: rounded(heldOut) }) };
    await log.add(line);
    run.onStep?.(run.name, line, training.steps);
    if (atCheckpoint) await writeCheckpoint(file, state, run.fingerprint);
  }
  await writeWhole(join(run.dir, 'curve.svg'), learningCurve(run.name, log.lines));
  return state.average;
}

const rounded = (value: number): number => Number(value.toPrecision(6));

/** The log up to a step; lines after the last checkpoint are written again by the run. */
async function keepLog(
  file: string,
  steps: number,
): Promise<{ lines: readonly LogLine[]; add: (line: LogLine) => Promise<void> }> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const lines = text
    .split('\n')
    .slice(0, steps)
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as LogLine);
  if (lines.length === 0) await rm(file, { force: true });
  else await writeWhole(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return {
    lines,
    add: async (line) => {
      lines.push(line);
      await appendFile(file, `${JSON.stringify(line)}\n`);
    },
  };
}
