import { join, resolve } from 'node:path';
import { toEnvelope, type Areal, type StackManifest } from '@landscar/core';
import { readModel } from '@landscar/detect';
import { hashPath, intersectAreal, makeFolder, writeWhole } from '@landscar/geodata';
import { lockSite } from '@landscar/jobs';
import type { RunDigest } from '@landscar/report';
import { readSite, registerUrl, type Site } from './config/read-site.js';
import { detectionOptionsOf } from './config/detection-options.js';
import { areaOf, ingestOptionsOf, scenesOf } from './config/ingest-options.js';
import { focusArea } from './config/focus-area.js';
import { siteSources } from './config/site-sources.js';
import { smallestAreasOf } from './config/smallest-areas.js';
import { lookedGround } from './looked-ground.js';
import { modelFolder } from './models-folder.js';
import { preliminaryDetectionDir, removePreliminary, writePreliminary } from './preliminary.js';
import { runStage, type RunContext } from './run-context.js';
import { hashInputs, runFingerprint, runIdOf } from './run-id.js';
import { intactRun, outputHashes, RUN_FILE, type RunRecord } from './run-record.js';
import { detectStage } from './stages/detect-stage.js';
import { exportStage } from './stages/export-stage.js';
import { ingestStage } from './stages/ingest-stage.js';
import { reportStage } from './stages/report-stage.js';
import { LANDSCAR_VERSION } from './version.js';
import { withinAsked } from './within-asked.js';

export interface ScanCall {
  /** Folder with a landscar.yaml, or the file. */
  readonly site: string;
  readonly out?: string | undefined;
  /** Register file or postgres:// address; default as the site says. */
  readonly register?: string | undefined;
  readonly model?: string | undefined;
  /** Only corridors and approved places with their surroundings are read and judged. */
  readonly focusOnly?: boolean | undefined;
  readonly lang?: 'zh' | 'en' | undefined;
  /** Called once the run folder is known, before any work. */
  readonly onRunFolder?: (folder: string, runId: string) => void;
}

export interface ScanResult {
  readonly runId: string;
  readonly out: string;
  /** Path of index.html. */
  readonly page: string;
  readonly leads: number;
  /** Some window or record failed; run.json names each. */
  readonly partial: boolean;
}

/** The main job: two dates of a site become leads in the register and files in the run folder. */
export async function scan(call: ScanCall, context: RunContext): Promise<ScanResult> {
  const startMs = performance.now();
  const site = withOverrides(readSite(call.site), call);
  const model = modelFolder(site.config.model);
  // Told before gigabytes of imagery are fetched and hashed.
  if (call.out !== undefined) makeFolder(call.out);
  const area = await areaOf(site);
  const scenes = await scenesOf(site, area, context.signal);
  const inputs = await hashInputs(site, scenes);
  const fingerprint = runFingerprint(site, inputs, await hashPath(model));
  const runId = runIdOf(
    scenes.after
      .map((s) => s.date)
      .sort()
      .at(-1) ?? '',
    fingerprint,
  );
  const out = resolve(call.out ?? join(site.folder, 'runs', runId));
  makeFolder(out);
  call.onRunFolder?.(out, runId);
  const release = lockSite(join(site.folder, '.landscar.lock'));
  try {
    context.onEvent({ event: 'run.start', site: site.config.name, out, runId });
    const earlier = await intactRun(out, fingerprint, registerUrl(site));
    if (earlier !== null) return finish(earlier, out, startMs, context);

    await removePreliminary(out);
    const stackDir = join(out, 'stack');
    const detectionDir = join(out, 'detection');
    const options = await ingestOptionsOf(site, area, scenes);
    const ingested = await runStage('ingest', context, () => ingestStage({ ...options, out: stackDir }, context));
    const stack = ingested.value;
    const focus = options.onlyWithin ?? (site.config.focus.length > 0 ? await focusArea(site) : null);
    const { name: siteName, demo, rules, outputs } = site.config;
    const { lang } = outputs;
    const sources = siteSources(site);
    const smallest = smallestAreasOf(site, (await readModel(model)).manifest.decision.minAreaM2);
    const register = registerUrl(site);
    const judging = { sources, rules, smallest, lang, register, runId, fingerprint, stackDir, stack };
    const writing = { siteName, demo, lang, runId, stackDir, stack, modelDir: model };
    const detected = await runStage('detect', context, () =>
      detectStage(
        stackDir,
        detectionDir,
        {
          modelDir: model,
          ...detectionOptionsOf(site),
          minAreaM2: smallest.detectedM2,
          looksLike: outputs.looksLike,
          ...(focus !== null && { focus }),
          // Where the focus is all that was laid out, there is no rest to wait for.
          ...(site.config.preliminary && !options.onlyWithin && { preliminaryDir: preliminaryDetectionDir(out) }),
        },
        context,
        {
          onPreliminary: async (early) => {
            const asked = await askedGround(area, focus ?? undefined);
            if (asked !== undefined)
              await writePreliminary({ out, asked, detection: early, judging, writing }, context);
          },
        },
      ),
    );
    const asked = await askedGround(area, options.onlyWithin);
    const ground = await lookedGround(stackDir, asked);
    const detection = await withinAsked(detected.value, asked, ground);
    const reported = await runStage('report', context, () => reportStage({ ...judging, detection, ground }, context));
    const exported = await runStage('export', context, () =>
      exportStage({ ...writing, out, detection, report: reported.value }, context),
    );
    await removePreliminary(out);
    const stages = { ingest: ingested, detect: detected, report: reported, export: exported };
    const failures = Object.values(stages).flatMap((s) => s.failures.map(toEnvelope));
    const record: RunRecord = {
      runId,
      fingerprint,
      version: LANDSCAR_VERSION,
      node: process.version,
      site: site.config.name,
      register: registerUrl(site),
      config: site.config,
      inputs,
      model: detected.value.summary.model,
      ruleSet: reported.value.ruleSet,
      stack: stackFacts(ingested.value),
      unobservedHa: detection.summary.unobservedM2 / 10_000,
      observedHa: detection.summary.observedM2 / 10_000,
      ...(exported.value.run.owed && { owed: exported.value.run.owed }),
      leads: reported.value.leads.length,
      counts: Object.assign({}, ...Object.values(stages).map((s) => s.counts)) as Record<string, number>,
      digest: countsOf(reported.value.digest),
      dropped: reported.value.dropped,
      warnings: [...ingested.value.warnings, ...detected.value.summary.warnings, ...reported.value.warnings],
      failures,
      info: exported.value.run,
      outputs: await outputHashes(out, exported.value.files),
      finishedAt: new Date().toISOString(),
      durationsMs: Object.fromEntries(Object.entries(stages).map(([name, s]) => [name, s.durationMs])),
    };
    await writeWhole(join(out, RUN_FILE), `${JSON.stringify(record, null, 2)}\n`);
    return finish(record, out, startMs, context);
  } finally {
    release();
  }
}

function finish(record: RunRecord, out: string, startMs: number, context: RunContext): ScanResult {
  const partial = record.failures.length > 0;
  context.onEvent({
    event: 'run.end',
    runId: record.runId,
    durationMs: Math.round(performance.now() - startMs),
    partial,
  });
  return { runId: record.runId, out, page: join(out, 'index.html'), leads: record.leads, partial };
}

/** Flags of the command line win over the site file, and are part of the fingerprint. */
function withOverrides(site: Site, call: ScanCall): Site {
  return {
    ...site,
    config: {
      ...site.config,
      ...(call.model !== undefined && { model: call.model }),
      ...(call.focusOnly === true && { focusOnly: true }),
      ...(call.lang !== undefined && { outputs: { ...site.config.outputs, lang: call.lang } }),
      ...(call.register !== undefined && {
        register: call.register.includes('://') ? call.register : resolve(call.register),
      }),
    },
  };
}

/** The area, and of it only the focus where that is all that is looked at; undefined: whatever the imagery shows. */
async function askedGround(area: Areal | undefined, focus: Areal | undefined): Promise<Areal | undefined> {
  if (area === undefined || focus === undefined) return area ?? focus;
  return (await intersectAreal(area, focus)) ?? focus;
}

/** How many events each change of the digest has. */
const countsOf = (digest: RunDigest): Record<string, number> =>
  Object.fromEntries(Object.entries<readonly string[]>({ ...digest }).map(([name, ids]) => [name, ids.length]));

const stackFacts = (stack: StackManifest) => ({
  fingerprint: stack.fingerprint,
  grid: stack.grid,
  shiftPx: stack.shiftPx,
  validShare: stack.validShare,
  seasonGapDays: stack.seasonGapDays,
});
