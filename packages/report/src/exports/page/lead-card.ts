import { m2ToHa, m2ToMu, type Lead } from '@landscar/core';
import { say, word } from '../../messages/catalogue.js';
import { fixed, lonLatText } from '../../messages/format-value.js';
import type { Lang } from '../../messages/phrase.js';
import { outlinePath } from '../chips/chip-frame.js';
import type { ChipSource } from '../chips/chip-source.js';
import type { ChipPair } from '../chips/render-chips.js';
import {
  firstSeenText,
  focusTexts,
  looksLikeText,
  loweredTexts,
  reasonTexts,
  tagTexts,
  zoneTexts,
} from '../lead-text.js';
import { CATEGORY_COLOURS } from './category-colours.js';
import { html, trusted, type Markup } from './html.js';
import { decoration } from './overview.js';

/** One lead: pictures side by side, facts, the three scores, reasons. `pair` is null beyond the page's picture limit. */
export function leadCard(lead: Lead, pair: ChipPair | null, source: ChipSource, lang: Lang): Markup {
  const title = say(lang, 'column.category');
  return html`<article class="card" id="${lead.id}" data-of="${lead.id}" style="--c:${CATEGORY_COLOURS[lead.category]}">
    <h3>
      <span class="no">${lead.patchNo}</span
      ><span class="pill" title="${title}">${word(lang, 'category', lead.category)}</span
      >${tagTexts(lead, lang).map((t) => html`<span class="tag">${t}</span>`)}<span class="area"
        >${fixed(m2ToHa(lead.areaM2), 2)} ${say(lang, 'page.ha')}
        <small>/ ${fixed(m2ToMu(lead.areaM2), 1)} ${say(lang, 'page.mu')}</small></span
      >
    </h3>
    <div class="body">
      ${pair === null ? html`<div class="nopic">${say(lang, 'page.pictureMissing')}</div>` : chips(lead, pair, source, lang)}
      <div class="facts">${facts(lead, lang)}${scores(lead, lang)}</div>
    </div>
    <div class="why">
      ${list(say(lang, 'page.reasons'), reasonTexts(lead, lang))}${list(say(lang, 'page.lowered'), loweredTexts(lead, lang))}
    </div>
  </article>`;
}

function chips(lead: Lead, pair: ChipPair, source: ChipSource, lang: Lang): Markup[] {
  const path = outlinePath(lead.geometry, source.manifest.grid, pair.frame);
  const { widthPx, heightPx } = pair.frame;
  const marks = decoration(pair.frame, say(lang, 'page.north'), (length) => say(lang, 'page.scaleBar', { length }));
  return (['before', 'after'] as const).map((date) => {
    const data = pair[date].toString('base64');
    const name = say(lang, date === 'before' ? 'page.before' : 'page.after');
    return html`<figure>
      <div class="chip" style="aspect-ratio:${widthPx}/${heightPx}">
        <img
          class="${pair.pixelated ? 'pixels' : ''}"
          loading="lazy"
          decoding="async"
          width="${widthPx}"
          height="${heightPx}"
          alt="${name} ${lead.patchNo}"
          src="data:image/webp;base64,${trusted(data)}"
        /><svg viewBox="0 0 ${widthPx} ${heightPx}">
          <path class="halo" d="${path}" />
          <path class="line" d="${path}" />
          ${marks}
        </svg>
      </div>
      <figcaption><span>${name}</span><b>${date === 'before' ? lead.dateBefore : lead.dateAfter}</b></figcaption>
    </figure>`;
  });
}

function facts(lead: Lead, lang: Lang): Markup {
  const project =
    lead.project === null
      ? say(lang, 'page.noProject')
      : [lead.project.name, lead.project.approvalNumber].filter((t) => t !== null).join(' · ');
  const rows: [string, string][] = [
    [say(lang, 'page.kind'), word(lang, 'kind', lead.kind)],
    [say(lang, 'column.looksLike'), looksLikeText(lead, lang)],
    [say(lang, 'column.firstSeen'), firstSeenText(lead, lang)],
    [say(lang, 'page.change'), word(lang, 'change', lead.change)],
    [
      say(lang, 'page.county'),
      lead.county === null ? say(lang, 'ledger.noCounty') : `${lead.county.name} ${lead.county.code}`,
    ],
    [say(lang, 'page.coordinates'), lonLatText(lead.centroidLonLat)],
    [say(lang, 'page.project'), project],
    [say(lang, 'page.nearby'), lead.nearbyProjects.map((p) => p.name).join(say(lang, 'list.separator'))],
    [say(lang, 'page.focus'), focusTexts(lead, lang).join(say(lang, 'list.semicolon'))],
    [say(lang, 'page.zones'), zoneTexts(lead, lang).join(say(lang, 'list.separator'))],
  ];
  if (lead.outsideM2 > 0 && lead.category === 'suspectedBeyondExtent') {
    const ha = `${fixed(m2ToHa(lead.outsideM2), 2)} ${say(lang, 'page.ha')}`;
    rows.unshift([say(lang, 'page.outside'), `${ha} / ${fixed(m2ToMu(lead.outsideM2), 1)} ${say(lang, 'page.mu')}`]);
  }
  return html`<dl>
    ${rows
      .filter(([, v]) => v !== '')
      .map(
        ([k, v]) =>
          html`<dt>${k}</dt>
            <dd>${v}</dd>`,
      )}
  </dl>`;
}

function scores(lead: Lead, lang: Lang): Markup {
  const all = [
    ['score.confidence', lead.confidence.value],
    ['score.evidence', lead.evidence.value],
    ['score.ruleCertainty', lead.ruleCertainty.value],
  ] as const;
  return html`<div class="scores">
    ${all.map(([key, value]) => html`<span>${say(lang, key)}</span><i style="--v:${(value * 100).toFixed(0)}%"></i><b>${value.toFixed(2)}</b>`)}
  </div>`;
}

const list = (title: string, items: readonly string[]): Markup =>
  items.length === 0
    ? trusted('<div></div>')
    : html`<div>
        <h4>${title}</h4>
        <ul>
          ${items.map((t) => html`<li>${t}</li>`)}
        </ul>
      </div>`;
