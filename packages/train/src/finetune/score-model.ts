import { join } from 'node:path';
import {
  detectWorkerUrl,
  evaluate,
  finishDetection,
  planDetection,
  type DetectJob,
  type DetectResult,
  type EvaluationPair,
} from '@landscar/detect';
import { makeFolder, readRaster, readStackManifest, writeRaster } from '@landscar/geodata';
import { interrupted } from '../errors.js';
import type { DecidedLead } from './decided-leads.js';
import type { KeptPlace } from './read-feedback.js';

/** F1 of pixels at the model's own rule, 0..1; null where there is nothing to score. */
export interface ModelScores {
  /** On decided leads that were kept for the exam. */
  readonly decided: number | null;
  /** On the labelled places to keep; without any, on how the old model flagged undecided ground. */
  readonly kept: number | null;
}

export interface ExamScene {
  readonly stack: string;
  readonly leads: readonly DecidedLead[];
}

/**
 * Runs the engine itself on stacks: what counts is what a scan would flag. Detections stay in `work`, so that a run that goes on
 * takes over those that are whole.
 */
export class ModelScorer {
  private readonly run: Promise<(job: DetectJob) => Promise<DetectResult>>;

  constructor(
    private readonly work: string,
    private readonly signal: AbortSignal | undefined,
  ) {
    this.run = import(detectWorkerUrl.href).then(
      (module: { default: (job: DetectJob) => Promise<DetectResult> }) => module.default,
    );
  }

  async score(
    modelDir: string,
    name: string,
    scenes: readonly ExamScene[],
    kept: readonly KeptPlace[],
    oldName: string,
  ): Promise<ModelScores> {
    const decided: EvaluationPair[] = [];
    const rest: EvaluationPair[] = [];
    for (const [i, { stack, leads }] of scenes.entries()) {
      const out = await this.detect(modelDir, stack, join(this.work, name, `scene-${i}`));
      const exam = await writeExam(join(this.work, `exam-${i}`), stack, leads);
      const pair = { name: `scene-${i}`, flags: join(out, 'flags.tif') };
      if (leads.some((lead) => lead.exam)) {
        decided.push({ ...pair, label: { file: exam, band: 1 }, ignore: { file: exam, band: 2 } });
      }
      if (kept.length > 0) continue;
      const said = await writeSaid(join(this.work, `exam-${i}`), join(this.work, oldName, `scene-${i}`), leads);
      rest.push({ ...pair, label: { file: said, band: 1 }, ignore: { file: said, band: 2 } });
    }
    for (const place of kept) {
      const out = await this.detect(modelDir, place.stack, join(this.work, name, place.name));
      rest.push({
        name: place.name,
        flags: join(out, 'flags.tif'),
        label: { file: place.label, band: place.band ?? 1 },
        ...(place.ignoreBand !== undefined && { ignore: { file: place.label, band: place.ignoreBand } }),
      });
    }
    return { decided: await pooledF1(decided), kept: await pooledF1(rest) };
  }

  /** What a scored model flagged on a place to keep. */
  flagsOf(name: string, place: KeptPlace): string {
    return join(this.work, name, place.name, 'flags.tif');
  }

  private async detect(modelDir: string, stack: string, out: string): Promise<string> {
    makeFolder(out);
    const plan = await planDetection(stack, out, { modelDir });
    for (const [done, job] of plan.jobs.entries()) {
      if (this.signal?.aborted === true) throw interrupted(out, `${done} of ${plan.jobs.length} windows`);
      await (
        await this.run
      )(job);
    }
    await finishDetection(plan);
    return out;
  }
}

const pooledF1 = async (pairs: readonly EvaluationPair[]): Promise<number | null> =>
  pairs.length === 0 ? null : (await evaluate({ pairs })).pooled.f1;

/** Two bands: accepted 1; not in the exam 1. */
async function writeExam(dir: string, stack: string, leads: readonly DecidedLead[]): Promise<string> {
  const { grid } = await readStackManifest(stack);
  const n = grid.width * grid.height;
  const [accepted, unjudged] = [new Uint8Array(n), new Uint8Array(n).fill(1)];
  for (const lead of leads) {
    for (const i of lead.pixels) {
      if (!lead.exam) continue;
      accepted[i] = lead.accepted ? 1 : 0;
      unjudged[i] = 0;
    }
  }
  makeFolder(dir);
  const label = join(dir, 'exam.tif');
  await writeRaster(label, { grid, bands: [accepted, unjudged], dataType: 'Byte' });
  return label;
}

/** Two bands: flagged by the old model 1; decided, or not observed, 1. */
async function writeSaid(dir: string, oldDir: string, leads: readonly DecidedLead[]): Promise<string> {
  const { grid, bands } = await readRaster(join(oldDir, 'flags.tif'));
  const flags = Uint8Array.from(bands[0]!);
  const unjudged = flags.map((code) => (code > 1 ? 1 : 0));
  for (const { pixels } of leads) for (const i of pixels) unjudged[i] = 1;
  const file = join(dir, 'said.tif');
  await writeRaster(file, { grid, bands: [flags.map((code) => (code === 1 ? 1 : 0)), unjudged], dataType: 'Byte' });
  return file;
}
