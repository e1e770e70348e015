import { canonicalJson } from '@landscar/core';
import { hashPath, hashText } from '@landscar/geodata';
import { DEFAULT_GATE, type IngestOptions } from '../options.js';
import type { Scene } from '../scenes/scene.js';

/** Raised whenever the same inputs would give other pixels or numbers. */
const CODE_VERSION = 3;

type Asked = 'area' | 'onlyWithin' | 'compare' | 'targetGrid' | 'gate' | 'dem';

/** Hash over everything that a stack is made from; paths are not part of it, contents are. */
export async function stackFingerprint(
  before: readonly Scene[],
  after: readonly Scene[],
  options: { readonly [name in Asked]?: IngestOptions[name] | undefined },
): Promise<string> {
  const part = (s: Scene): unknown => ({
    sha256: s.sha256,
    date: s.date,
    sensor: s.sensor,
    bands: [...s.bands],
    gain: s.gain,
    bias: s.bias,
    noData: s.sourceNoData,
    quality: s.quality === null ? null : [s.quality.table.id, s.quality.band],
    sun: s.sun,
  });
  return hashText(
    canonicalJson({
      code: CODE_VERSION,
      // Composites keep their scenes; stacks of one scene a period stay what they were.
      ...(before.length + after.length > 2 && { looks: 1 }),
      // So do those that have no sample beside them.
      ...((options.area ?? options.onlyWithin) !== undefined && { sample: 1 }),
      before: before.map(part),
      after: after.map(part),
      area: options.area ?? null,
      onlyWithin: options.onlyWithin ?? null,
      compare: options.compare ?? 'periodic',
      targetGrid: options.targetGrid ?? null,
      gate: { ...DEFAULT_GATE, ...options.gate },
      dem: options.dem === undefined ? null : await hashPath(options.dem),
    }),
  );
}
