import { word, say } from '../messages/catalogue.js';
import type { Lang } from '../messages/phrase.js';
import { html, trusted, type Markup } from '../exports/page/html.js';
import type { DossierContent, Picture } from './dossier-content.js';

const STYLE = `
body{margin:0 auto;max-width:960px;padding:24px;color:#16202b;background:#fff;font:14px/1.6 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
h1{font-size:24px;margin:0;color:#0d3b47}h2{font-size:17px;margin:22px 0 8px;color:#12616f}
.no{font-size:18px;font-weight:600}.pill{background:#12616f;color:#fff;border-radius:99px;padding:2px 12px;font-size:13px}
.notice{background:#fff4dc;border:1px solid #e9b949;border-radius:8px;padding:8px 14px;margin:12px 0}.notice p{margin:0}.notice p:first-child{font-weight:600}
table{border-collapse:collapse;width:100%}th,td{border:1px solid #c4ccd4;padding:5px 9px;text-align:left;vertical-align:top;width:32%}th{background:#eef3f5;width:18%;font-weight:600}
.scores th{width:20%}.scores td{width:13%}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:12px;break-inside:avoid}figure{margin:0}figure img{width:100%;height:auto;display:block;border-radius:4px}figcaption{font-size:13px;color:#5b6876}
.map{max-width:720px}footer{color:#5b6876;font-size:12px;margin-top:20px}
@media print{body{padding:0}}
`;

/** One dossier as a self-contained page. */
export function dossierPage(content: DossierContent, footer: string, lang: Lang): string {
  const { lead, table } = content;
  const rows: Markup[] = [];
  for (let i = 0; i < table.length; i += 2) {
    rows.push(
      html`<tr>
        ${table.slice(i, i + 2).map(
          ([k, v]) =>
            html`<th>${k}</th>
              <td>${v}</td>`,
        )}
      </tr>`,
    );
  }
  const list = (items: readonly string[]): Markup =>
    html`<ul>
      ${items.map((t) => html`<li>${t}</li>`)}
    </ul>`;
  return html`<!doctype html>
    <html lang="${say(lang, 'page.lang')}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"
        />
        <title>${content.title} ${lead.patchNo}</title>
        <style>
          ${trusted(STYLE)}
        </style>
      </head>
      <body>
        <h1>${content.title}</h1>
        <p>
          <span class="no">${lead.patchNo}</span> <span class="pill">${word(lang, 'category', lead.category)}</span>
        </p>
        <div class="notice">${content.notices.map((t) => html`<p>${t}</p>`)}</div>
        <h2>${say(lang, 'dossier.table')}</h2>
        <table>
          ${rows}
        </table>
        <h2>${say(lang, 'page.scores')}</h2>
        <table class="scores">
          <tr>
            ${content.scores.map(
              ([k, v]) =>
                html`<th>${k}</th>
                  <td>${v}</td>`,
            )}
          </tr>
        </table>
        <h2>${say(lang, 'page.reasons')}</h2>
        ${list(content.reasons)}${
          content.lowered.length > 0 &&
          html`<h2>${say(lang, 'page.lowered')}</h2>
            ${list(content.lowered)}`
        }
        ${content.chips.map(
          ({ title, before, after }) =>
            html`<h2>${title}</h2>
              <div class="pair">${figure(before)}${figure(after)}</div>`,
        )}
        <h2>${content.location.caption}</h2>
        <div class="map">${figure(content.location)}</div>
        <footer>${footer}</footer>
      </body>
    </html> `.text;
}

const figure = ({ jpeg, widthPx, heightPx, caption }: Picture): Markup =>
  html`<figure>
    <img
      width="${widthPx}"
      height="${heightPx}"
      alt="${caption}"
      src="data:image/jpeg;base64,${trusted(jpeg.toString('base64'))}"
    />
    <figcaption>${caption}</figcaption>
  </figure>`;
