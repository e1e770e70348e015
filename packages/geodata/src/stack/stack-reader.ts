import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isRecord, STACK_FILES, STACK_VERSION, type StackManifest, type Window } from '@landscar/core';
import { manifestProblems } from './check-manifest.js';
import { stackManifestInvalid, stackMismatch, stackMissing, stackVersion } from './errors-stack.js';
import type { RawTag } from './tiff-tags.js';
import { GEO_TAGS } from './tiff-tags.js';
import { openOverview, openTileSource, type TileSource } from './tile-source.js';

/** Both dates of a stack on their common grid. Works in worker threads: no GDAL. */
export interface StackReader {
  readonly dir: string;
  readonly manifest: StackManifest;
  /** Tags that say where the grid lies, for files written beside the stack. */
  readonly geoTags: readonly RawTag[];
  /**
   * One array a band in the manifest's order, digital numbers, row by row; 0 is no data. Arrays of the right length in
   * `into`, of an earlier call, may be used again.
   */
  readDate(date: 'before' | 'after', window: Window, into?: readonly Uint16Array[]): Promise<Uint16Array[]>;
  /** `VALIDITY_BITS` per pixel; 0 is a clear observation. Arrays of the right length in `into` may be used again. */
  readValidity(
    window: Window,
    into?: readonly Uint8Array[],
  ): Promise<{ readonly before: Uint8Array; readonly after: Uint8Array }>;
  /**
   * `readDate` over the overviews that are `factor` times smaller, windows in their pixels: means without no data, halved and
   * rounded again and again (`coarsen`). Undefined where the stack has none.
   */
  openOverviews(factor: number): Promise<StackReader['readDate'] | undefined>;
  close(): Promise<void>;
}

/** Reads and checks `stack.json` alone. */
export async function readStackManifest(dir: string): Promise<StackManifest> {
  const file = join(dir, STACK_FILES.manifest);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw stackMissing(dir, error);
  });
  const raw = parseManifest(file, text);
  if (raw.version !== STACK_VERSION) throw stackVersion(dir, raw.version, STACK_VERSION);
  const problems = manifestProblems(raw);
  if (problems.length > 0) {
    const words = (part: 'found' | 'allowed'): string => problems.map((problem) => problem[part]).join('; ');
    throw stackManifestInvalid(file, words('found'), words('allowed'));
  }
  return raw as StackManifest;
}

function parseManifest(file: string, text: string): { readonly version?: unknown } {
  const allowed = 'the JSON object that ingest wrote';
  try {
    const raw: unknown = JSON.parse(text);
    if (isRecord(raw)) return raw;
  } catch (error) {
    throw stackManifestInvalid(file, `no JSON: ${(error as Error).message}`, allowed, error);
  }
  throw stackManifestInvalid(file, `JSON, but no object: ${text.trim().slice(0, 40)}`, allowed);
}

/** Opens a stack folder; its files are checked against the manifest's grid and bands. */
export async function openStack(dir: string): Promise<StackReader> {
  const manifest = await readStackManifest(dir);
  const opened: TileSource[] = [];
  const openPart = async (name: string, bandCount: number, sampleType: string): Promise<TileSource> => {
    const path = join(dir, name);
    const source = await openTileSource(path).catch((error: unknown) => {
      throw (error as { code?: string }).code === 'ENOENT' ? stackMissing(dir, error) : error;
    });
    opened.push(source);
    const { width, height } = manifest.grid;
    if (
      source.width !== width ||
      source.height !== height ||
      source.bandCount !== bandCount ||
      source.sampleType !== sampleType
    ) {
      throw stackMismatch(
        path,
        `${source.width} x ${source.height} px, ${source.bandCount} bands of ${source.sampleType}`,
        `${width} x ${height} px, ${bandCount} bands of ${sampleType}`,
      );
    }
    return source;
  };
  const closeAll = async (): Promise<void> => {
    for (const source of opened) await source.close();
  };
  try {
    const before = await openPart(STACK_FILES.before, manifest.bands.length, 'uint16');
    const after = await openPart(STACK_FILES.after, manifest.bands.length, 'uint16');
    const validity = await openPart(STACK_FILES.validity, 2, 'uint8');
    const bands = manifest.bands.map((_, i) => i);
    return {
      dir,
      manifest,
      geoTags: GEO_TAGS.flatMap((tag) => after.tags.get(tag) ?? []),
      readDate: async (date, window, into) =>
        (await (date === 'before' ? before : after).readWindow(window, bands, into)) as Uint16Array[],
      readValidity: async (window, into) => {
        const [first, second] = (await validity.readWindow(window, [0, 1], into)) as Uint8Array[];
        return { before: first ?? new Uint8Array(0), after: second ?? new Uint8Array(0) };
      },
      openOverviews: async (factor) => {
        const sources = { before: STACK_FILES.before, after: STACK_FILES.after };
        const found: Partial<Record<keyof typeof sources, TileSource>> = {};
        for (const date of ['before', 'after'] as const) {
          const source = await openOverview(join(dir, sources[date]), factor);
          if (source === undefined) return undefined;
          opened.push(source);
          found[date] = source;
        }
        return async (date, window, into) => (await found[date]!.readWindow(window, bands, into)) as Uint16Array[];
      },
      close: closeAll,
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}
