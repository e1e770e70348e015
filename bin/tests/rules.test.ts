import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const landscar = resolve(import.meta.dirname, '../landscar');
const rules = (...args: string[]): string => execFileSync(landscar, ['rules', ...args], { encoding: 'utf8' });

describe('landscar rules', () => {
  it.each([
    ['2025-06-20', 'mwr-53-2023'],
    ['2023-03-01', 'mwr-53-2023'],
    ['2023-02-28', 'mwr-2019-160'],
    ['2018-06-20', 'mwr-2016-65'],
  ])('on %s %s is in force', (at, inForce) => {
    expect(JSON.parse(rules('--at', at, '--json'))).toMatchObject({ at, inForce });
    expect(rules('--at', at, '--lang', 'en')).toMatch(new RegExp(`^\\*\\s+${inForce}`, 'mu'));
  });

  it('shows thresholds and citations in Chinese', () => {
    const text = rules('--lang', 'zh');
    expect(text).toContain('水利部令第53号');
    expect(text).toContain('5 ha');
  });
});
