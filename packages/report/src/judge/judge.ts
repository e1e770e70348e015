import { bboxOf, geodesicAreaM2, type Areal, type Disturbance, type Lead, type Position } from '@landscar/core';
import { createTransform, loadOverlay, type Transform } from '@landscar/geodata';
import type { Footprint, FootprintSet } from '../footprints/types.js';
import { STEEP_DEG, type SteepGround } from '../focus/steep-ground.js';
import { buildFocusIndex, type FocusIndex } from '../focus/focus-index.js';
import type { County, FocusLayer, ZoneLayer } from '../focus/layer-types.js';
import { buildPlaceIndex, type PlaceIndex } from '../focus/place-index.js';
import { buildFootprintIndex, footprintsInForce } from '../match/footprint-index.js';
import { localMetric } from '../match/local-metric.js';
import { matchPatch, type MatchContext, type PatchMatch, type PatchPart } from '../match/match-patch.js';
import { interiorPosition } from '../match/planar.js';
import { reason } from '../rules/reason.js';
import { ruleSetFor } from '../rules/rule-sets.js';
import { decide, type DecideContext } from './decide.js';
import { lateralShifts, type LateralShift } from './lateral-shift.js';
import { DEFAULT_JUDGE_OPTIONS, type JudgeOptions } from './options.js';
import { priorityOf } from './priority.js';
import { largeEnough, type SmallestAreas } from './smallest-area.js';
import {
  addEarlier,
  idleFootprints,
  projectSums,
  spoilPartsOf,
  type EarlierLead,
  type ProjectSum,
} from './project-facts.js';
import { confidenceOf, evidenceOf, residualMetres, type PairFacts } from './scores.js';

export interface JudgeInput {
  readonly disturbances: readonly Disturbance[];
  /** The manifest of the stack, or these parts of it. */
  readonly stack: PairFacts;
  readonly footprints: FootprintSet | readonly Footprint[];
  readonly focus?: readonly FocusLayer[];
  readonly zones?: readonly ZoneLayer[];
  readonly counties?: readonly County[];
  /** Slopes, for the zone of 25° and more. */
  readonly steepGround?: Pick<SteepGround, 'share'>;
  /** Standing leads of earlier periods beyond the extents of these projects: they add to the project sums. */
  readonly earlier?: (projectIds: readonly string[]) => Promise<readonly EarlierLead[]>;
  /** `auto` or the id of a rule set. */
  readonly rules?: string;
  /** Smaller disturbances are counted and left out; without it none is: what a person draws is never too small. */
  readonly smallest?: SmallestAreas;
  readonly options?: Partial<JudgeOptions>;
}

export interface JudgeResult {
  /** In the order of the disturbances. `id` is `disturbance/part` and `patchNo` empty until the register gives them. */
  readonly leads: Lead[];
  readonly ruleSet: string;
  /** Disturbances left out, by reason. */
  readonly left: Readonly<Record<string, number>>;
}

/** Patches between two turns of the event loop. */
const TURN = 5_000;

interface Judging {
  readonly match: MatchContext;
  readonly decide: DecideContext;
  readonly focus: FocusIndex;
  readonly places: PlaceIndex;
  readonly options: JudgeOptions;
  readonly pair: PairFacts;
  readonly toStack: Transform;
  readonly worked: ReadonlySet<string>;
  readonly sums: ReadonlyMap<string, ProjectSum>;
}

/** Matches disturbances with approved footprints and judges them by the rule set in force at the after date. */
export async function judge(input: JudgeInput): Promise<JudgeResult> {
  const options: JudgeOptions = { ...DEFAULT_JUDGE_OPTIONS, ...input.options };
  const footprints = 'footprints' in input.footprints ? input.footprints.footprints : input.footprints;
  const rules = ruleSetFor(input.rules ?? 'auto', input.stack.dateAfter);
  const overlay = await loadOverlay();
  const focusLayers = input.focus ?? [];
  const isLarge =
    input.smallest === undefined
      ? () => true
      : largeEnough(input.smallest, focusLayers, localMetric(centreOf(input.disturbances)));
  // What does not count adds to no sum either.
  const disturbances = input.disturbances.filter((d) => isLarge(d));
  const plane = localMetric(centreOf(disturbances));
  const index = buildFootprintIndex(
    footprints,
    input.stack.dateAfter,
    residualMetres(input.stack, options.unknownResidualPx),
    plane,
    overlay,
  );
  const match: MatchContext = { index, plane, overlay, minOverlapM2: options.minOverlapM2 };
  const matched: { d: Disturbance; patch: PatchMatch }[] = [];
  for (const [n, d] of disturbances.entries()) {
    // What GDAL held is given back between turns of the event loop only: without them it would all stay.
    if (n % TURN === TURN - 1) await new Promise((resolve) => setImmediate(resolve));
    matched.push({ d, patch: matchPatch(d.geometryLonLat, match) });
  }
  const inForce = footprintsInForce(footprints, input.stack.dateAfter);
  const patches = matched.map(({ patch }) => patch);
  const sums = projectSums(patches, inForce);
  const outside = [...sums].flatMap(([id, { outsideM2 }]) => (outsideM2 > 0 ? [id] : []));
  if (input.earlier !== undefined && outside.length > 0) addEarlier(sums, await input.earlier(outside), patches, match);
  const limitM = rules.thresholds.lateralShiftM;
  const laterals =
    limitM === null
      ? new Map<number, LateralShift>()
      : lateralShifts(unmatchedOf(matched), inForce, plane, { limitM, reachM: Math.max(limitM, options.relocationM) });
  const judging: Judging = {
    match,
    options,
    sums,
    decide: { rules, options, index, spoilParts: spoilPartsOf(inForce) },
    focus: buildFocusIndex(focusLayers, plane),
    places: buildPlaceIndex(input.counties ?? [], input.zones ?? [], plane, overlay),
    pair: input.stack,
    toStack: await createTransform('EPSG:4326', input.stack.grid.crs),
    worked: new Set(sums.keys()),
  };
  const leads: Lead[] = [];
  for (const [n, { d, patch }] of matched.entries()) {
    const steepRatio = (await input.steepGround?.share(d.geometryLonLat)) ?? 0;
    const more = { lateral: laterals.get(n) ?? null, steepRatio };
    leads.push(...patch.parts.map((part, i) => makeLead(d, patch, part, i, judging, more)));
  }
  const belowMinimumArea = input.disturbances.length - disturbances.length;
  return { leads, ruleSet: rules.id, left: { belowMinimumArea } };
}

function makeLead(
  d: Disturbance,
  patch: PatchMatch,
  part: PatchPart,
  number: number,
  j: Judging,
  { lateral, steepRatio }: { readonly lateral: LateralShift | null; readonly steepRatio: number },
): Lead {
  const { plane } = j.match;
  const metres = part.partMetres ?? patch.metres;
  const geometryLonLat: Areal = part.partMetres === null ? d.geometryLonLat : plane.lonLat(part.partMetres);
  const areaM2 = part.partMetres === null ? d.areaM2 : geodesicAreaM2(geometryLonLat);
  const centre = interiorPosition(metres);
  const centroidLonLat = plane.toLonLat(centre);
  const box = bboxOf(geometryLonLat);
  const verdict = decide(
    {
      disturbance: d,
      part,
      areaM2,
      centre: centroidLonLat,
      idleNear: part.match === null ? idleFootprints(metres, box, d, areaM2, j.match, j.worked, j.decide) : [],
      approvedLater:
        part.match === null
          ? j.match.index
              .approvedLater(box)
              .flatMap((p) => (j.match.overlay.intersect(p.metres(), metres) === null ? [] : [p.footprint]))
          : [],
      lateral: part.match === null ? lateral : null,
    },
    j.decide,
  );
  const { tags, reasons } = verdict;
  const sum = verdict.project === null ? undefined : j.sums.get(verdict.project.id);
  const limitRatio = j.decide.rules.thresholds.majorChangeRatio;
  if (
    verdict.category === 'suspectedBeyondExtent' &&
    sum !== undefined &&
    limitRatio !== null &&
    sum.outsideM2 + sum.earlierM2 >= limitRatio * sum.approvedM2
  ) {
    const project = verdict.project?.name ?? '';
    const sumM2 = sum.outsideM2 + sum.earlierM2;
    tags.push('majorChange');
    reasons.push(
      reason('rule.majorChange', {
        project,
        sumM2,
        approvedM2: sum.approvedM2,
        ratio: sumM2 / sum.approvedM2,
        limitRatio,
      }),
    );
    if (sum.earlierLeads > 0)
      reasons.push(reason('rule.earlierOutside', { project, earlierM2: sum.earlierM2, leads: sum.earlierLeads }));
  }
  if (patch.parts.length > 1) {
    tags.push('multipleProjects');
    reasons.push(reason('rule.split', { parent: d.id, parts: patch.parts.length }));
  }
  const zones = [...j.places.zones(metres, box)];
  if (steepRatio >= j.options.minSteepRatio) {
    zones.push(`steepGround:≥${STEEP_DEG}°`);
    reasons.push(reason('rule.steepGround', { ratio: steepRatio, degrees: STEEP_DEG }));
  }
  const focusHits = j.focus.near(metres, centre);
  const draft = {
    id: `${d.id}/${number + 1}`,
    patchNo: '',
    disturbanceId: d.id,
    parentDisturbanceId: patch.parts.length > 1 ? d.id : null,
    geometry: part.partMetres === null ? d.geometry : j.toStack.geometry(geometryLonLat),
    geometryLonLat,
    centroidLonLat,
    areaM2,
    outsideM2: part.match === null ? areaM2 : Math.min(areaM2, part.outsideM2),
    category: verdict.category,
    tags,
    ruleSet: j.decide.rules.id,
    rule: verdict.rule,
    reasons,
    confidence: confidenceOf(d),
    evidence: evidenceOf(d, j.pair),
    ruleCertainty: verdict.ruleCertainty,
    project: verdict.project,
    nearbyProjects: distinct(verdict.nearby),
    focus: focusHits.map(({ kind, name, distanceM, chainageM, side }) => ({ kind, name, distanceM, chainageM, side })),
    zones: zones.sort(),
    county: j.places.county(centroidLonLat, metres, box),
    change: 'new',
    status: 'candidate',
    dateBefore: d.dateBefore,
    dateAfter: d.dateAfter,
    kind: d.kind,
    kindConfidence: d.kindConfidence,
    ...(d.looksLike !== undefined && { looksLike: d.looksLike }),
    ...(d.dated !== undefined && { dated: d.dated }),
    detection: d.evidence,
  } as const;
  const focusPriority = Math.max(0, ...focusHits.map((h) => h.priority));
  return { ...draft, priority: priorityOf({ ...draft, focusPriority }, j.options.priority) };
}

const distinct = <T extends { id: string }>(list: readonly T[]): T[] => [
  ...new Map(list.map((item) => [item.id, item])).values(),
];

/** The middle of all patches: the local plane is truest there. Without any, the centre of Jincheng. */
function centreOf(disturbances: readonly Disturbance[]): Position {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const d of disturbances) {
    const box = bboxOf(d.geometryLonLat);
    [minX, minY, maxX, maxY] = [
      Math.min(minX, box[0]),
      Math.min(minY, box[1]),
      Math.max(maxX, box[2]),
      Math.max(maxY, box[3]),
    ];
  }
  return Number.isFinite(minX) ? [(minX + maxX) / 2, (minY + maxY) / 2] : [112.75, 35.6];
}

/** Outlines of the patches that no approved outline meets, by their number. */
function unmatchedOf(matched: readonly { readonly patch: PatchMatch }[]): Map<number, Areal> {
  return new Map(
    matched.flatMap(({ patch }, n): [number, Areal][] =>
      patch.parts.every((p) => p.match === null) ? [[n, patch.metres]] : [],
    ),
  );
}
