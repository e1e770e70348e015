import type { Areal, Geometry } from '@landscar/core';

/** 高速公路, 铁路, 河流, 矿山 or any other: where a disturbance counts more. Lengths m, areas m². */
export interface FocusSource {
  readonly kind: string;
  readonly file: string;
  readonly layer?: string;
  readonly bufferM: number;
  readonly minAreaM2?: number;
  /** 0..10. */
  readonly priority?: number;
  /** Field with the name of the corridor. */
  readonly name?: string;
  /** Chainage of the first vertex, K0+000 by default. */
  readonly startChainageM?: number;
}

export interface FocusFeature {
  readonly name: string;
  readonly geometryLonLat: Geometry;
}

export interface FocusLayer {
  readonly kind: string;
  readonly bufferM: number;
  readonly minAreaM2: number | null;
  readonly priority: number;
  readonly startChainageM: number;
  readonly features: readonly FocusFeature[];
}

/** 水源地, 生态红线, 重点预防区 … */
export interface ZoneSource {
  readonly kind: string;
  readonly file: string;
  readonly layer?: string;
  /** Field with the name of the zone. */
  readonly name?: string;
}

export interface ZoneLayer {
  readonly kind: string;
  readonly features: readonly { readonly name: string; readonly geometryLonLat: Areal }[];
}

export interface CountySource {
  readonly file: string;
  readonly layer?: string;
  /** Fields with the code of six digits and the name. */
  readonly code: string;
  readonly name: string;
}

export interface County {
  readonly code: string;
  readonly name: string;
  readonly geometryLonLat: Areal;
}
