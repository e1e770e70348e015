import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Grid, Position, Ring } from '@landscar/core';
import { ComponentScan, edgeConnectedParts, sumsOf, type Component } from '../../src/polygons/component-scan.js';
import { flagRuns } from '../../src/polygons/flag-runs.js';
import { outlinePolygon } from '../../src/polygons/outline-polygon.js';
import { fillHoles, maskOf, runsOf } from '../../src/polygons/region-mask.js';

const width = 24;
const height = 18;
const grid: Grid = { crs: 'EPSG:4546', originX: 0, originY: height, pixelWidth: 1, pixelHeight: 1, width, height };
const rasters = fc
  .tuple(fc.integer({ min: 2, max: 8 }), fc.array(fc.nat(9), { minLength: width * height, maxLength: width * height }))
  .map(([level, cells]) => Uint8Array.from(cells, (v) => (v < level ? 200 : 10)));

function scanned(codes: Uint8Array, diagonal: boolean): Component[] {
  const found: Component[] = [];
  const scan = new ComponentScan(diagonal, (c) => found.push(c));
  for (let y = 0; y < height; y++) {
    const flags = codes.subarray(y * width, (y + 1) * width).map((v) => (v >= 100 ? 1 : 0));
    scan.pushRuns(y, flagRuns(y, flags));
  }
  scan.finish();
  return found;
}

const components = (codes: Uint8Array): (Component & { pixelCount: number })[] =>
  scanned(codes, false).map((c) => ({ ...c, pixelCount: sumsOf(c).pixelCount }));

/** The plain way: flood fill. */
function floodSizes(codes: Uint8Array): number[] {
  const seen = new Uint8Array(codes.length);
  const sizes: number[] = [];
  for (let start = 0; start < codes.length; start++) {
    if (seen[start] === 1 || codes[start]! < 100) continue;
    const stack = [start];
    seen[start] = 1;
    let size = 0;
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      size++;
      const x = at % width;
      for (const next of [x > 0 ? at - 1 : -1, x < width - 1 ? at + 1 : -1, at - width, at + width]) {
        if (next < 0 || next >= codes.length || seen[next] === 1 || codes[next]! < 100) continue;
        seen[next] = 1;
        stack.push(next);
      }
    }
    sizes.push(size);
  }
  return sizes.sort((a, b) => a - b);
}

const signedArea = (ring: Ring): number =>
  ring.slice(1).reduce((sum, p, i) => sum + (ring[i]![0] * p[1] - p[0] * ring[i]![1]) / 2, 0);

function segmentsCross(a: Position, b: Position, c: Position, d: Position): boolean {
  const side = (p: Position, q: Position, r: Position): number =>
    Math.sign((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]));
  return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
}

function touchesItself(rings: readonly Ring[]): boolean {
  const corners = rings.flatMap((ring) => ring.slice(1).map((p) => `${p[0].toFixed(6)},${p[1].toFixed(6)}`));
  if (new Set(corners).size !== corners.length) return true;
  const edges = rings.flatMap((ring) => ring.slice(1).map((p, i) => [ring[i]!, p] as const));
  return edges.some(([a, b], i) => edges.slice(i + 1).some(([c, d]) => segmentsCross(a, b, c, d)));
}

describe('objects', () => {
  test('union-find over rows finds what flood fill finds', () => {
    fc.assert(
      fc.property(rasters, (codes) => {
        const found = components(codes);
        expect(found.map((c) => c.pixelCount).sort((a, b) => a - b)).toEqual(floodSizes(codes));
        for (const c of found) expect(c.runs.reduce((sum, r) => sum + r.x1 - r.x0, 0)).toBe(c.pixelCount);
      }),
      { seed: 2 },
    );
  });

  test('objects over corners fall apart into the edge-connected ones', () => {
    fc.assert(
      fc.property(rasters, (codes) => {
        const parts = scanned(codes, true).flatMap(edgeConnectedParts);
        expect(parts.map((c) => sumsOf(c).pixelCount).sort((a, b) => a - b)).toEqual(floodSizes(codes));
      }),
      { seed: 4 },
    );
  });

  test('outlines keep the area within 2 %, turn the right way, and neither cross nor touch themselves', () => {
    fc.assert(
      fc.property(rasters, (codes) => {
        for (const c of components(codes)) {
          const polygon = outlinePolygon(maskOf(c.runs), c.pixelCount, grid);
          const [outer, ...holes] = polygon.coordinates.map(signedArea);
          expect(outer).toBeGreaterThan(0);
          for (const hole of holes) expect(hole).toBeLessThan(0);
          const area = holes.reduce((sum, hole) => sum + hole, outer!);
          expect(Math.abs(area - c.pixelCount)).toBeLessThanOrEqual(0.02 * c.pixelCount);
          expect(touchesItself(polygon.coordinates)).toBe(false);
        }
      }),
      { seed: 3, numRuns: 60 },
    );
  });

  test('holes up to a size are filled, larger ones stay', () => {
    const codes = new Uint8Array(width * height);
    for (let y = 2; y < 12; y++) for (let x = 2; x < 20; x++) codes[y * width + x] = 200;
    codes[4 * width + 4] = 0;
    for (let y = 5; y < 9; y++) for (let x = 10; x < 14; x++) codes[y * width + x] = 0;
    const [object] = components(codes);
    const mask = maskOf(object!.runs);
    expect(fillHoles(mask, 4)).toBe(1);
    expect(runsOf(mask).reduce((sum, r) => sum + r.x1 - r.x0, 0)).toBe(18 * 10 - 16);
    expect(outlinePolygon(mask, 164, grid).coordinates).toHaveLength(2);
  });
});
