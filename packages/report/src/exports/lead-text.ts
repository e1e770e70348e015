import type { FocusPlace, Lead, Reason } from '@landscar/core';
import { reasonText, say, word } from '../messages/catalogue.js';
import type { Lang } from '../messages/phrase.js';

/** A lead's reasons in words, in the order of the rules. */
export const reasonTexts = (lead: Lead, lang: Lang): string[] => lead.reasons.map((r) => reasonText(lang, r));

/** What lowered any of the three scores, each once. */
export function loweredTexts(lead: Lead, lang: Lang): string[] {
  const all: readonly Reason[] = [...lead.confidence.lowered, ...lead.evidence.lowered, ...lead.ruleCertainty.lowered];
  const falseAlarms = lead.detection.reasons.map((code) => word(lang, 'falseAlarm', code));
  return [...new Set([...all.map((r) => reasonText(lang, r)), ...falseAlarms])];
}

/** `高速公路演示高速，里程 12.30 千米，左侧，距离 85 米`. */
export function focusText(place: FocusPlace, lang: Lang): string {
  const values = {
    kind: word(lang, 'focus', place.kind),
    name: place.name,
    distance: place.distanceM,
    side: place.side === null ? '' : word(lang, 'side', place.side),
  };
  return place.chainageM === null
    ? say(lang, 'focus.place', values)
    : say(lang, 'focus.placeOnLine', { ...values, chainage: place.chainageM });
}

export const focusTexts = (lead: Lead, lang: Lang): string[] => lead.focus.map((place) => focusText(place, lang));
/** What the ground looks like and how sure that is, as advice; empty where the model does not tell. */
export const looksLikeText = ({ looksLike }: Lead, lang: Lang): string =>
  looksLike === undefined
    ? ''
    : say(lang, 'looksLike.advice', { kind: word(lang, 'looksLike', looksLike.kind), sure: percent(looksLike) });
const percent = ({ confidence }: { readonly confidence: number }): number => Math.round(100 * confidence);

/** When the scenes of the periods first show the ground as it is now, and what confirms it; empty where they cannot say. */
export function firstSeenText({ dated }: Lead, lang: Lang): string {
  if (dated === undefined || dated.firstSeen === null) return '';
  const { firstSeen, lastUnchanged, confirmedOn } = dated;
  const details = [
    ...(lastUnchanged === null ? [] : [say(lang, 'dated.lastUnchanged', { date: lastUnchanged })]),
    confirmedOn === null ? say(lang, 'dated.unconfirmed') : say(lang, 'dated.confirmedOn', { date: confirmedOn }),
  ];
  return say(lang, 'dated.firstSeen', { date: firstSeen, details: joined(details, lang) });
}

export const tagTexts = (lead: Lead, lang: Lang): string[] => lead.tags.map((tag) => word(lang, 'tag', tag));
/** `kind:name` of a zone in words. */
export const zoneTexts = (lead: Lead, lang: Lang): string[] =>
  lead.zones.map((zone) => {
    const [kind = zone, ...name] = zone.split(':');
    return [word(lang, 'zone', kind), ...(name.length === 0 ? [] : [name.join(':')])].join(' ');
  });
export const joined = (texts: readonly string[], lang: Lang): string => texts.join(say(lang, 'list.semicolon'));
