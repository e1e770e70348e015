import { expect, it } from 'vitest';
import { m2ToMu, parseAreaM2, parseLengthM } from '@landscar/core';

it('reads lengths and areas with their unit', () => {
  expect(parseLengthM('10m')).toBe(10);
  expect(parseLengthM(' 1.5 km ')).toBe(1500);
  expect(parseAreaM2('0.5ha')).toBe(5000);
  expect(parseAreaM2('2000m2')).toBe(2000);
  expect(parseAreaM2('3亩')).toBeCloseTo(2000, 9);
  expect(parseAreaM2('1km2')).toBe(1e6);
});

it.each(['10', '', 'm', '5 ha', '-3m', '1e3m', '10 mm'])('refuses %j as a length', (text) => {
  expect(() => parseLengthM(text)).toThrow(/unit|quantity/i);
});

it('15 mu are a hectare', () => expect(m2ToMu(10_000)).toBe(15));
