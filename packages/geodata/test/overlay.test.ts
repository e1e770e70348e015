import { describe, expect, it } from 'vitest';
import type { Areal } from '@landscar/core';
import { loadOverlay } from '@landscar/geodata';

const square = (x: number, y: number, size: number): Areal => ({
  type: 'Polygon',
  coordinates: [
    [
      [x, y],
      [x + size, y],
      [x + size, y + size],
      [x, y + size],
      [x, y],
    ],
  ],
});

describe('overlay', () => {
  it('gives null where only an edge is shared', async () => {
    const overlay = await loadOverlay();
    expect(overlay.intersect(square(0, 0, 1), square(1, 0, 1))).toBeNull();
    expect(overlay.difference(square(0, 0, 1), square(0, 0, 1))).toBeNull();
  });

  it('turns a bow tie into two triangles', async () => {
    const overlay = await loadOverlay();
    const bow: Areal = {
      type: 'Polygon',
      coordinates: [
        [
          [0, 0],
          [2, 2],
          [2, 0],
          [0, 2],
          [0, 0],
        ],
      ],
    };
    expect(overlay.isValid(bow)).toBe(false);
    expect(overlay.makeValid(bow)?.type).toBe('MultiPolygon');
  });

  it('unites many and keeps holes', async () => {
    const overlay = await loadOverlay();
    const ring = [
      square(0, 0, 1),
      square(1, 0, 1),
      square(2, 0, 1),
      square(0, 1, 1),
      square(2, 1, 1),
      square(0, 2, 1),
      square(1, 2, 1),
      square(2, 2, 1),
    ];
    const united = overlay.union(ring);
    expect(united?.type).toBe('Polygon');
    expect(united?.coordinates).toHaveLength(2);
    expect(overlay.union([])).toBeNull();
  });
});
