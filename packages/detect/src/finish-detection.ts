import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  DISTURBANCES_VERSION,
  type DetectionSummary,
  type Disturbance,
  type GateProof,
  type StackWarning,
} from '@landscar/core';
import {
  DETECTION_FILES,
  createTransform,
  dropUnfinished,
  makeFolder,
  openStack,
  readDisturbances,
  readStackManifest,
  writeDisturbances,
  type StackReader,
} from '@landscar/geodata';
import { kindFeatures } from './kinds/kind-features.js';
import { likeliestKind } from './kinds/kind-net.js';
import { KIND_NETS } from './kinds/kind-weights.js';
import { decisionOf } from './decision/decision.js';
import { UNOBSERVED } from './decision/probability-code.js';
import { stackChanged } from './errors.js';
import type { ReasonContext } from './evidence/false-alarm-reasons.js';
import { regionEvidence } from './evidence/region-evidence.js';
import { RegionMeter, type RegionSums } from './evidence/region-sums.js';
import { GroundArea } from './finish/ground-area.js';
import { regionOf, type Region } from './finish/region.js';
import { writeFlags } from './finish/write-flags.js';
import { writeProbability } from './finish/write-probability.js';
import { readGateRecords, type GateSum } from './gate/gate-records.js';
import { gateProof } from './gate/missed-estimate.js';
import { stackState, type DetectionPlan } from './plan-detection.js';
import { ComponentScan, edgeConnectedParts, pixelsFrom, sumsOf } from './polygons/component-scan.js';
import { ringShape } from './polygons/ring-shape.js';
import { dateChange } from './scenes/date-change.js';
import { sceneChanges } from './scenes/scene-changes.js';
import { StatisticsField } from './statistics/statistics-field.js';
import { isBlockThere } from './windows/block-file.js';
import { EndedBlocks } from './windows/ended-blocks.js';

export interface Detection {
  readonly summary: DetectionSummary;
  readonly disturbances: readonly Disturbance[];
}

/** The end of a detection, which follows its blocks from north to south while they are looked at. */
export interface DetectionEnd {
  /** A block was looked at, or failed. */
  blockEnded(id: string): void;
  /** Once all blocks have ended that will. What counts is on disk: a block that is not there is unobserved and counted. */
  finish(): Promise<Detection>;
  /** Takes back what was begun. */
  abandon(): Promise<void>;
}

/**
 * Blocks become `probability.tif`, `flags.tif`, `disturbances.geojson` and `detection.json`, once for the whole scene. A decision
 * that asks for a quantile of the scene's scores waits for all blocks, any other begins with the first row of them.
 */
export function beginEnd(plan: DetectionPlan): DetectionEnd {
  const ended = new EndedBlocks(plan.jobs);
  const detection = plan.finished ? readDisturbances(plan.outDir) : assembleAll(plan, ended);
  // Who finishes or abandons hears of it.
  detection.catch(() => undefined);
  return {
    blockEnded: (id) => ended.end(id),
    finish: async () => {
      ended.endAll();
      const { summary, disturbances } = await detection;
      return { summary, disturbances };
    },
    abandon: async () => {
      ended.stop();
      await detection.catch(() => undefined);
    },
  };
}

/** The end of a detection whose blocks have all ended. */
export const finishDetection = (plan: DetectionPlan): Promise<Detection> => beginEnd(plan).finish();

async function assembleAll(plan: DetectionPlan, ended: EndedBlocks): Promise<Detection> {
  const stack = await openStack(plan.stackDir);
  try {
    makeFolder(plan.outDir);
    await dropUnfinished(plan.outDir);
    const detection = await assemble(plan, stack, ended);
    await writeDisturbances(plan.outDir, plan.stack.grid.crs, detection.summary, detection.disturbances);
    await removeBlocks(plan, detection.summary.counts['missingBlocks'] === 0);
    return detection;
  } finally {
    await stack.close();
  }
}

/** The stack must be what was looked at; then nothing of an earlier run may pass for this one. */
async function clearTheWay(plan: DetectionPlan): Promise<void> {
  const now = await readStackManifest(plan.stackDir);
  if (now.fingerprint !== plan.stack.fingerprint)
    throw stackChanged(plan.stackDir, now.fingerprint, plan.stack.fingerprint);
  const state = await stackState(plan.stackDir);
  if (state !== plan.stackState) throw stackChanged(plan.stackDir, state, plan.stackState);
  await rm(join(plan.outDir, DETECTION_FILES.summary), { force: true });
  if (!plan.writeScore) await rm(join(plan.outDir, DETECTION_FILES.score), { force: true });
}

async function assemble(plan: DetectionPlan, stack: StackReader, ended: EndedBlocks): Promise<Detection> {
  const { grid } = plan.stack;
  const decision = decisionOf(plan.model.manifest.decision);
  const toLonLat = await createTransform(grid.crs, 'EPSG:4326');
  const ground = new GroundArea(grid, toLonLat);
  const rules = { minAreaM2: plan.minAreaM2, fillHolesM2: decision.fillHolesM2 };
  const field = new StatisticsField(plan.statistics, grid);
  const meter = new RegionMeter(stack, field, plan.model.manifest.input.bands);
  const found: Region[] = [];
  const measured: MeasuredRegion[] = [];
  const measureFound = async (): Promise<void> => {
    const fresh = found.splice(0);
    if (fresh.length === 0) return;
    const runs = fresh.map((region) => region.runs);
    for (const [i, sums] of (await meter.sum(runs)).entries())
      measured.push(measuredRegion(fresh[i]!, sums, plan, field));
  };
  const dropped = { byRule: 0, belowMinArea: 0 };
  const scan = new ComponentScan(decision.diagonal, (component) => {
    const sums = sumsOf(component);
    const areaM2 = sums.pixelCount * ground.pixelM2(sums.x0, sums.y);
    const verdict = decision.judge({ ...sums, areaM2 });
    if (verdict === undefined) {
      dropped.byRule++;
      return;
    }
    for (const part of edgeConnectedParts(pixelsFrom(component, verdict.outlineRank))) {
      const region = regionOf(part, verdict.confidence, rules, grid, ground, toLonLat);
      if (region === undefined) dropped.belowMinArea++;
      else found.push(region);
    }
  });
  let observedM2 = 0;
  let unobservedM2 = 0;
  await writeProbability(plan, stack.geoTags, {
    ended,
    onRow: (y, codes, runs) => {
      const { seenM2, hiddenM2 } = ground.rowAreas(y, codes, UNOBSERVED);
      observedM2 += seenM2;
      unobservedM2 += hiddenM2;
      scan.pushRuns(y, runs);
    },
    afterRows: measureFound,
    beforeNames: async () => {
      await ended.of(plan.jobs);
      await clearTheWay(plan);
    },
  });
  scan.finish();
  await measureFound();
  const missing = plan.lookedJobs.filter((job) => !isBlockThere(job, decision.planes.length));
  const missingBlocks = missing.map(({ id }) => id);
  const missingPx = missing.reduce((sum, { block }) => sum + block.width * block.height, 0);
  const gate = await readGateRecords(plan.wantedJobs);
  // North to south, then west to east, by the first pixel.
  measured.sort((a, b) => a.runs[0]!.y - b.runs[0]!.y || a.runs[0]!.x0 - b.runs[0]!.x0);
  const runs = measured.map((region) => region.runs);
  // Side by side: both wait for the disk, and tiles are packed in other threads.
  const writing = writeFlags(plan, stack.geoTags, runs);
  const disturbances = await describe(plan, measured, field).finally(() => writing.catch(() => undefined));
  await writing;
  const summary: DetectionSummary = {
    version: DISTURBANCES_VERSION,
    model: {
      id: plan.model.manifest.id,
      version: plan.model.manifest.version,
      hash: plan.model.hash,
      runtime: plan.runtime,
      licence: plan.model.manifest.licence,
    },
    stackFingerprint: plan.stack.fingerprint,
    fingerprint: missingBlocks.length === 0 ? plan.fingerprint : `${plan.fingerprint}-partial`,
    dateBefore: plan.stack.dateBefore,
    dateAfter: plan.stack.dateAfter,
    unobservedM2: Math.round(unobservedM2),
    observedM2: Math.round(observedM2),
    counts: {
      disturbances: disturbances.length,
      droppedByRule: dropped.byRule,
      droppedBelowMinArea: dropped.belowMinArea,
      missingBlocks: missingBlocks.length,
      missingPx,
      ...(plan.outsideFocus.size > 0 && { blocksOutsideFocus: plan.outsideFocus.size }),
    },
    ...(gate !== undefined && { gate: proofOf(gate, measured) }),
    warnings: missingBlocks.length === 0 ? [] : [missingWarning(missingBlocks, missingPx)],
  };
  return { summary, disturbances };
}

/** What the windows that were run although the gate would have skipped them say about those that it skipped. */
function proofOf({ skippedPx, coldWindows, sampled }: GateSum, regions: readonly Region[]): GateProof {
  const flagged = sampled.map((w) => {
    let pixels = 0;
    for (const { runs } of regions) {
      for (const { y, x0, x1 } of runs) {
        if (y >= w.y && y < w.y + w.height) pixels += Math.max(0, Math.min(x1, w.x + w.width) - Math.max(x0, w.x));
      }
    }
    return pixels;
  });
  return gateProof({
    skippedPx,
    coldWindows,
    sampledWindows: sampled.length,
    sampledWithFlags: flagged.filter((pixels) => pixels > 0).length,
    sampledFlaggedPx: flagged.reduce((sum, pixels) => sum + pixels, 0),
  });
}

const missingWarning = (ids: readonly string[], pixels: number): StackWarning => ({
  code: 'DETECT_BLOCKS_MISSING',
  message: `${ids.length} blocks (${pixels} px) failed and count as unobserved: ${ids.slice(0, 8).join(', ')}${ids.length > 8 ? ' …' : ''}`,
  values: { blocks: ids.length, pixels },
});

/** With what the pixels under it say: taken as soon as it is whole, while other blocks are looked at. */
interface MeasuredRegion extends Region {
  readonly sums: RegionSums;
  readonly looksLike: Disturbance['looksLike'];
}

function measuredRegion(
  region: Region,
  sums: RegionSums,
  { looksLike }: DetectionPlan,
  field: StatisticsField,
): MeasuredRegion {
  const { x0, y } = region.runs[0]!;
  const features = (): number[] => kindFeatures(sums, region.runs, region.areaM2 / region.pixelCount, field.at(x0, y));
  return { ...region, sums, looksLike: looksLike ? likeliestKind(KIND_NETS, features()) : undefined };
}

async function describe(
  plan: DetectionPlan,
  measured: readonly MeasuredRegion[],
  field: StatisticsField,
): Promise<Disturbance[]> {
  const changes = await sceneChanges(
    measured.map((region) => region.runs),
    plan.stack,
    plan.stackDir,
    field,
    plan.model.manifest.input.bands,
  );
  const { shiftPx, scenes, seasonGapDays, dateBefore, dateAfter } = plan.stack;
  return measured.map((region, i): Disturbance => {
    const { sums, looksLike } = region;
    const dated = changes === undefined ? undefined : dateChange(changes[i]!);
    const context: ReasonContext = {
      lasting: dated?.lasting ?? null,
      seasonGapDays,
      shiftResidualPx: shiftPx.established ? shiftPx.residualP90 : null,
      mosaicked: scenes.before.length > 1 || scenes.after.length > 1,
      ...ringShape(region.geometry, region.pixelCount, plan.stack.grid),
    };
    return {
      id: `d${String(i + 1).padStart(6, '0')}`,
      geometry: region.geometry,
      geometryLonLat: region.geometryLonLat,
      areaM2: Math.round(region.areaM2 * 10) / 10,
      dateBefore,
      dateAfter,
      kind: 'unknown',
      kindConfidence: 0,
      confidence: Math.round(region.confidence * 1e4) / 1e4,
      meanProbability: Math.round(region.meanProbability * 1e4) / 1e4,
      peakProbability: Math.round(region.peakProbability * 1e4) / 1e4,
      evidence: regionEvidence(sums, context),
      ...(dated !== undefined && { dated }),
      ...(looksLike !== undefined && { looksLike }),
    };
  });
}

/** Blocks have served; those of failed runs stay, so that a run again does only what is missing. */
async function removeBlocks(plan: DetectionPlan, complete: boolean): Promise<void> {
  if (!existsSync(plan.outDir)) return;
  for (const name of await readdir(plan.outDir)) {
    const path = join(plan.outDir, name);
    if (name.startsWith('blocks-') && (complete || path !== plan.blocksDir))
      await rm(path, { recursive: true, force: true });
  }
}
