import { expect, it } from 'vitest';
import { LandscarError, defined, fromEnvelope, toEnvelope } from '@landscar/core';

const inner = new LandscarError('X_INNER', { what: 'a', where: 'b', found: 'c', allowed: 'd', next: 'e' });
const outer = new LandscarError(
  'X_OUTER',
  { what: 'Reading failed', where: 'a.tif', found: '5 bands', allowed: '6 bands', next: 'name the bands' },
  { cause: new Error('io'), retryable: true, problems: [inner] },
);

it('shows the five parts and the code', () => {
  for (const part of ['Reading failed', 'a.tif', '5 bands', '6 bands', 'name the bands', 'X_OUTER']) {
    expect(outer.message).toContain(part);
  }
});

it('crosses a border as JSON and comes back with code, parts, problems and cause', () => {
  const back = fromEnvelope(JSON.parse(JSON.stringify(toEnvelope(outer))) as ReturnType<typeof toEnvelope>);
  expect(back).toMatchObject({ code: 'X_OUTER', retryable: true, parts: outer.parts, cause: 'io' });
  expect(back.problems.map((p) => p.code)).toEqual(['X_INNER']);
});

it('a foreign error becomes a bug, never bad input', () => {
  expect(toEnvelope(new RangeError('oops'))).toMatchObject({ code: 'BUG', parts: { found: 'oops' } });
  expect(() => defined(undefined, 'lost')).toThrow(/lost.*bug in landscar/);
});
