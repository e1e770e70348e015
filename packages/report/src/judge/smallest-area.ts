import type { Disturbance, GroundKind } from '@landscar/core';
import { buildFocusIndex } from '../focus/focus-index.js';
import type { FocusLayer } from '../focus/layer-types.js';
import type { LocalMetric } from '../match/local-metric.js';
import { interiorPosition } from '../match/planar.js';

/** From which area on a disturbance counts, m². Focus layers carry their own, `FocusLayer.minAreaM2`. */
export interface SmallestAreas {
  readonly m2: number;
  /** Of what ground looks like, where that is said: in place of `m2`, smaller or larger. */
  readonly byKindM2?: Readonly<Partial<Record<GroundKind, number>>>;
}

/**
 * Whether a disturbance is large enough to count. What is said of its kind of ground or of a focus layer that it lies near
 * stands in place of what holds everywhere; where several are said, the smallest of them: nothing is left out that one asks for.
 */
export function largeEnough(
  { m2, byKindM2 = {} }: SmallestAreas,
  layers: readonly FocusLayer[],
  plane: LocalMetric,
): (d: Disturbance) => boolean {
  const asking = layers.filter((layer) => layer.minAreaM2 !== null);
  const focus = buildFocusIndex(asking, plane);
  const most = Math.max(m2, ...Object.values(byKindM2), ...asking.map((layer) => layer.minAreaM2 ?? 0));
  const nearM2 = ({ geometryLonLat }: Disturbance): (number | null)[] => {
    if (asking.length === 0) return [];
    const metres = plane.metres(geometryLonLat);
    return focus.near(metres, interiorPosition(metres)).map((hit) => hit.minAreaM2);
  };
  return (d) => {
    // Large enough anywhere: no need to ask where it lies.
    if (tenths(d.areaM2) >= tenths(most)) return true;
    const said = [...nearM2(d), d.looksLike === undefined ? null : (byKindM2[d.looksLike.kind] ?? null)];
    const own = said.filter((areaM2) => areaM2 !== null);
    return tenths(d.areaM2) >= tenths(own.length === 0 ? m2 : Math.min(...own));
  };
}

/** Areas of disturbances are given in tenths. */
const tenths = (areaM2: number): number => Math.round(areaM2 * 10);
