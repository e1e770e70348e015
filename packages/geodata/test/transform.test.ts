import { describe, expect, it } from 'vitest';
import { createTransform } from '@landscar/geodata';

describe('createTransform', () => {
  // Checked against PROJ's cs2cs: east then north, although EPSG lists north first for all of them.
  it.each([
    ['EPSG:4490', 112.6, 35.5],
    ['EPSG:4546', 645_173.223, 3_931_242.747],
    ['EPSG:4547', 372_974.7, 3_930_966.785],
    ['EPSG:4525', 37_645_173.223, 3_931_242.747],
    ['EPSG:4526', 38_372_974.7, 3_930_966.785],
    ['EPSG:4508', 645_173.223, 3_931_242.747],
    ['EPSG:32649', 645_115.154, 3_929_670.25],
  ])('puts x before y in %s and comes back', async (crs, x, y) => {
    const there = await createTransform('EPSG:4326', crs);
    const [gotX, gotY] = there([112.6, 35.5]);
    expect(gotX).toBeCloseTo(x, 2);
    expect(gotY).toBeCloseTo(y, 2);
    const back = await createTransform(crs, 'EPSG:4326');
    const [lon, lat] = back([gotX, gotY]);
    expect(lon).toBeCloseTo(112.6, 8);
    expect(lat).toBeCloseTo(35.5, 8);
  });

  it('names both systems where a position has no image', async () => {
    const there = await createTransform('EPSG:4326', 'EPSG:4547');
    expect(() => there([3_931_242, 645_173])).toThrow(/GEODATA_TRANSFORM/u);
  });
});
