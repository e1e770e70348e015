import { describe, expect, it } from 'vitest';
import { DISTURBANCE_CLASSES, FALSE_ALARM_REASONS, LEAD_CATEGORIES, LEAD_TAGS } from '@landscar/core';
import { CATALOGUE, reasonText, say, word } from '../../src/messages/catalogue.js';
import { VALUE_FILTERS } from '../../src/messages/format-value.js';
import { REASON_KEYS } from '../../src/rules/reason-keys.js';
import { FINDING } from './finding.js';

const names = (text: string): string[] => [...text.matchAll(/\{(\w+)/gu)].map((m) => m[1] ?? '').sort();
const unique = (list: readonly string[]): string[] => [...new Set(list)];

describe('the message catalogue', () => {
  it('says the same in both languages: the same values, none empty', () => {
    for (const [key, [zh, en]] of Object.entries(CATALOGUE)) {
      expect([key, unique(names(zh))]).toEqual([key, unique(names(en))]);
      expect(zh.trim() === '' || en.trim() === '' ? key : '').toBe('');
    }
  });

  it('has words for every reason of the rules, using exactly its values', () => {
    for (const [key, values] of Object.entries(REASON_KEYS)) {
      expect(Object.keys(CATALOGUE)).toContain(key);
      const used = unique(names(CATALOGUE[key as keyof typeof CATALOGUE][0]));
      expect([key, used]).toEqual([key, [...values].sort()]);
      const text = reasonText('zh', { key, values: Object.fromEntries(values.map((v) => [v, 1])) });
      expect(text).not.toMatch(/[{}—]/u);
    }
  });

  it('has words for every code', () => {
    const groups = {
      category: LEAD_CATEGORIES,
      tag: LEAD_TAGS,
      kind: DISTURBANCE_CLASSES,
      falseAlarm: FALSE_ALARM_REASONS,
    };
    for (const [group, codes] of Object.entries(groups)) {
      for (const code of codes) expect(word('zh', group, code)).not.toBe(code);
    }
  });

  it('uses only filters that exist or groups of words', () => {
    const groups = new Set(Object.keys(CATALOGUE).map((k) => k.split('.')[0]));
    for (const phrases of Object.values(CATALOGUE)) {
      for (const [, filter] of phrases.join(' ').matchAll(/\{\w+\|(\w+)\}/gu)) {
        expect(VALUE_FILTERS[filter!] !== undefined || groups.has(filter)).toBe(true);
      }
    }
  });

  it('never states a finding without 疑似', () => {
    for (const [key, [zh]] of Object.entries(CATALOGUE)) expect([key, FINDING.exec(zh)?.[0]]).toEqual([key, undefined]);
  });

  it('formats values', () => {
    expect(say('zh', 'page.scaleBar', { length: 200 })).toBe('200 米');
    const reason = {
      key: 'rule.beyond',
      values: { project: '甲', outsideM2: 12_345, outsideRatio: 0.4321, toleranceM: 20 },
    };
    expect(reasonText('zh', reason)).toBe('与“甲”防治责任范围相交，疑似超出 1.23 公顷，占图斑 43.2%（容差 20 米）');
    expect(reasonText('zh', { key: 'x.unknown', values: { a: 1.23456 } })).toBe('x.unknown (a=1.235)');
  });
});
