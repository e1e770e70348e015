import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { StackManifest } from '@landscar/core';
import { exportLeads, type OwedGround, type RunInfo } from '@landscar/report';
import type { RunContext, StageOutcome } from '../run-context.js';
import { LANDSCAR_VERSION } from '../version.js';
import type { Detection } from './detect-stage.js';
import type { Report } from './report-stage.js';

export interface ExportStageInput {
  readonly siteName: string;
  readonly demo: boolean;
  readonly lang: 'zh' | 'en';
  readonly runId: string;
  readonly out: string;
  readonly stackDir: string;
  readonly stack: StackManifest;
  readonly detection: Detection;
  readonly report: Report;
  /** Folder of the model, whose card states its limits; null where it is not known. */
  readonly modelDir: string | null;
}

export interface Exported {
  /** Names of the files that were written. */
  readonly files: readonly string[];
  readonly run: RunInfo;
}

/** Leads to the files that people open. */
export async function exportStage(input: ExportStageInput, context: RunContext): Promise<StageOutcome<Exported>> {
  const { report, detection, out, lang } = input;
  context.onEvent({ event: 'stage.progress', stage: 'export', step: 'files', done: 0, total: 1 });
  const run = runInfo(input, await readLimits(input.modelDir));
  const paths = await exportLeads({
    leads: report.leads,
    disturbances: detection.disturbances,
    stackDir: input.stackDir,
    run,
    out,
    lang,
  });
  const files = Object.values(paths).map((path) => basename(path));
  return { value: { files, run }, skipped: false, counts: { files: files.length }, failures: [] };
}

function runInfo(
  { siteName, demo, runId, stack, detection, report }: ExportStageInput,
  modelLimits: readonly string[],
): RunInfo {
  const { summary } = detection;
  return {
    id: runId,
    siteName,
    dateBefore: stack.dateBefore,
    dateAfter: stack.dateAfter,
    versions: {
      landscar: LANDSCAR_VERSION,
      model: `${summary.model.id} ${summary.model.version}`,
      runtime: summary.model.runtime,
    },
    modelId: summary.model.id,
    modelLicence: summary.model.licence,
    ruleSet: report.ruleSet,
    unobservedHa: summary.unobservedM2 / 10_000,
    observedHa: summary.observedM2 / 10_000,
    ...(report.owed !== null && { owed: inHectares(report.owed) }),
    counts: { ...summary.counts, ...report.dropped },
    warnings: [...stack.warnings, ...summary.warnings, ...report.warnings],
    ...(modelLimits.length > 0 && { modelLimits }),
    demo,
  };
}

const inHectares = ({ parts, seenM2 }: OwedGround): NonNullable<RunInfo['owed']> => ({
  seenHa: seenM2 / 10_000,
  parts: parts.map(({ since, areaM2 }) => ({ since, areaHa: areaM2 / 10_000 })),
});

/** The points under `## Limits` of the model's card, without their markup. */
async function readLimits(modelDir: string | null): Promise<string[]> {
  if (modelDir === null) return [];
  const card = await readFile(join(modelDir, 'card.md'), 'utf8').catch(() => '');
  const section = card.split(/^## Limits$/mu)[1]?.split(/^## /mu)[0] ?? '';
  return [...section.matchAll(/^[-*] (.+)$/gmu)].map(([, point]) => (point ?? '').replace(/\*\*|`/gu, ''));
}
