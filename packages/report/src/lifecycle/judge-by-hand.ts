import {
  geodesicAreaM2,
  NOTHING_MEASURED,
  type Areal,
  type Disturbance,
  type IsoDate,
  type Lead,
} from '@landscar/core';
import { judge, type JudgeInput } from '../judge/judge.js';
import type { PairFacts } from '../judge/scores.js';
import type { RegisterDb } from '../register/connect.js';
import { earlierLeads } from '../register/earlier-leads.js';
import type { JudgeAgain } from './redraw.js';

/** What an outline drawn by a person is judged by: the same as the leads of a scan, the other leads of its projects included, but without imagery. */
export type HandSources = Pick<JudgeInput, 'footprints' | 'focus' | 'zones' | 'counties' | 'rules' | 'options'>;

/** An outline drawn on the screen or walked with a phone is taken to be off by so much (ours, no standard). */
const HAND_ACCURACY_M = 5;

export interface FieldFind {
  readonly outline: Areal;
  /** Last day on which the ground is known to have been untouched, and the day of the find. */
  readonly dateBefore: IsoDate;
  readonly dateAfter: IsoDate;
  readonly kind: Disturbance['kind'];
}

/** A lead found in the field: one lead a project that it meets. No model has seen it, so its confidence says that. */
export async function judgeFieldFind(find: FieldFind, sources: HandSources, register: RegisterDb): Promise<Lead[]> {
  const { outline, dateBefore, dateAfter, kind } = find;
  const leads = await judgeOne(
    {
      id: 'field',
      geometry: outline,
      geometryLonLat: outline,
      areaM2: geodesicAreaM2(outline),
      dateBefore,
      dateAfter,
      kind,
      kindConfidence: 1,
      confidence: 1,
      meanProbability: 1,
      peakProbability: 1,
      evidence: NOTHING_MEASURED,
    },
    sources,
    register,
    '',
  );
  const seen = { value: 1, lowered: [{ key: 'confidence.field', values: {} }] };
  return leads.map((lead) => ({ ...lead, geometry: lead.geometryLonLat, confidence: seen, evidence: seen }));
}

/** Judges a lead again whose outline was changed: what the rules say is new, what the imagery said stays. */
export function judgeAgainWith(sources: HandSources): JudgeAgain {
  return async (lead, register) => {
    const disturbance: Disturbance = {
      id: lead.disturbanceId,
      geometry: lead.geometryLonLat,
      geometryLonLat: lead.geometryLonLat,
      areaM2: lead.areaM2,
      dateBefore: lead.dateBefore,
      dateAfter: lead.dateAfter,
      kind: lead.kind,
      kindConfidence: lead.kindConfidence,
      confidence: lead.confidence.value,
      meanProbability: lead.confidence.value,
      peakProbability: lead.confidence.value,
      evidence: lead.detection,
      ...(lead.looksLike !== undefined && { looksLike: lead.looksLike }),
      ...(lead.dated !== undefined && { dated: lead.dated }),
    };
    const parts = await judgeOne(disturbance, sources, register, lead.id);
    // A person's outline is not split again by footprint: the part with most ground speaks for it.
    const main = parts.reduce((a, b) => (b.areaM2 > a.areaM2 ? b : a));
    const { category, tags, ruleSet, rule, reasons, ruleCertainty, project, nearbyProjects, focus, zones } = main;
    const outsideM2 = parts.reduce((sum, p) => sum + p.outsideM2, 0);
    return {
      ...lead,
      ...{ category, tags, ruleSet, rule, reasons, ruleCertainty, project, nearbyProjects, focus, zones, outsideM2 },
      priority: main.priority,
      county: main.county ?? lead.county,
    };
  };
}

/** `eventId` is its own, '' where it has none yet. */
async function judgeOne(
  disturbance: Disturbance,
  sources: HandSources,
  register: RegisterDb,
  eventId: string,
): Promise<Lead[]> {
  // Whether an approved place nearby is idle cannot be told without the whole run: no 疑似建设地点变更 from here.
  const options = { ...sources.options, relocationM: 0 };
  const { leads } = await judge({
    ...sources,
    disturbances: [disturbance],
    stack: handPair(disturbance),
    earlier: (projectIds) => earlierLeads(register, projectIds, disturbance.dateAfter, eventId),
    options,
  });
  return leads;
}

function handPair({ dateBefore, dateAfter }: Disturbance): PairFacts {
  return {
    grid: { crs: 'EPSG:4326', originX: 0, originY: 0, pixelWidth: 1, pixelHeight: 1, width: 1, height: 1 },
    shiftPx: { dx: 0, dy: 0, residualMedian: 1, residualP90: 1, blocks: 0, established: true },
    pixelSizeM: HAND_ACCURACY_M,
    seasonGapDays: 0,
    dateBefore,
    dateAfter,
  };
}
