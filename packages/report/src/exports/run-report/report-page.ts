import { say } from '../../messages/catalogue.js';
import type { Lang } from '../../messages/phrase.js';
import type { ChipSource } from '../chips/chip-source.js';
import { html, trusted, type Markup } from '../page/html.js';
import { overviewSvg, type Overview } from '../page/overview.js';
import { barChart } from './bar-chart.js';
import type { ReportContent, ReportFacts, ReportSection } from './report-content.js';

const STYLE = `
body{margin:0 auto;max-width:900px;padding:24px;color:#16202b;background:#fff;font:14px/1.6 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
h1{font-size:24px;margin:0;color:#0d3b47}h2{font-size:17px;margin:22px 0 8px;color:#12616f;break-after:avoid}
.notice{background:#fff4dc;border:1px solid #e9b949;border-radius:8px;padding:8px 14px;margin:12px 0}.notice p{margin:0}.notice p:first-child{font-weight:600}
table{border-collapse:collapse;width:100%}th,td{border:1px solid #c4ccd4;padding:5px 9px;text-align:left;vertical-align:top;overflow-wrap:anywhere}th{background:#eef3f5;width:26%;font-weight:600}
.chart{max-width:100%;height:auto;font-size:13px;fill:#16202b;break-inside:avoid}
.overview{position:relative;line-height:0;break-inside:avoid;margin-top:10px}.overview img,.overview svg{width:100%;height:auto;display:block}.overview .layer,.overview svg{position:absolute;inset:0;height:100%}
.overview path{fill:var(--c);fill-opacity:.15;stroke:var(--c);stroke-width:2;vector-effect:non-scaling-stroke}.overview circle{fill:none;stroke:var(--c);stroke-width:2}
.overview text{font:600 13px system-ui,"Microsoft YaHei","Noto Sans CJK SC",sans-serif;fill:#fff;stroke:#000;stroke-width:3px;paint-order:stroke}
.soft{color:#5b6876;font-size:13px}ul{margin:4px 0;padding-left:20px}
@media print{body{padding:0}}
`;

/** The run report as a self-contained page. */
export function reportPage(
  content: ReportContent,
  facts: ReportFacts,
  overview: Overview,
  source: ChipSource,
  lang: Lang,
): string {
  return html`<!doctype html><html lang="${say(lang, 'page.lang')}"><head><meta charset="utf-8"/><meta name="viewport" content="width=device-width,initial-scale=1"/><meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"/><title>${content.title}</title><style>${trusted(STYLE)}</style></head><body><h1>${content.title}</h1>
<p class="soft">${say(lang, 'page.period', { before: facts.run.dateBefore, after: facts.run.dateAfter })} · ${say(lang, 'page.run')} ${facts.run.id}</p>
<div class="notice">${content.notices.map((n) => html`<p>${n}</p>`)}</div>
${content.sections.map((section) => sectionMarkup(section, () => map(facts, overview, source, lang)))}
</body></html>
`.text;
}

function sectionMarkup(
  { title, facts = [], bars = [], sentences = [], map: withMap }: ReportSection,
  drawMap: () => Markup,
): Markup {
  return html`<h2>${title}</h2>${facts.length > 0 && html`<table>${facts.map(([label, value]) => html`<tr><th>${label}</th><td>${value}</td></tr>`)}</table>`}${bars.length > 0 && barChart(bars)}${sentences.length > 0 && html`<ul>${sentences.map((s) => html`<li>${s}</li>`)}</ul>`}${withMap === true && drawMap()}`;
}

function map({ leads }: ReportFacts, { pair, hatch }: Overview, source: ChipSource, lang: Lang): Markup {
  const svg = overviewSvg(leads, source, pair.frame, say(lang, 'page.north'), (length) =>
    say(lang, 'page.scaleBar', { length }),
  );
  const image = (buffer: Buffer, type: string, name: string): Markup =>
    html`<img class="${name}" alt="" src="data:image/${type};base64,${trusted(buffer.toString('base64'))}"/>`;
  return html`<div class="overview">${image(pair.after, 'webp', 'ground')}${hatch !== null && image(hatch, 'png', 'layer')}${svg}</div><p class="soft">${say(lang, 'page.unobservedLegend')}</p>`;
}
