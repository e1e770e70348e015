import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { geodesicAreaM2, type Areal } from '@landscar/core';
import { say } from '@landscar/report';
import { lookedGround } from './looked-ground.js';
import type { RunContext } from './run-context.js';
import type { Detection } from './stages/detect-stage.js';
import { exportStage, type ExportStageInput } from './stages/export-stage.js';
import { reportStage, type ReportStageInput } from './stages/report-stage.js';
import { withinAsked } from './within-asked.js';

/** Where a run shows what its focus gave until it has finished; whole from the moment that it is there. */
const folderOf = (out: string): string => join(out, 'preliminary');
/** Where that grows: in a detection alone all of it, in a scan the detection in a folder of its own. */
export const growingPreliminaryDir = (out: string): string => join(out, 'preliminary.part');
export const preliminaryDetectionDir = (out: string): string => join(growingPreliminaryDir(out), 'detection');

/** What an earlier try left, or what the whole result has replaced. */
export async function removePreliminary(out: string): Promise<void> {
  for (const folder of [folderOf(out), growingPreliminaryDir(out)]) await rm(folder, { recursive: true, force: true });
}

/** What has grown is whole: it gets its name, and whoever follows the run hears of it. `file` is what to open first. */
export async function showPreliminary(
  out: string,
  file: string,
  counts: Readonly<Record<string, number>>,
  context: RunContext,
): Promise<void> {
  await rename(growingPreliminaryDir(out), folderOf(out));
  context.onEvent({ event: 'preliminary', path: join(folderOf(out), file), counts });
}

/** What the whole run will judge by and write, but for what only it knows. */
export interface PreliminaryInput {
  /** Run folder. */
  readonly out: string;
  /** The focus in the area, longitude and latitude. */
  readonly asked: Areal;
  readonly detection: Detection;
  readonly judging: Omit<ReportStageInput, 'detection' | 'ground' | 'trial'>;
  readonly writing: Omit<ExportStageInput, 'detection' | 'report' | 'out'>;
}

/**
 * Judges the focus alone and writes its leads, marked 先行结果 by title, notice and numbers of their own: nothing is entered in
 * the register, so nothing of it can be taken for final. Its warnings come again with the whole.
 */
export async function writePreliminary(input: PreliminaryInput, context: RunContext): Promise<void> {
  const { out, asked, judging, writing } = input;
  const { lang } = writing;
  const quiet: RunContext = { ...context, onEvent: () => undefined };
  const looked = await lookedGround(judging.stackDir, asked);
  // The stack shows more than the focus.
  const ground = { ...looked, seenM2: looked.seen === null ? 0 : geodesicAreaM2(looked.seen) };
  const detection = await withinAsked(input.detection, asked, ground);
  const runId = `${judging.runId}-preliminary`;
  const { value: report } = await reportStage({ ...judging, runId, detection, ground, trial: true }, quiet);
  const leads = report.leads.map((lead, i) => ({
    ...lead,
    patchNo: say(lang, 'preliminary.number', { number: String(i + 1).padStart(4, '0') }),
  }));
  const notice = { code: 'PIPELINE_PRELIMINARY', message: say(lang, 'warning.PIPELINE_PRELIMINARY'), values: {} };
  await exportStage(
    {
      ...writing,
      siteName: say(lang, 'preliminary.site', { site: writing.siteName }),
      runId,
      out: growingPreliminaryDir(out),
      detection,
      report: { ...report, leads, warnings: [notice, ...report.warnings] },
    },
    quiet,
  );
  await showPreliminary(out, 'index.html', { leads: leads.length }, context);
}
