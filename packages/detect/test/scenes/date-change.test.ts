import { describe, expect, it } from 'vitest';
import type { SceneChange } from '@landscar/core';
import { dateChange } from '../../src/scenes/date-change.js';
import { LengthCounts } from '../../src/scenes/length-counts.js';

const scene = (date: string, change: number | null, clearShare = 1): SceneChange => ({
  date,
  period: date < '2024' ? 'before' : 'after',
  change,
  clearShare,
});

describe('dateChange', () => {
  it('dates a change between the last scene without it and the first of those that all show it', () => {
    const scenes = [scene('2024-08-01', 7), scene('2023-06-01', 0), scene('2024-06-01', 8), scene('2024-05-01', 1)];
    expect(dateChange(scenes)).toMatchObject({
      firstSeen: '2024-06-01',
      lastUnchanged: '2024-05-01',
      confirmedOn: '2024-08-01',
      lasting: true,
      combined: 7,
    });
    expect(dateChange(scenes).scenes.map(({ date }) => date)).toEqual([
      '2023-06-01',
      '2024-05-01',
      '2024-06-01',
      '2024-08-01',
    ]);
  });

  it('leaves a scene under cloud out of it', () => {
    const scenes = [scene('2023-06-01', 0), scene('2024-05-01', 9, 0.3), scene('2024-06-01', null, 0)];
    expect(dateChange([...scenes, scene('2024-08-01', 6)])).toMatchObject({
      firstSeen: '2024-08-01',
      lastUnchanged: '2023-06-01',
      confirmedOn: null,
      lasting: null,
    });
  });

  it('says where a later scene no longer shows it', () => {
    const scenes = [scene('2023-06-01', 0), scene('2024-06-01', 8), scene('2024-08-01', 1)];
    expect(dateChange(scenes)).toMatchObject({
      firstSeen: null,
      lastUnchanged: null,
      confirmedOn: null,
      lasting: false,
    });
  });

  it('takes two scenes of one day as one look: they do not confirm each other', () => {
    const scenes = [scene('2023-06-01', 0), scene('2024-06-20', 8, 0.7), scene('2024-06-20', 9, 0.9)];
    expect(dateChange(scenes)).toMatchObject({
      firstSeen: '2024-06-20',
      confirmedOn: null,
      lasting: null,
      combined: 9,
    });
  });

  it('finds work that began before the after period', () => {
    const scenes = [scene('2023-05-01', 0), scene('2023-09-01', 5), scene('2024-06-01', 8)];
    expect(dateChange(scenes)).toMatchObject({ firstSeen: '2023-09-01', confirmedOn: '2024-06-01' });
  });

  it('says nothing where the change is as weak as what is usual, or nothing was seen', () => {
    const weak = [scene('2023-06-01', 0), scene('2024-06-01', 1.5), scene('2024-08-01', 0.4)];
    expect(dateChange(weak)).toMatchObject({ firstSeen: null, lasting: null, combined: 0.95 });
    expect(dateChange([scene('2023-06-01', null, 0)])).toMatchObject({ firstSeen: null, combined: null });
  });
});

it('the median of counted lengths is right within a step', () => {
  const lengths = Float32Array.from({ length: 999 }, (_, i) => Math.exp(((i * 7919) % 999) / 200 - 2));
  const counts = new LengthCounts();
  counts.add(lengths);
  counts.add(Float32Array.of(NaN, NaN));
  const exact = [...lengths].sort((a, b) => a - b)[499]!;
  expect(Math.abs(counts.median() / exact - 1)).toBeLessThan(0.011);
});
