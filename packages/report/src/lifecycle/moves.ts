/** The states of a lead (domain 1.9): 候选 剔除 待复核 已下发 已复核 认定 查处 整改核查 销号, and aside 撤销 归档. */
export const LEAD_STATES = [
  'candidate',
  'rejected',
  'pendingReview',
  'issued',
  'reviewed',
  'determined',
  'enforcing',
  'rectifying',
  'closed',
  'withdrawn',
  'archived',
] as const;
export type LeadState = (typeof LEAD_STATES)[number];

/** Why a candidate is no lead: the 19 reasons of MapBiomas Alerta, adapted (domain section 5). */
export const REJECTION_REASONS = [
  'farmSeason',
  'forestry',
  'fire',
  'shadow',
  'imageQuality',
  'cloud',
  'misregistration',
  'duplicate',
  'belowMinimumArea',
  'disturbedBefore',
  'waterLevel',
  'facilityFarming',
  'snow',
  'other',
] as const;

/** 认定: the values that only a person's record can give. */
export const DETERMINATIONS = ['compliant', 'violation', 'nonProduction', 'exempt'] as const;
export type Determination = (typeof DETERMINATIONS)[number];

/** 查处: what was done. */
export const MEASURES = ['rectificationNotice', 'caseFiled'] as const;
export type Measure = (typeof MEASURES)[number];

export interface Move {
  readonly from: LeadState;
  readonly to: LeadState;
  /** What must come with it. `secondPerson`: not the one who brought the lead to `from`. */
  readonly needs: readonly ('why' | 'evidence' | 'determination' | 'measure' | 'secondPerson')[];
  /** Only after this determination. */
  readonly after?: readonly Determination[];
}

/** Every move that is allowed; all others are refused. */
export const MOVES: readonly Move[] = [
  { from: 'candidate', to: 'rejected', needs: ['why'] },
  { from: 'candidate', to: 'pendingReview', needs: [] },
  { from: 'pendingReview', to: 'rejected', needs: ['why'] },
  { from: 'pendingReview', to: 'issued', needs: ['secondPerson'] },
  { from: 'issued', to: 'reviewed', needs: ['evidence'] },
  { from: 'reviewed', to: 'determined', needs: ['why', 'determination', 'secondPerson'] },
  { from: 'determined', to: 'enforcing', needs: ['measure'], after: ['violation'] },
  { from: 'determined', to: 'closed', needs: ['why'], after: ['compliant', 'nonProduction', 'exempt'] },
  { from: 'enforcing', to: 'rectifying', needs: [] },
  { from: 'rectifying', to: 'enforcing', needs: ['why'] },
  { from: 'rectifying', to: 'closed', needs: ['why', 'evidence', 'secondPerson'] },
  { from: 'pendingReview', to: 'withdrawn', needs: ['why'] },
  { from: 'issued', to: 'withdrawn', needs: ['why', 'secondPerson'] },
  { from: 'reviewed', to: 'withdrawn', needs: ['why', 'secondPerson'] },
  { from: 'rejected', to: 'archived', needs: [] },
  { from: 'closed', to: 'archived', needs: [] },
  { from: 'withdrawn', to: 'archived', needs: [] },
  { from: 'rejected', to: 'candidate', needs: ['why'] },
  { from: 'withdrawn', to: 'candidate', needs: ['why'] },
  { from: 'closed', to: 'candidate', needs: ['why'] },
  { from: 'archived', to: 'candidate', needs: ['why'] },
];

export const movesFrom = (state: string): LeadState[] => MOVES.filter((m) => m.from === state).map((m) => m.to);
