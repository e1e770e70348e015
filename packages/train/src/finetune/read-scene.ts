import type { Grid } from '@landscar/core';
import type { FeatureChoice, ModelManifest } from '@landscar/detect';
import { openStack, readRaster } from '@landscar/geodata';
import { planesOfStack, type FeaturePlanes } from '../data/feature-planes.js';
import type { CropSource } from '../data/load-place.js';
import { readDecidedLeads, type DecidedLead } from './decided-leads.js';

interface SceneLessons {
  readonly source: CropSource;
  readonly leads: readonly DecidedLead[];
  readonly undecided: number;
  readonly outside: number;
}

/** Crops of a scene with its decided leads as labels; the leads of the exam are not among them. */
export async function readScene(
  scene: { readonly stack: string; readonly leads: string },
  { input }: ModelManifest,
): Promise<SceneLessons> {
  const { planes, observed, grid } = await planesOf(scene.stack, input);
  const read = await readDecidedLeads(scene.leads, grid);
  const [changed, weight] = [new Uint8Array(observed.length), new Uint8Array(observed.length)];
  const positives: number[] = [];
  for (const lead of read.leads.filter((one) => !one.exam)) {
    for (const i of lead.pixels) {
      if (observed[i] !== 1) continue;
      changed[i] = lead.accepted ? 1 : 0;
      weight[i] = 1;
      positives.push(i);
    }
  }
  return { ...read, source: sourceOf(planes, changed, weight, positives) };
}

/** Crops of a place without any label, mostly around what the old model flags there. */
export async function rehearsal(
  place: { readonly stack: string },
  { input }: ModelManifest,
  flagsFile: string,
): Promise<CropSource> {
  const { planes } = await planesOf(place.stack, input);
  const flags = (await readRaster(flagsFile)).bands[0]!;
  const positives: number[] = [];
  for (let i = 0; i < flags.length; i++) if (flags[i] === 1) positives.push(i);
  return sourceOf(planes, new Uint8Array(flags.length), new Uint8Array(flags.length), positives);
}

/** The longest side of crops that fit. */
export const smallestSide = ({ views }: CropSource): number => {
  const { width, height } = views.get('plain')!.planes;
  return 8 * Math.floor(Math.min(width, height) / 8);
};

function sourceOf(
  planes: FeaturePlanes,
  changed: Uint8Array,
  weight: Uint8Array,
  positives: readonly number[],
): CropSource {
  const truth = { changed, weight, positives: Uint32Array.from(positives) };
  const areaPx = planes.width * planes.height;
  return {
    negative: false,
    areaPx,
    views: new Map([['plain', { planes, truth }]]),
    nulls: [],
    made: [],
    nuisances: [],
  };
}

async function planesOf(
  dir: string,
  choice: FeatureChoice,
): Promise<{ planes: FeaturePlanes; observed: Uint8Array; grid: Grid }> {
  const stack = await openStack(dir);
  try {
    return { ...(await planesOfStack(stack, choice)), grid: stack.manifest.grid };
  } finally {
    await stack.close();
  }
}
