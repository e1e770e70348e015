import { VALIDITY_BITS } from '@landscar/core';

const { noData, cloud, shadow, saturated, snow } = VALIDITY_BITS;

/** What a product's own quality band says, and whether it also knows shadow (without that, shadow is looked for). */
export interface QualityTable {
  readonly id: string;
  /** Names in products and in band descriptions, upper case. */
  readonly aliases: readonly string[];
  readonly knowsShadow: boolean;
  /** Validity bits of one number of the band. */
  readonly bits: (value: number) => number;
}

/** From this probability on Sen2Cor's number counts as cloud: a choice, not a definition. */
const CLOUD_PERCENT = 40;
const when = (condition: boolean, bit: number): number => (condition ? bit : 0);
const has = (value: number, bit: number): boolean => (value & (1 << bit)) !== 0;

/** Scene classes 0..11 of Sen2Cor (Sentinel-2 PSD 14.9, SCL): 2 dark, 4 green, 5 bare, 6 water, 7 unclassified are clear. */
const SCENE_CLASS = [noData, saturated, 0, shadow, 0, 0, 0, 0, cloud, cloud, cloud, snow] as const;

export const QUALITY_BANDS: readonly QualityTable[] = [
  { id: 'scl', aliases: ['SCL'], knowsShadow: true, bits: (v) => SCENE_CLASS[v] ?? 0 },
  {
    // Bits 10 opaque cloud, 11 cirrus (Sentinel-2 PSD 13; Earth Engine's QA60).
    id: 'qa60',
    aliases: ['QA60'],
    knowsShadow: false,
    bits: (v) => when(has(v, 10) || has(v, 11), cloud),
  },
  {
    id: 'cldprb',
    aliases: ['CLDPRB', 'MSK_CLDPRB', 'CLD'],
    knowsShadow: false,
    bits: (v) => when(v >= CLOUD_PERCENT, cloud),
  },
  {
    // USGS, Landsat 8-9 Collection 2 Level 2 Science Product Guide (LSDS-1619), table 6-2.
    id: 'qa_pixel',
    aliases: ['QA_PIXEL'],
    knowsShadow: true,
    bits: (v) =>
      when(has(v, 0), noData) |
      when(has(v, 1) || has(v, 2) || has(v, 3), cloud) |
      when(has(v, 4), shadow) |
      when(has(v, 5), snow),
  },
  {
    // Collection 1 (LSDS-1368, table 7-2): 3 cloud shadow, 4 snow, 5 cloud.
    id: 'pixel_qa',
    aliases: ['PIXEL_QA'],
    knowsShadow: true,
    bits: (v) => when(has(v, 0), noData) | when(has(v, 5), cloud) | when(has(v, 3), shadow) | when(has(v, 4), snow),
  },
];

export const qualityByName = (name: string): QualityTable | undefined =>
  QUALITY_BANDS.find((q) => q.id === name.toLowerCase() || q.aliases.includes(name.toUpperCase()));
