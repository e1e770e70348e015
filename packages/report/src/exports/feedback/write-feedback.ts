import { cp } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { Lead } from '@landscar/core';
import { makeFolder, openStack } from '@landscar/geodata';
import { REJECTION_REASONS } from '../../lifecycle/moves.js';
import type { Register } from '../../register/register.js';
import { standingDecisions, type StandingDecision } from '../../register/standing-decisions.js';
import { cachedSource } from '../chips/cached-source.js';
import { chipFrame } from '../chips/chip-frame.js';
import { naturalComposite } from '../chips/chip-source.js';
import { renderChips } from '../chips/render-chips.js';
import { feedbackNone } from '../errors.js';
import { roundedAreal } from '../geojson.js';
import { leadsOnStack } from '../leads-on-stack.js';
import type { RunInfo } from '../run-info.js';
import { writeOutput } from '../write-output.js';

/** A finished run whose decided leads are to be learned from. */
export interface FeedbackRun {
  readonly run: RunInfo;
  readonly stackDir: string;
}

export interface FeedbackResult {
  readonly out: string;
  readonly accepted: number;
  readonly rejected: number;
  /** Decided leads that say nothing of the ground, by what was decided. */
  readonly silent: Readonly<Record<string, number>>;
}

type Label = 'accepted' | 'rejected';

/** Reasons for 剔除 that do not say the ground was left alone: the model was right to see it. */
const SILENT_REASONS = new Set(['duplicate', 'belowMinimumArea', 'disturbedBefore', 'other']);
const CHIP = { sizePx: 256, factor: 2, minSidePx: 48 } as const;

/**
 * Writes decided leads as labelled chips for `landscar models finetune`: feedback.json, one layer of polygons a run (EPSG:4326)
 * and a picture of both dates for each. The label is what a person recorded; each has its entry of the history, nobody's name.
 * `copyStacks` makes the folder whole for another machine. REPORT_FEEDBACK_NONE.
 */
export async function writeFeedback(
  register: Register,
  runs: readonly FeedbackRun[],
  out: string,
  { copyStacks = false }: { readonly copyStacks?: boolean } = {},
): Promise<FeedbackResult> {
  const decisions = new Map((await standingDecisions(register.db)).map((d) => [d.eventId, d]));
  const counts: Record<Label, number> = { accepted: 0, rejected: 0 };
  const silent: Record<string, number> = {};
  const scenes: { stack: string; leads: string }[] = [];
  for (const { run, stackDir } of runs) {
    const decided = (await register.leadsOfRun(run.id)).flatMap((lead) => {
      const decision = decisions.get(lead.id);
      return decision?.runId === run.id ? [{ lead, decision, label: labelOf(decision) }] : [];
    });
    for (const { decision, label } of decided) {
      const said = whatWasSaid(decision);
      if (label === null) silent[said] = (silent[said] ?? 0) + 1;
      else counts[label] += 1;
    }
    const labelled = decided.flatMap(({ label, ...one }) => (label === null ? [] : [{ ...one, label }]));
    if (labelled.length === 0) continue;
    const stack = copyStacks ? join(out, 'stacks', run.id) : stackDir;
    if (copyStacks) {
      makeFolder(dirname(stack));
      await cp(stackDir, stack, { recursive: true });
    }
    const leads = `leads-${run.id}.geojson`;
    await writeOutput(join(out, leads), layerOf(labelled, run));
    await writeChips(labelled, stackDir, out);
    scenes.push({ stack: relative(out, stack).split(sep).join('/'), leads });
  }
  if (scenes.length === 0)
    throw feedbackNone(
      runs.map(({ run }) => run.id),
      silent,
    );
  const { entries } = await register.verify();
  const names = runs.map(({ run }) => run.siteName);
  const provenance = `register of ${[...new Set(names)].join(', ')}: ${counts.accepted} accepted, ${counts.rejected} rejected, history of ${entries} entries`;
  await writeOutput(
    join(out, 'feedback.json'),
    `${JSON.stringify({ version: 1, provenance, scenes, keep: [] }, null, 2)}\n`,
  );
  return { out, ...counts, silent };
}

interface Labelled {
  readonly lead: Lead;
  readonly decision: StandingDecision;
  readonly label: Label;
}

/** Disturbed ground is a lesson whether it was allowed or not; a rejection for a reason that lies in ground or image is one too. */
function labelOf(decision: StandingDecision): Label | null {
  if (decision.kind === 'determined') return decision.determination === 'nonProduction' ? null : 'accepted';
  const known = REJECTION_REASONS.some((reason) => reason === decision.why);
  return known && !SILENT_REASONS.has(decision.why ?? '') ? 'rejected' : null;
}

/** The determination, or the reason for 剔除 by its code; a person's own words stay in the register. */
const whatWasSaid = ({ determination, why }: StandingDecision): string =>
  determination ?? REJECTION_REASONS.find((reason) => reason === why) ?? 'other';

function layerOf(labelled: readonly Labelled[], run: RunInfo): string {
  const features = labelled.map(({ lead, decision, label }) =>
    JSON.stringify({
      type: 'Feature',
      properties: {
        event: lead.id,
        decision: label,
        patchNo: lead.patchNo,
        said: whatWasSaid(decision),
        decidedOn: decision.entry.at.slice(0, 10),
        historyEntry: decision.entry.entry,
        historyHash: decision.entry.hash,
        kind: lead.kind,
        category: lead.category,
        confidence: lead.confidence.value,
        model: run.modelId,
        run: run.id,
        dateBefore: lead.dateBefore,
        dateAfter: lead.dateAfter,
        chipBefore: `chips/${lead.patchNo}-before.jpg`,
        chipAfter: `chips/${lead.patchNo}-after.jpg`,
      },
      geometry: roundedAreal(lead.geometryLonLat),
    }),
  );
  return `{"type":"FeatureCollection","features":[\n${features.join(',\n')}\n]}\n`;
}

async function writeChips(labelled: readonly Labelled[], stackDir: string, out: string): Promise<void> {
  const stack = await openStack(stackDir);
  try {
    const source = cachedSource(stack);
    const { grid, pixelSizeM, bands } = source.manifest;
    const leads = await leadsOnStack(
      labelled.map(({ lead }) => lead),
      grid.crs,
    );
    for (const lead of leads) {
      const frame = chipFrame(lead.geometry, grid, pixelSizeM, CHIP);
      const pair = await renderChips(source, frame, { composite: naturalComposite(bands), format: 'jpeg' });
      await writeOutput(join(out, 'chips', `${lead.patchNo}-before.jpg`), pair.before);
      await writeOutput(join(out, 'chips', `${lead.patchNo}-after.jpg`), pair.after);
    }
  } finally {
    await stack.close();
  }
}
