import type { Areal, IsoDate, Linear, Position, ProjectRef } from '@landscar/core';

/** extent 防治责任范围, schematic 示意性范围, line (buffered by its right-of-way), list (no polygon). */
export const FOOTPRINT_KINDS = ['extent', 'schematic', 'line', 'list'] as const;
export type FootprintKind = (typeof FOOTPRINT_KINDS)[number];

/** A file of approved footprints, or a list of projects. Lengths in m. */
export interface FootprintSource {
  readonly file: string;
  readonly layer?: string;
  readonly kind?: FootprintKind;
  /** Our field name to the file's; others are found by their usual names. */
  readonly fields?: Readonly<Record<string, string>>;
  readonly encoding?: string;
  /** Where the file states none. Wins over detection, not over a .prj. */
  readonly crs?: string;
  /** How far the outline may be off; default 5 m. */
  readonly accuracyM?: number;
  /** Of a file in degrees; GCJ-02 is turned back only when told here. */
  readonly datum?: 'wgs84' | 'gcj02';
  /** Full width of the right-of-way of a line, where the record gives none. */
  readonly rightOfWayM?: number;
}

/** One approved outline, or one part (组成部分) of it, or a listed project without one. */
export interface Footprint {
  /** `file#number`. */
  readonly id: string;
  readonly project: ProjectRef;
  readonly kind: FootprintKind;
  /** Null for a listed project. */
  readonly geometryLonLat: Areal | null;
  /** The line as it was drawn, of kind `line`. */
  readonly lineLonLat?: Linear;
  /** Where a listed project lies, if its record says so. */
  readonly position: Position | null;
  /** Geodesic; null without an outline. */
  readonly areaM2: number | null;
  readonly statedAreaM2: number | null;
  readonly accuracyM: number;
  readonly rightOfWayM: number | null;
  /** 组成部分, such as 弃渣场. */
  readonly part: string | null;
  readonly developer: string | null;
  readonly projectType: string | null;
  readonly authority: string | null;
  readonly approvalDate: IsoDate | null;
  readonly startDate: IsoDate | null;
  /** First and last day on which this version holds; null is open. */
  readonly validFrom: IsoDate | null;
  readonly validTo: IsoDate | null;
  readonly countyText: string | null;
  /** What lowers trust in it: `repaired`, `crsDetected:EPSG:4546`, `gcj02`. */
  readonly marks: readonly string[];
}

export interface FootprintProblem {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly file: string;
  /** Number of the feature or row, from 1; null for the file. */
  readonly feature: number | null;
  readonly message: string;
}

export interface FootprintSet {
  readonly footprints: readonly Footprint[];
  readonly problems: readonly FootprintProblem[];
}
