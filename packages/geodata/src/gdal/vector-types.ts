import type { Geometry } from '@landscar/core';

export type FieldValue = string | number | null;

export interface VectorField {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'real' | 'date' | 'other';
  /** Bytes for a shapefile, 0 where free. */
  readonly width: number;
  readonly precision?: number;
}

export interface VectorFeature {
  /** Place in the layer, from 1: how a feature without a name is called. */
  readonly number: number;
  /** Null where the record has no geometry. */
  readonly geometry: Geometry | null;
  readonly properties: Readonly<Record<string, FieldValue>>;
}

export interface VectorLayer {
  readonly path: string;
  readonly name: string;
  /** `EPSG:4546`, WKT, or null where the file states none. */
  readonly crs: string | null;
  /** Encoding of the attribute texts and how it was found. */
  readonly encoding: string;
  readonly encodingReason: string;
  readonly fields: readonly VectorField[];
  readonly features: readonly VectorFeature[];
  /** Records that could not be held as they are, by reason: nothing is lost without being counted. */
  readonly left: Readonly<Record<string, number>>;
}

/** A layer to write. Fields not listed in a feature's properties are null. */
export interface VectorLayerSpec {
  readonly name: string;
  readonly crs: string;
  readonly fields: readonly VectorField[];
  readonly features: readonly Pick<VectorFeature, 'geometry' | 'properties'>[];
  /** Where the layer has no feature: which kind of geometry it would hold. */
  readonly geometryType?: 'Polygon' | 'LineString' | 'Point' | 'MultiPolygon';
}
