import fc from 'fast-check';
import { expect, it } from 'vitest';
import { daysBetween, parseDate, seasonGapDays } from '@landscar/core';

it.each([
  ['2023-09-30', '2023-09-30'],
  ['20230930', '2023-09-30'],
  ['2023.9.3', '2023-09-03'],
  ['2023年9月30日', '2023-09-30'],
  ['2024/2/29', '2024-02-29'],
])('reads %s', (text, iso) => expect(parseDate(text)).toBe(iso));

it.each(['2023.9.31', '2023-02-29', '30.9.2023', '2023', 'x', '2023-13-01'])('refuses %s', (text) => {
  expect(() => parseDate(text)).toThrow(/CORE_DATE/);
});

it('counts days across a leap year', () => expect(daysBetween('2023-03-01', '2024-03-01')).toBe(366));

it('the season gap is symmetric and at most half a year', () => {
  const day = fc.date({ min: new Date('2015-01-01'), max: new Date('2035-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(day, day, (a, b) => {
      const [x, y] = [a.toISOString().slice(0, 10), b.toISOString().slice(0, 10)];
      expect(seasonGapDays(x, y)).toBe(seasonGapDays(y, x));
      expect(seasonGapDays(x, y)).toBeLessThanOrEqual(183);
    }),
  );
  expect(seasonGapDays('2024-12-25', '2025-01-05')).toBeLessThanOrEqual(12);
});
