import { LEAD_CATEGORIES, m2ToHa, type Lead, type StackManifest } from '@landscar/core';
import { say, word, type MessageKey } from '../../messages/catalogue.js';
import { fixed, trimmed } from '../../messages/format-value.js';
import type { Lang } from '../../messages/phrase.js';
import type { RunDigest } from '../../register/digest.js';
import { categoryGroups, groupsOf, type Group } from '../ledger/statistics.js';
import { CATEGORY_COLOURS } from '../page/category-colours.js';
import { isNonCommercial, type RunInfo } from '../run-info.js';
import { warningText } from '../warning-text.js';
import type { Bar } from './bar-chart.js';

/** A period that the register remembers. */
export interface PastPeriod {
  readonly runId: string;
  readonly period: string;
  readonly digest: RunDigest;
}

export interface ReportFacts {
  readonly leads: readonly Lead[];
  readonly run: RunInfo;
  readonly stack: StackManifest;
  readonly digest: RunDigest;
  /** In order of time; the run itself is the last. */
  readonly periods: readonly PastPeriod[];
}

/** A heading with facts, bars or sentences; page and Word file lay the same sections out. */
export interface ReportSection {
  readonly title: string;
  readonly facts?: readonly (readonly [label: string, value: string])[];
  readonly bars?: readonly Bar[];
  readonly sentences?: readonly string[];
  /** Where the map of what was seen and found stands. */
  readonly map?: boolean;
}

export interface ReportContent {
  readonly title: string;
  readonly notices: readonly string[];
  readonly sections: readonly ReportSection[];
}

/** Upper ends of the size classes, hectares: the lower limit of a registration form and of a report (令第53号) among them. */
const SIZES_HA = [0.5, 1, 5, 20];

export function reportContent(facts: ReportFacts, lang: Lang): ReportContent {
  const { run, leads } = facts;
  const t = (key: MessageKey, values: Record<string, string | number> = {}): string => say(lang, key, values);
  const ha = (value: number): string => `${trimmed(value, 1)} ${t('page.ha')}`;
  const groups = (of: readonly Group[], name: (g: Group) => string, colour?: (g: Group) => string): Bar[] =>
    of.map((g) => ({
      label: name(g),
      value: g.leads.length,
      text: `${g.leads.length} · ${ha(g.areaHa)}`,
      ...(colour !== undefined && { colour: colour(g) }),
    }));
  return {
    title: `${run.siteName} ${t('report.title')}`,
    notices: [
      t('notice.clueOnly'),
      ...(run.demo ? [t('notice.demo')] : []),
      t('notice.licence', { licence: run.modelLicence }),
      ...(isNonCommercial(run.modelLicence) ? [t('notice.nonCommercial')] : []),
    ],
    sections: [
      {
        title: t('report.looked'),
        facts: [
          [t('report.observed'), ha(run.observedHa ?? 0)],
          [t('report.unobserved'), ha(run.unobservedHa)],
          ...owedFacts(run, lang),
          [t('page.leads'), `${leads.length} · ${ha(m2ToHa(leads.reduce((sum, l) => sum + l.areaM2, 0)))}`],
          ...sceneFacts(facts.stack, lang),
        ],
        sentences: [t('ledger.unobservedNote')],
        map: true,
      },
      {
        title: t('report.quality'),
        facts: qualityFacts(facts.stack, lang),
        sentences: (run.warnings ?? []).map((w) => warningText(lang, w)),
      },
      {
        title: t('report.byCategory'),
        bars: groups(
          categoryGroups(leads),
          (g) => word(lang, 'category', g.code),
          (g) => CATEGORY_COLOURS[LEAD_CATEGORIES.find((c) => c === g.code) ?? 'unlinked'],
        ),
      },
      {
        title: t('report.byCounty'),
        bars: groups(
          groupsOf(leads, ({ county }) => [county ?? { code: '', name: t('ledger.noCounty') }]),
          (g) => `${g.name} ${g.code}`.trim(),
        ),
      },
      {
        title: t('report.byCorridor'),
        bars: groups(
          groupsOf(leads, (lead) =>
            lead.focus.map((f) => ({ code: `${f.kind} ${f.name}`, name: `${word(lang, 'focus', f.kind)} ${f.name}` })),
          ),
          (g) => g.name,
        ),
      },
      { title: t('report.bySize'), bars: sizeBars(leads, lang) },
      { title: t('report.digest'), facts: digestFacts(facts.digest, lang) },
      {
        title: t('report.timeline'),
        bars: facts.periods.map(({ period, digest }) => {
          const present = digest.new.length + digest.grown.length + digest.shrunk.length + digest.unchanged.length;
          return { label: period, value: present, text: `${present} (${t('digest.new')} ${digest.new.length})` };
        }),
      },
      {
        title: t('report.versions'),
        facts: [
          [t('ledger.model'), run.modelId],
          [t('ledger.licence'), run.modelLicence],
          [t('ledger.ruleSet'), run.ruleSet],
          ...Object.entries(run.versions).map(([name, v]): [string, string] => [t('ledger.version', { name }), v]),
        ],
      },
      ...(run.modelLimits?.length ? [{ title: t('report.limits'), sentences: run.modelLimits }] : []),
    ],
  };
}

const owedFacts = ({ owed }: RunInfo, lang: Lang): [string, string][] => {
  if (owed === undefined) return [];
  const ha = (value: number): string => `${trimmed(value, 1)} ${say(lang, 'page.ha')}`;
  return [
    ...owed.parts.map(({ since, areaHa }): [string, string] => [say(lang, 'report.owed', { since }), ha(areaHa)]),
    [say(lang, 'report.owedSeen'), ha(owed.seenHa)],
  ];
};

const sceneFacts = ({ scenes }: StackManifest, lang: Lang): [string, string][] =>
  (['before', 'after'] as const).flatMap((date) =>
    scenes[date].map(({ date: day, sensor, file }): [string, string] => [
      say(lang, date === 'before' ? 'page.before' : 'page.after'),
      say(lang, 'report.scene', { date: day, sensor, file: file.split(/[\\/]/u).at(-1) ?? file }),
    ]),
  );

function qualityFacts({ shiftPx: shift, validShare, seasonGapDays }: StackManifest, lang: Lang): [string, string][] {
  const percent = (share: number): string => `${fixed(share * 100, 1)} %`;
  const px = (value: number | null): string => (value === null ? '–' : fixed(value, 2));
  return [
    [
      say(lang, 'report.shift'),
      shift.established
        ? say(lang, 'report.shiftValue', {
            dx: fixed(shift.dx, 2),
            dy: fixed(shift.dy, 2),
            median: px(shift.residualMedian),
            p90: px(shift.residualP90),
            blocks: shift.blocks,
          })
        : say(lang, 'report.shiftUnknown'),
    ],
    [
      say(lang, 'report.clear'),
      say(lang, 'report.clearValue', {
        before: percent(validShare.before),
        after: percent(validShare.after),
        both: percent(validShare.both),
      }),
    ],
    [say(lang, 'report.season'), say(lang, 'report.days', { days: seasonGapDays })],
  ];
}

const DIGEST_KEYS = [
  'new',
  'grown',
  'shrunk',
  'unchanged',
  'reopened',
  'merged',
  'splitOff',
  'finished',
  'unobserved',
  'notFoundAgain',
  'closed',
  'restored',
  'notRestored',
  'suspectedNetting',
] as const;
const digestFacts = (digest: RunDigest, lang: Lang): [string, string][] =>
  DIGEST_KEYS.map((key) => [say(lang, `digest.${key}`), String(digest[key].length)]);

function sizeBars(leads: readonly Lead[], lang: Lang): Bar[] {
  const from = [0, ...SIZES_HA];
  return from.map((low, i) => {
    const high = SIZES_HA[i];
    const count = leads.filter(
      ({ areaM2 }) => areaM2 >= low * 1e4 && (high === undefined || areaM2 < high * 1e4),
    ).length;
    const label =
      high === undefined
        ? say(lang, 'report.sizeFrom', { from: low })
        : low === 0
          ? say(lang, 'report.sizeBelow', { to: high })
          : say(lang, 'report.sizeClass', { from: low, to: high });
    return { label, value: count, text: String(count) };
  });
}
