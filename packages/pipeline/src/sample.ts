import { resolve } from 'node:path';
import { m2ToHa } from '@landscar/core';
import { writeWhole } from '@landscar/geodata';
import {
  drawNonLeadPoints,
  drawSample,
  estimateFromSample,
  readSampleXlsx,
  sampleXlsx,
  type ReadSample,
  type SampleEstimate,
} from '@landscar/report';
import { openRun, type RunCall } from './open-run.js';

export interface DrawCall extends RunCall {
  readonly perStratum: number;
  /** Points in observed ground outside of leads. */
  readonly points: number;
  readonly seed: string;
  readonly out: string;
}

/** Draws places to check from a run, leads by category and points outside of them, as a sheet. */
export async function drawRunSample(call: DrawCall): Promise<{ readonly out: string; readonly items: number }> {
  const { leads, detectionDir, record, lang } = await openRun(call);
  const points = await drawNonLeadPoints(detectionDir, record.stack.grid, call.points, call.seed);
  const sample = drawSample(leads, points, { seed: call.seed, perStratum: call.perStratum });
  const leadsHa = m2ToHa(leads.reduce((sum, lead) => sum + lead.areaM2, 0));
  const out = resolve(call.out);
  await writeWhole(out, await sampleXlsx(sample, Math.max(0, record.observedHa - leadsHa), record.info, lang));
  return { out, items: sample.items.length };
}

/** Precision and missed area, with intervals, from a checked sheet. */
export async function estimateSample(
  sheet: string,
): Promise<SampleEstimate & { readonly unreadable: ReadSample['unreadable'] }> {
  const { sample, checked, outsideHa, unreadable } = await readSampleXlsx(resolve(sheet));
  return { ...estimateFromSample(sample, checked, outsideHa), unreadable };
}
