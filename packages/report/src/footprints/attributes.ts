import { parseDate, type IsoDate } from '@landscar/core';
import type { FieldMatch, FootprintField } from './field-aliases.js';
import type { ProblemCode } from './problem-words.js';
import type { FootprintKind } from './types.js';

export interface Attributes {
  readonly name: string | null;
  readonly projectId: string | null;
  readonly approvalNumber: string | null;
  readonly developer: string | null;
  readonly projectType: string | null;
  readonly authority: string | null;
  readonly approvalDate: IsoDate | null;
  readonly startDate: IsoDate | null;
  readonly validFrom: IsoDate | null;
  readonly validTo: IsoDate | null;
  readonly statedAreaHa: number | null;
  readonly part: string | null;
  readonly kind: FootprintKind | null;
  readonly rightOfWayM: number | null;
  readonly lon: number | null;
  readonly lat: number | null;
  readonly countyText: string | null;
  readonly accuracyM: number | null;
  readonly marks: readonly string[];
}

export type Report = (code: ProblemCode, values: Readonly<Record<string, string | number>>) => void;

/** The attributes of one record; what cannot be read is reported and left null, the rest goes in. */
export function readAttributes(
  raw: Readonly<Record<string, unknown>>,
  { fields }: FieldMatch,
  report: Report,
): Attributes {
  const text = (field: FootprintField): string | null => {
    const name = fields[field];
    const value = name === undefined ? undefined : raw[name];
    if (typeof value !== 'string' && typeof value !== 'number') return null;
    const clean = String(value).trim();
    return clean === '' ? null : clean;
  };
  const date = (field: FootprintField): IsoDate | null => {
    const value = text(field);
    if (value === null) return null;
    try {
      return parseDate(value, field);
    } catch {
      report('DATE_INVALID', { field: fields[field] ?? field, text: value });
      return null;
    }
  };
  const number = (field: FootprintField): number | null => {
    const value = text(field);
    if (value === null) return null;
    const parsed = Number(value.replace(/,/gu, ''));
    if (Number.isFinite(parsed)) return parsed;
    report('NUMBER_INVALID', { field: fields[field] ?? field, text: value });
    return null;
  };
  const degrees = (field: 'lon' | 'lat'): number | null => {
    const sexagesimal = degreesOf(text(field) ?? '');
    return sexagesimal ?? number(field);
  };
  const areaMu = number('areaMu');
  const attributes: Attributes = {
    name: text('name'),
    projectId: text('projectId'),
    approvalNumber: text('approvalNumber'),
    developer: text('developer'),
    projectType: text('projectType'),
    authority: text('authority'),
    approvalDate: date('approvalDate'),
    startDate: date('startDate'),
    validFrom: date('validFrom'),
    validTo: date('validTo'),
    statedAreaHa:
      text('part') === null ? (number('areaHa') ?? (areaMu === null ? null : areaMu / 15)) : number('partAreaHa'),
    part: text('part'),
    kind: kindOf(text('kind')),
    rightOfWayM: number('rightOfWayM'),
    lon: degrees('lon'),
    lat: degrees('lat'),
    countyText: text('county'),
    accuracyM: number('accuracyM'),
    marks: text('marks')?.split(';') ?? [],
  };
  const damaged = [attributes.name, attributes.developer].find((t) => t !== null && isDamaged(t));
  if (damaged !== undefined && damaged !== null) report('ENCODING_LOST', { text: damaged });
  return attributes;
}

/** 112°48′36″, 112°48'36", 112度48分36秒, with or without seconds; null for anything else. */
function degreesOf(text: string): number | null {
  const found =
    /^[EN东北]?\s*(\d{1,3})\s*[°度]\s*(\d{1,2})\s*['′’分]\s*(?:(\d{1,2}(?:\.\d+)?)\s*(?:["″”秒]|'')?)?\s*[EN]?$/u.exec(
      text.normalize('NFC'),
    );
  if (found === null) return null;
  const [minutes, seconds] = [Number(found[2]), Number(found[3] ?? 0)];
  return minutes < 60 && seconds < 60 ? Number(found[1]) + minutes / 60 + seconds / 3600 : null;
}

/** 示意性范围 is a legal value of 矢量化类型 (domain 1.6b). */
function kindOf(text: string | null): FootprintKind | null {
  if (text === null) return null;
  if (/示意|schematic/iu.test(text)) return 'schematic';
  if (/责任范围|红线|extent/iu.test(text)) return 'extent';
  if (/线位|中心线|^line$/iu.test(text)) return 'line';
  return /名录|未上图|^list$/iu.test(text) ? 'list' : null;
}

// Replacement characters, their GBK reading (锟斤拷), and UTF-8 read as Latin-1 or GBK.
const isDamaged = (text: string): boolean =>
  /\uFFFD|锟斤拷|[ÃÂ][\u0080-¿]|(?:[鐨鍦鍩閰椤鍥鐢鏉鏅宸鐮]\p{Script=Han}){2}/u.test(text);
