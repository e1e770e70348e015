import { basename } from 'node:path';
import type { Lead, StackManifest, StackWarning } from '@landscar/core';
import {
  judge,
  leadsOnStack,
  loadFocusLayers,
  loadZones,
  openRegister,
  openSteepGround,
  type FootprintProblem,
  type LookedGround,
  type OwedGround,
  type Register,
  type RunDigest,
  type SmallestAreas,
} from '@landscar/report';
import { rectifiedGround } from '../rectified-ground.js';
import { siteFootprints } from '../site-footprints.js';
import { observedGround } from '../observed-ground.js';
import type { SiteSources } from '../config/site-sources.js';
import type { RunContext, StageOutcome } from '../run-context.js';
import type { Detection } from './detect-stage.js';

export interface Report {
  readonly leads: readonly Lead[];
  readonly ruleSet: string;
  /** What the run changed against the period before. */
  readonly digest: RunDigest;
  /** Ground that is still to be seen, and seen of what was. */
  readonly owed: OwedGround | null;
  /** Disturbances and footprints left out, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
  readonly warnings: readonly StackWarning[];
}

export interface ReportStageInput {
  readonly sources: SiteSources;
  /** `auto` or the id of a rule set. */
  readonly rules: string;
  /** Of disturbances that become leads; without it any size does. */
  readonly smallest?: SmallestAreas;
  readonly lang: 'zh' | 'en';
  /** File, postgres:// address, or `:memory:` where the leads are not to be remembered. */
  readonly register: string;
  readonly runId: string;
  readonly fingerprint: string;
  readonly stackDir: string;
  readonly stack: StackManifest;
  readonly detection: Detection;
  /** What was to be looked at, and which of it was seen. */
  readonly ground: LookedGround;
  /** Not the last word: judged as the register would have it, and nothing entered there. */
  readonly trial?: boolean;
}

/** Disturbances to leads: matched with footprints, judged by dated rules, entered in the register. */
export async function reportStage(
  {
    sources,
    rules,
    lang,
    register: url,
    runId,
    fingerprint,
    stackDir,
    stack,
    detection,
    ground,
    trial = false,
    smallest,
  }: ReportStageInput,
  context: RunContext,
): Promise<StageOutcome<Report>> {
  const step = (name: string, done: number): void =>
    context.onEvent({ event: 'stage.progress', stage: 'report', step: name, done, total: 3 });
  step('vectors', 0);
  const { counties, footprints } = await siteFootprints(sources, lang);
  const steepGround = sources.dem === null ? null : await openSteepGround(sources.dem);
  const { judged, recorded } = await inRegister(url, async (register) => {
    const judged = await judge({
      disturbances: detection.disturbances,
      stack,
      footprints,
      focus: await loadFocusLayers(sources.focus),
      zones: await loadZones(sources.zones),
      counties,
      earlier: (projectIds) => register.earlier(projectIds, stack.dateAfter),
      rules,
      ...(smallest !== undefined && { smallest }),
      options: sources.judging,
      ...(steepGround !== null && { steepGround }),
    });
    step('rules', 1);
    const recorded = await (trial ? register.previewRun : register.recordRun)({
      runId,
      fingerprint,
      dateBefore: stack.dateBefore,
      dateAfter: stack.dateAfter,
      leads: judged.leads,
      ground,
      ...(sources.judging.priority && { priority: sources.judging.priority }),
      // What ended or was restored is told by the whole run alone.
      ...(!trial && {
        observed: await observedGround(stackDir),
        rectified: await rectifiedGround(stackDir, await register.rectified()),
      }),
    });
    return { judged, recorded };
  }).finally(() => steepGround?.close());
  step('leadRegister', 2);
  const warnings = groupProblems(footprints.problems);
  for (const warning of warnings) context.onEvent({ event: 'warning', stage: 'report', ...warning });
  return {
    value: {
      // A run that is entered already answers the outlines that persons have drawn since.
      leads: await leadsOnStack(byPriority(recorded.leads), stack.grid.crs),
      digest: recorded.digest,
      owed: recorded.owed,
      ruleSet: judged.ruleSet,
      dropped: judged.left,
      warnings,
    },
    skipped: false,
    counts: { footprints: footprints.footprints.length, leads: judged.leads.length },
    failures: [],
  };
}

async function inRegister<T>(url: string, work: (register: Register) => Promise<T>): Promise<T> {
  const register = await openRegister(url);
  try {
    return await work(register);
  } finally {
    await register.close();
  }
}

/** Highest priority first; equal ones in the order of their ids. */
const byPriority = (leads: readonly Lead[]): Lead[] =>
  [...leads].sort((a, b) => b.priority - a.priority || (a.id < b.id ? -1 : 1));

/** One warning per file and kind of problem; `landscar footprints check` lists them one by one. */
function groupProblems(problems: readonly FootprintProblem[]): StackWarning[] {
  const groups = new Map<string, FootprintProblem[]>();
  for (const problem of problems) {
    const key = `${problem.file}\0${problem.code}`;
    groups.set(key, [...(groups.get(key) ?? []), problem]);
  }
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const where = `${basename(first.file)}${first.feature === null ? '' : ` #${first.feature}`}`;
    const more = others.length === 0 ? '' : ` (+${others.length})`;
    return [{ code: first.code, message: `${where}: ${first.message}${more}` }];
  });
}
