import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { connectedObjects } from '../../src/evaluate/connected-objects.js';

/** Flood fill: slow, plain, for comparison. */
function flood(mask: Uint8Array, width: number, height: number): Int32Array {
  const ids = new Int32Array(mask.length);
  let count = 0;
  for (let start = 0; start < mask.length; start++) {
    if (mask[start] !== 1 || ids[start] !== 0) continue;
    const open = [start];
    ids[start] = ++count;
    for (let i = open.pop(); i !== undefined; i = open.pop()) {
      for (let k = 0; k < 9; k++) {
        const x = (i % width) + (k % 3) - 1;
        const y = Math.floor(i / width) + Math.floor(k / 3) - 1;
        const j = y * width + x;
        if (x < 0 || y < 0 || x >= width || y >= height || mask[j] !== 1 || ids[j] !== 0) continue;
        ids[j] = count;
        open.push(j);
      }
    }
  }
  return ids;
}

describe('connectedObjects', () => {
  it('numbers objects as a flood fill does', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }).chain((width) =>
          fc.tuple(
            fc.constant(width),
            fc.array(fc.array(fc.integer({ min: 0, max: 1 }), { minLength: width, maxLength: width }), {
              minLength: 1,
              maxLength: 12,
            }),
          ),
        ),
        ([width, rows]) => {
          const mask = Uint8Array.from(rows.flat());
          expect(connectedObjects(mask, width, rows.length).ids).toEqual(flood(mask, width, rows.length));
        },
      ),
    );
  });
});
