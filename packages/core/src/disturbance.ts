import type { IsoDate } from './dates.js';
import type { Areal } from './geometry.js';
import type { StackWarning } from './stack.js';

export const DISTURBANCES_VERSION = 1;

/** 扰动类型 of the field (domain 1.6b), with `unknown` where no classifier ran. */
export const DISTURBANCE_CLASSES = [
  'spoilGround',
  'borrowPit',
  'otherDisturbance',
  'nonProduction',
  'unknown',
] as const;
export type DisturbanceClass = (typeof DISTURBANCE_CLASSES)[number];

/** What changed ground looks like to the classifier that was trained on made-up ground: advice for a person, no category. */
export const GROUND_KINDS = ['quarry', 'spoilHeap', 'platform', 'linearWorks', 'building', 'farmOrWater'] as const;
export type GroundKind = (typeof GROUND_KINDS)[number];

/** Why a disturbance may be a false alarm (domain section 5). It lowers a score and deletes nothing. */
export const FALSE_ALARM_REASONS = [
  'farmSeason',
  'plasticFilm',
  'forestry',
  'fire',
  'waterLevel',
  'snow',
  'terrainShadow',
  'hazeEdge',
  'misregistrationEdge',
  'mosaicSeam',
  'notLasting',
] as const;
export type FalseAlarmReason = (typeof FALSE_ALARM_REASONS)[number];

/** What the pixels under a disturbance say, all means over the polygon; reflectance and indices without unit. */
export interface DisturbanceEvidence {
  readonly validShare: number;
  readonly ndviBefore: number | null;
  readonly ndviAfter: number | null;
  readonly bareSoilBefore: number | null;
  readonly bareSoilAfter: number | null;
  /** Length of the normalised change vector in robust deviations. */
  readonly changeZ: number | null;
  readonly slopeDeg: number | null;
  readonly reasons: readonly FalseAlarmReason[];
}

/** Where no pixels were looked at: found in the field, or made up. */
export const NOTHING_MEASURED: DisturbanceEvidence = {
  validShare: 1,
  ndviBefore: null,
  ndviAfter: null,
  bareSoilBefore: null,
  bareSoilAfter: null,
  changeZ: null,
  slopeDeg: null,
  reasons: [],
};

/** What one scene of a composite says of a disturbance. */
export interface SceneChange {
  readonly date: IsoDate;
  readonly period: 'before' | 'after';
  /** Difference from the first before scene, in multiples of what is usual in the scene; null where nothing was clear. */
  readonly change: number | null;
  /** Share 0..1 of the ground that the scene saw clearly. */
  readonly clearShare: number;
}

/** What the scenes of both periods say together about when ground changed. */
export interface DatedChange {
  /** Median of the changes of the after scenes that saw most of the ground. */
  readonly combined: number | null;
  /** The scene from which on every later one shows the change; null where the last one does not, or it is too weak to tell. */
  readonly firstSeen: IsoDate | null;
  /** The last scene before it that does not show it. */
  readonly lastUnchanged: IsoDate | null;
  /** The next scene after it that shows it too. */
  readonly confirmedOn: IsoDate | null;
  /** Whether the last scene shows it; null with fewer than two after scenes that saw it. */
  readonly lasting: boolean | null;
  /** By date. */
  readonly scenes: readonly SceneChange[];
}

/** One patch of changed ground, in the stack's CRS and in EPSG:4326. */
export interface Disturbance {
  /** `d000001`, numbered north to south then west to east within a run. */
  readonly id: string;
  readonly geometry: Areal;
  readonly geometryLonLat: Areal;
  readonly areaM2: number;
  readonly dateBefore: IsoDate;
  readonly dateAfter: IsoDate;
  readonly kind: DisturbanceClass;
  readonly kindConfidence: number;
  /** The model's confidence that the whole patch is changed ground, 0..1, calibrated out of fold where the model says so. */
  readonly confidence: number;
  /** Over its pixels, 0..1. */
  readonly meanProbability: number;
  readonly peakProbability: number;
  readonly evidence: DisturbanceEvidence;
  /** Where a period has several scenes. */
  readonly dated?: DatedChange;
  /** The likeliest kind of ground and its probability, 0..1; it decides nothing, and leaves out what a site's `minAreaByKind` calls too small. */
  readonly looksLike?: { readonly kind: GroundKind; readonly confidence: number };
}

/** What a set of disturbances was made from, and what was not looked at. Written as `detection.json`. */
/** The change gate's account of itself; `missedWindows` with the ends of its 95 % interval. */
export interface GateProof {
  readonly skippedPx: number;
  readonly coldWindows: number;
  /** Cold windows that were run all the same; those of them with a flagged pixel; the flagged pixels in them. */
  readonly sampledWindows: number;
  readonly sampledWithFlags: number;
  readonly sampledFlaggedPx: number;
  /** Cold windows with something in them that were not run. */
  readonly missedWindows: number;
  readonly missedWindowsLow: number;
  readonly missedWindowsHigh: number;
}

export interface DetectionSummary {
  readonly version: typeof DISTURBANCES_VERSION;
  readonly model: {
    readonly id: string;
    readonly version: string;
    readonly hash: string;
    readonly runtime: string;
    readonly licence: string;
  };
  readonly stackFingerprint: string;
  /** Hash over everything that the detection depends on. */
  readonly fingerprint: string;
  readonly dateBefore: IsoDate;
  readonly dateAfter: IsoDate;
  readonly unobservedM2: number;
  readonly observedM2: number;
  readonly counts: Readonly<Record<string, number>>;
  /** What the change gate skipped, and from a sample that was run all the same, what it missed; windows of ≤ 128 px. */
  readonly gate?: GateProof;
  readonly warnings: readonly StackWarning[];
}
