import { LEAD_CATEGORIES, m2ToHa, m2ToMu, type Lead } from '@landscar/core';
import { say, word } from '../../messages/catalogue.js';
import { fixed, trimmed } from '../../messages/format-value.js';
import type { Lang } from '../../messages/phrase.js';
import { chipFrame } from '../chips/chip-frame.js';
import { naturalComposite, type ChipSource } from '../chips/chip-source.js';
import { mapInOrder } from '../chips/in-order.js';
import { renderChips } from '../chips/render-chips.js';
import { isNonCommercial, type RunInfo } from '../run-info.js';
import { warningText } from '../warning-text.js';
import { CATEGORY_COLOURS } from './category-colours.js';
import { html, trusted, type Markup } from './html.js';
import { leadCard } from './lead-card.js';
import { leadTable } from './lead-table.js';
import { overviewSvg, renderOverview, type Overview } from './overview.js';
import { PAGE_SCRIPT } from './page-script.js';
import { PAGE_STYLE } from './page-style.js';

/** Leads with pictures on the page: 10 to 25 kB each, so that they take less than 10 MB of the file. */
const PICTURE_LIMIT = 400;
const CHIP_FRAME = { sizePx: 340, factor: 1.9, minSidePx: 56 };

/** The self-contained page: nothing is loaded from outside, and the policy in its head forbids it. */
export async function leadsPage(leads: readonly Lead[], source: ChipSource, run: RunInfo, lang: Lang): Promise<string> {
  const composite = naturalComposite(source.manifest.bands);
  const overview = await renderOverview(source);
  const { grid, pixelSizeM } = source.manifest;
  const pairs = await mapInOrder(leads.slice(0, PICTURE_LIMIT), 2, (lead) =>
    renderChips(source, chipFrame(lead.geometry, grid, pixelSizeM, CHIP_FRAME), {
      composite,
      format: 'webp',
      keepsPixels: true,
    }),
  );
  const cards = leads.map((lead, i) => leadCard(lead, pairs[i] ?? null, source, lang));
  const title = `${run.siteName} ${say(lang, 'page.title')}`;
  const page = html`<!doctype html>
    <html lang="${say(lang, 'page.lang')}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
        />
        <title>${title}</title>
        <style>
          ${trusted(PAGE_STYLE)}
        </style>
      </head>
      <body>
        ${header(run, lang)}
        <div class="wrap">
          ${notices(run, lang)}${tiles(leads, run, lang)}
          <h2>${say(lang, 'page.overview')}</h2>
          ${overviewPanel(overview, leads, source, lang)}
        </div>
        ${leads.length === 0 ? html`<div class="wrap"><p>${say(lang, 'page.noLeads')}</p></div>` : filters(leads, lang)}
        <div class="wrap">
          ${
            leads.length > 0 &&
            html`<h2>${say(lang, 'page.table')}</h2>
              ${leadTable(leads, lang)}
              <p id="none" class="hide">${say(lang, 'page.none')}</p>
              <h2>${say(lang, 'page.details')}</h2>`
          }
          ${leads.length > pairs.length && html`<p>${say(lang, 'page.noPicture', { count: pairs.length, rest: leads.length - pairs.length })}</p>`}
          ${cards}
        </div>
        ${footer(source, run, composite.kind === 'grey', lang)}
        <script>
          ${trusted(PAGE_SCRIPT)};
        </script>
      </body>
    </html> `;
  return page.text;
}

function header(run: RunInfo, lang: Lang): Markup {
  const period = say(lang, 'page.period', { before: run.dateBefore, after: run.dateAfter });
  return html`<header>
    <div class="wrap">
      ${run.demo && html`<span class="demo">${say(lang, 'notice.demo')}</span>`}
      <h1>${run.siteName}</h1>
      <div class="sub">
        <span>${say(lang, 'page.title')}</span><span>${period}</span><span>${say(lang, 'page.run')} ${run.id}</span>
      </div>
    </div>
  </header>`;
}

function notices(run: RunInfo, lang: Lang): Markup {
  const nonCommercial = isNonCommercial(run.modelLicence) && html` <b>${say(lang, 'notice.nonCommercial')}</b>`;
  const warnings = (run.warnings ?? []).map((w) => html`<p>${say(lang, 'page.warnings')}: ${warningText(lang, w)}</p>`);
  return html`<div class="notice" role="note">
    <p><b>${say(lang, 'notice.clueOnly')}</b></p>
    <p>${say(lang, 'notice.licence', { licence: run.modelLicence })}${nonCommercial}</p>
    ${warnings}
  </div>`;
}

function tiles(leads: readonly Lead[], run: RunInfo, lang: Lang): Markup {
  const areaM2 = leads.reduce((sum, lead) => sum + lead.areaM2, 0);
  const categories = LEAD_CATEGORIES.map((c) => [c, leads.filter((l) => l.category === c).length] as const);
  return html`<div class="tiles">
    <div class="tile"><b>${leads.length}</b><span>${say(lang, 'page.leads')}</span></div>
    <div class="tile">
      <b>${fixed(m2ToHa(areaM2), 1)} <small>${say(lang, 'page.ha')}</small></b
      ><span>${say(lang, 'page.area')} · ${fixed(m2ToMu(areaM2), 0)} ${say(lang, 'page.mu')}</span>
    </div>
    <div class="tile">
      <b>${trimmed(run.unobservedHa, 1)} <small>${say(lang, 'page.ha')}</small></b
      ><span>${say(lang, 'page.unobserved')}</span>
    </div>
    ${categories.filter(([, n]) => n > 0).map(([c, n]) => html`<div class="tile" style="--c:${CATEGORY_COLOURS[c]}"><b>${n}</b><span>${word(lang, 'category', c)}</span></div>`)}
  </div>`;
}

function overviewPanel({ pair, hatch }: Overview, leads: readonly Lead[], source: ChipSource, lang: Lang): Markup {
  const { manifest } = source;
  const { widthPx, heightPx } = pair.frame;
  const picture = (date: 'before' | 'after'): Markup => {
    const name = `${say(lang, date === 'before' ? 'page.before' : 'page.after')} ${date === 'before' ? manifest.dateBefore : manifest.dateAfter}`;
    return html`<img
      class="date-${date}"
      width="${widthPx}"
      height="${heightPx}"
      alt="${name}"
      src="data:image/webp;base64,${trusted(pair[date].toString('base64'))}"
    />`;
  };
  const svg = overviewSvg(leads, source, pair.frame, say(lang, 'page.north'), (length) =>
    say(lang, 'page.scaleBar', { length }),
  );
  return html`<div class="panel">
    <div class="bar">
      <span class="seg"
        ><button value="before" aria-pressed="false">${say(lang, 'page.before')} ${manifest.dateBefore}</button
        ><button value="after" aria-pressed="true">${say(lang, 'page.after')} ${manifest.dateAfter}</button></span
      ><label><input type="checkbox" id="outlines" checked />${say(lang, 'page.outlines')}</label
      >${hatch !== null && html`<span class="legend">${say(lang, 'page.unobservedLegend')}</span>`}
    </div>
    <div class="overview">
      ${picture('after')}${picture('before')}${hatch !== null && html`<img class="layer" alt="" src="data:image/png;base64,${trusted(hatch.toString('base64'))}" />`}${svg}
    </div>
  </div>`;
}

function filters(leads: readonly Lead[], lang: Lang): Markup {
  const used = LEAD_CATEGORIES.filter((c) => leads.some((l) => l.category === c));
  const counties = [...new Set(leads.map((l) => l.county?.name ?? ''))].filter((n) => n !== '').sort();
  const total = leads.length;
  return html`<div class="filters">
    <div class="wrap">
      <input type="search" id="f-text" placeholder="${say(lang, 'page.search')}" /><select id="f-county">
        <option value="">${say(lang, 'page.allCounties')}</option>
        ${counties.map((n) => html`<option>${n}</option>`)}</select
      ><label>${say(lang, 'page.minArea')} <input type="number" id="f-area" min="0" step="0.1" value="0" /></label
      >${used.map((c) => html`<label class="chipbox" style="--c:${CATEGORY_COLOURS[c]}"><input type="checkbox" value="${c}" checked />${word(lang, 'category', c)}</label>`)}<span
        class="count"
        id="shown"
        data-phrase="${say(lang, 'page.shown', { shown: '#', total })}"
        >${say(lang, 'page.shown', { shown: total, total })}</span
      >
    </div>
  </div>`;
}

function footer({ manifest }: ChipSource, run: RunInfo, grey: boolean, lang: Lang): Markup {
  const versions = say(lang, 'page.versions', {
    model: run.modelId,
    rules: run.ruleSet,
    fingerprint: manifest.fingerprint.slice(0, 16),
  });
  const made = Object.entries(run.versions)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, v]) => `${name} ${v}`)
    .join(' · ');
  const shown = grey ? say(lang, 'page.grey') : say(lang, 'page.mapped', { pixel: trimmed(manifest.pixelSizeM, 2) });
  return html`<footer class="wrap">
    <p>${shown}</p>
    <p>${say(lang, 'page.datum')}</p>
    <p>${versions}</p>
    <p>${made}</p>
  </footer>`;
}
