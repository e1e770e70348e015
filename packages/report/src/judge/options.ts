/**
 * What the judging may be told. None of it is rule text: the technical rule of 2018 (17号) could not be read, so
 * tolerances are configuration, as minimum areas are (`smallest-area.ts`) (domain 1.4, 1.11). Areas m², lengths m, ratios 0..1.
 */
export interface JudgeOptions {
  /** Outside of the outline less than this is within the drawing accuracy. */
  readonly minOutsideM2: number;
  /** … and less than this share of the patch, unless it is more than `sureOutsideM2`. */
  readonly minOutsideRatio: number;
  readonly sureOutsideM2: number;
  /** A smaller overlap of patch and outline is a touch. */
  readonly minOverlapM2: number;
  /** How far an approved place that shows no work may be for 疑似建设地点变更. */
  readonly relocationM: number;
  /** From this share of steep ground on a lead lies in the zone of slopes ≥ 25°. */
  readonly minSteepRatio: number;
  /** How near a listed project without outline must be for 待关联. */
  readonly listNearM: number;
  /** The registration residual where none could be measured, pixels. */
  readonly unknownResidualPx: number;
  readonly priority: PriorityWeights;
}

/** Weights of the six terms of the priority, each 0..1; see `priority.ts`. */
export interface PriorityWeights {
  readonly category: number;
  readonly size: number;
  readonly focus: number;
  readonly zone: number;
  readonly growth: number;
  readonly evidence: number;
}

export const DEFAULT_JUDGE_OPTIONS: JudgeOptions = {
  minOutsideM2: 500,
  minOutsideRatio: 0.05,
  sureOutsideM2: 5_000,
  minOverlapM2: 100,
  relocationM: 1_000,
  minSteepRatio: 0.1,
  listNearM: 500,
  unknownResidualPx: 2,
  priority: { category: 0.3, size: 0.2, focus: 0.15, zone: 0.1, growth: 0.05, evidence: 0.2 },
};
