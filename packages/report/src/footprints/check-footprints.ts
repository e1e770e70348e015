import Flatbush from 'flatbush';
import { bboxOf } from '@landscar/core';
import { loadOverlay } from '@landscar/geodata';
import { localMetric, planarAreaM2 } from '../match/local-metric.js';
import { problemText, type ProblemCode } from './problem-words.js';
import {
  defaultReadContext,
  readFootprintFile,
  type FeatureReading,
  type FileReading,
  type ReadContext,
} from './read-footprint-file.js';
import type { Footprint, FootprintSource } from './types.js';

/** What `landscar footprints check --json` prints for a file. */
export interface FootprintCheck {
  readonly file: string;
  readonly crs: string | null;
  readonly crsReason: string;
  readonly encoding: string;
  readonly columns: readonly string[];
  /** `areaM2` geodesic. */
  readonly features: readonly FeatureReading[];
  readonly problems: readonly {
    readonly code: string;
    readonly severity: 'error' | 'warning';
    readonly feature: number | null;
    readonly message: string;
  }[];
}

/** Overlaps below this are drawing accuracy. */
const MIN_OVERLAP_M2 = 10;

/** Checks files of footprints, each by itself and against each other, and changes nothing. */
export async function checkFootprints(
  files: readonly (string | FootprintSource)[],
  context: Partial<ReadContext> = {},
): Promise<FootprintCheck[]> {
  const full: ReadContext = { ...defaultReadContext, ...context };
  const readings: FileReading[] = [];
  for (const file of files) readings.push(await readFootprintFile(typeof file === 'string' ? { file } : file, full));
  const across = await crossProblems(readings, full.lang);
  return readings.map((r) => ({
    file: r.file,
    crs: r.crs,
    crsReason: r.crsReason,
    encoding: r.encoding,
    columns: r.columns,
    features: r.features,
    problems: [...r.problems, ...(across.get(r.file) ?? [])]
      .map(({ code, severity, feature, message }) => ({ code, severity, feature, message }))
      .sort((a, b) => (a.feature ?? 0) - (b.feature ?? 0)),
  }));
}

type Found = { code: string; severity: 'warning'; feature: number; message: string };

/** Numbers used twice, outlines drawn twice, projects that overlap. */
async function crossProblems(readings: readonly FileReading[], lang: 'zh' | 'en'): Promise<Map<string, Found[]>> {
  const found = new Map<string, Found[]>();
  const entries = readings.flatMap((r) =>
    r.footprints.map((footprint) => ({ file: r.file, number: numberOf(footprint), footprint })),
  );
  const add = (
    entry: { file: string; number: number },
    code: ProblemCode,
    values: Readonly<Record<string, string | number>>,
  ): void => {
    found.set(entry.file, [
      ...(found.get(entry.file) ?? []),
      { code, severity: 'warning', feature: entry.number, message: problemText(code, values, lang) },
    ]);
  };
  const byNumber = new Map<string, (typeof entries)[number]>();
  for (const entry of entries) {
    const { id, name } = entry.footprint.project;
    const earlier = byNumber.get(id);
    if (earlier === undefined) byNumber.set(id, entry);
    else if (earlier.footprint.project.name !== name)
      add(entry, 'DUPLICATE_PROJECT_NUMBER', { number: id, other: earlier.number });
  }
  const outlined = entries.flatMap((e) =>
    e.footprint.geometryLonLat === null ? [] : [{ ...e, outline: e.footprint.geometryLonLat }],
  );
  if (outlined.length < 2) return found;
  const overlay = await loadOverlay();
  const tree = new Flatbush(outlined.length);
  for (const { outline } of outlined) tree.add(...bboxOf(outline));
  tree.finish();
  for (const [i, one] of outlined.entries()) {
    const box = bboxOf(one.outline);
    const plane = localMetric([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2]);
    for (const k of tree.search(...box).sort((a, b) => a - b)) {
      const other = outlined[k];
      if (other === undefined || k >= i) continue;
      const [a, b] = [plane.metres(one.outline), plane.metres(other.outline)];
      const shared = overlay.intersect(a, b);
      const sharedM2 = shared === null ? 0 : planarAreaM2(shared);
      const whole = Math.max(planarAreaM2(a), planarAreaM2(b));
      const sameProject = one.footprint.project.id === other.footprint.project.id;
      if (sharedM2 >= 0.999 * whole) add(one, 'DUPLICATE_GEOMETRY', { other: other.number });
      else if (sharedM2 >= MIN_OVERLAP_M2 && !sameProject)
        add(one, 'OVERLAP', { other: other.footprint.project.name, areaM2: Number(sharedM2.toFixed(1)) });
    }
  }
  return found;
}

const numberOf = (f: Footprint): number => Number(f.id.slice(f.id.lastIndexOf('#') + 1));
