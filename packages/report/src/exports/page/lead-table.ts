import { m2ToHa, m2ToMu, type Lead } from '@landscar/core';
import { say, word } from '../../messages/catalogue.js';
import { fixed } from '../../messages/format-value.js';
import type { Lang } from '../../messages/phrase.js';
import { focusTexts, joined } from '../lead-text.js';
import { CATEGORY_COLOURS } from './category-colours.js';
import { html, type Markup } from './html.js';

/** The table of all leads; each row carries what the filters look at. */
export function leadTable(leads: readonly Lead[], lang: Lang): Markup {
  const heads: [string, boolean][] = [
    [say(lang, 'page.number'), false],
    [say(lang, 'page.category'), false],
    [say(lang, 'column.areaHa'), true],
    [say(lang, 'column.areaMu'), true],
    [say(lang, 'page.county'), false],
    [say(lang, 'page.project'), false],
    [say(lang, 'page.focus'), false],
    [say(lang, 'score.confidence'), true],
    [say(lang, 'score.evidence'), true],
    [say(lang, 'score.ruleCertainty'), true],
  ];
  return html`<div class="panel scroll">
    <table>
      <thead>
        <tr>
          ${heads.map(([t, number]) => html`<th data-number="${number ? 1 : 0}">${t}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${leads.map((lead) => row(lead, lang))}
      </tbody>
    </table>
  </div>`;
}

function row(lead: Lead, lang: Lang): Markup {
  const ha = m2ToHa(lead.areaM2);
  const focus = joined(focusTexts(lead, lang), lang);
  const places = [...new Set(lead.focus.map((f) => `${word(lang, 'focus', f.kind)} ${f.name}`))];
  const project = lead.project?.name ?? '';
  const county = lead.county?.name ?? '';
  const text = [lead.patchNo, lead.id, project, county, focus].join(' ').toLowerCase();
  return html`<tr
    data-id="${lead.id}"
    data-category="${lead.category}"
    data-county="${county}"
    data-ha="${ha.toFixed(4)}"
    data-text="${text}"
  >
    <td class="w"><a href="#${lead.id}">${lead.patchNo}</a></td>
    <td>
      <span class="pill" style="--c:${CATEGORY_COLOURS[lead.category]}">${word(lang, 'category', lead.category)}</span>
    </td>
    <td class="n">${fixed(ha, 2)}</td>
    <td class="n">${fixed(m2ToMu(lead.areaM2), 1)}</td>
    <td class="w">${county}</td>
    <td>${project}</td>
    <td>${firstOf(places, lang)}</td>
    ${[lead.confidence, lead.evidence, lead.ruleCertainty].map((s) => html`<td class="n">${s.value.toFixed(2)}</td>`)}
  </tr> `;
}

/** A lead in a town meets dozens of roads; its card has them all. */
function firstOf(places: readonly string[], lang: Lang): string {
  const list = places.slice(0, SHOWN_PLACES).join(say(lang, 'list.separator'));
  return places.length <= SHOWN_PLACES ? list : say(lang, 'page.andOthers', { list, count: places.length });
}

const SHOWN_PLACES = 2;
