/** The page's look. No fonts, pictures or anything else from outside. */
export const PAGE_STYLE = `
:root{--ink:#16202b;--soft:#5b6876;--line:#dfe4ea;--paper:#fff;--ground:#f3f5f7;--accent:#12616f;--warn:#fff4dc;--warnline:#e9b949}
*{box-sizing:border-box}
html{scroll-behavior:smooth;scroll-padding-top:76px}
body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.6 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Source Han Sans SC","WenQuanYi Micro Hei",sans-serif}
.wrap{max-width:1320px;margin:0 auto;padding:0 24px}
header{background:linear-gradient(120deg,#0d3b47,#12616f);color:#fff;padding:28px 0 30px}
header h1{margin:0 0 4px;font-size:26px;line-height:1.3;letter-spacing:.5px}
header .sub{display:flex;flex-wrap:wrap;gap:4px 22px;color:#cfe5e8;font-size:14px}
.demo{display:inline-block;background:#ffd166;color:#4a3300;border-radius:4px;padding:1px 10px;font-size:13px;margin-bottom:10px}
.notice{background:var(--warn);border:1px solid var(--warnline);border-radius:8px;padding:10px 16px;margin:18px 0}
.notice p{margin:0}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;margin:18px 0}
.tile{background:var(--paper);border:1px solid var(--line);border-radius:10px;padding:12px 16px;border-top:3px solid var(--c,var(--accent))}
.tile b{display:block;font-size:24px;line-height:1.3;font-variant-numeric:tabular-nums}
.tile b small{font-size:14px;font-weight:500;color:var(--soft)}
.tile span{color:var(--soft);font-size:13px}
h2{font-size:19px;margin:28px 0 10px}
.panel{background:var(--paper);border:1px solid var(--line);border-radius:10px;overflow:hidden}
.bar{display:flex;flex-wrap:wrap;gap:8px 18px;align-items:center;padding:10px 16px}
.bar label{display:inline-flex;gap:6px;align-items:center;font-size:14px;white-space:nowrap}
.overview{position:relative;background:#222;line-height:0}
.overview img,.overview svg{width:100%;height:auto;display:block}
.overview .layer{position:absolute;inset:0;height:100%}
.overview.before .date-after,.overview:not(.before) .date-before{visibility:hidden}
.overview .date-before{position:absolute;inset:0;height:100%}
.overview path{fill:var(--c);fill-opacity:.12;stroke:var(--c);stroke-width:2;vector-effect:non-scaling-stroke;paint-order:stroke}
.overview circle{fill:none;stroke:var(--c);stroke-width:2}
.overview a:hover path{fill-opacity:.55}
.overview text,.chip text{font:600 13px system-ui,"Microsoft YaHei","Noto Sans CJK SC",sans-serif;fill:#fff;stroke:#000;stroke-width:3px;paint-order:stroke;stroke-linejoin:round}
.seg{display:inline-flex;border:1px solid var(--line);border-radius:7px;overflow:hidden}
.seg button{border:0;background:#fff;font:inherit;font-size:14px;padding:4px 14px;cursor:pointer;color:var(--ink)}
.seg button[aria-pressed=true]{background:var(--accent);color:#fff}
.legend{color:var(--soft);font-size:13px}
.filters{position:sticky;top:0;z-index:5;background:rgba(243,245,247,.96);border-bottom:1px solid var(--line);padding:10px 0}
.filters .wrap{display:flex;flex-wrap:wrap;gap:8px 14px;align-items:center}
.filters input[type=search]{flex:1 1 220px}
.filters input,.filters select{font:inherit;font-size:14px;border:1px solid #c4ccd4;border-radius:7px;padding:5px 10px;background:#fff;color:var(--ink);min-width:0}
.filters input[type=number]{width:84px}
.chipbox{display:inline-flex;align-items:center;gap:6px;font-size:13px;border:1px solid var(--line);background:#fff;border-radius:99px;padding:3px 11px 3px 8px;cursor:pointer;white-space:nowrap}
.chipbox input{accent-color:var(--c);margin:0}
.count{color:var(--soft);font-size:13px;margin-left:auto;white-space:nowrap}
.scroll{overflow:auto;max-height:520px}
table{border-collapse:collapse;width:100%;font-size:14px}
th{position:sticky;top:0;background:#eaeff2;text-align:left;font-weight:600;padding:8px 12px;white-space:nowrap;cursor:pointer;user-select:none;z-index:1}
th[aria-sort=ascending]::after{content:" ▲";font-size:10px}th[aria-sort=descending]::after{content:" ▼";font-size:10px}
td{padding:7px 12px;border-top:1px solid var(--line);vertical-align:top}
td.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td.w{white-space:nowrap}
tbody tr:hover{background:#f5f9fa}
a{color:var(--accent);text-decoration:none}a:hover{text-decoration:underline}
.pill{display:inline-block;border-radius:99px;padding:1px 11px;font-size:13px;font-weight:600;color:#fff;background:var(--c);white-space:nowrap}
.tag{display:inline-block;border-radius:99px;padding:0 10px;font-size:13px;border:1px solid #c4ccd4;color:var(--soft);white-space:nowrap}
.card{background:var(--paper);border:1px solid var(--line);border-left:4px solid var(--c);border-radius:10px;margin:14px 0;padding:16px 18px;content-visibility:auto;contain-intrinsic-size:auto 470px}
.card:target{box-shadow:0 0 0 3px var(--c)}
.card h3{margin:0 0 12px;font-size:17px;display:flex;flex-wrap:wrap;gap:6px 10px;align-items:center}
.card h3 .no{font-variant-numeric:tabular-nums;letter-spacing:.3px}
.card h3 .area{margin-left:auto;font-size:16px;font-weight:600;white-space:nowrap}
.card h3 .area small{color:var(--soft);font-weight:400;font-size:14px}
.body{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr) minmax(0,1.15fr);gap:14px}
figure{margin:0}
.chip{position:relative;border-radius:6px;overflow:hidden;background:#d6d6d6}
.chip img,.chip svg{display:block;width:100%;height:100%}
.chip .pixels{image-rendering:pixelated}
.chip svg{position:absolute;inset:0}
.chip .halo{fill:none;stroke:#000;stroke-opacity:.55;stroke-width:4;stroke-linejoin:round;vector-effect:non-scaling-stroke}
.chip .line{fill:none;stroke:#ffe14d;stroke-width:2;stroke-linejoin:round;vector-effect:non-scaling-stroke}
body.plain .halo,body.plain .line{display:none}
figcaption{font-size:14px;padding:5px 2px 0;display:flex;justify-content:space-between;gap:8px}
figcaption b{font-variant-numeric:tabular-nums}
.nopic{grid-column:span 2;display:grid;place-items:center;background:var(--ground);border:1px dashed #c4ccd4;border-radius:6px;color:var(--soft);min-height:90px}
dl{margin:0;display:grid;grid-template-columns:max-content minmax(0,1fr);gap:3px 14px;font-size:14px;align-content:start}
dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
.scores{display:grid;grid-template-columns:max-content 1fr max-content;gap:2px 10px;align-items:center;font-size:14px;margin-top:10px}
.scores span{color:var(--soft)}
.scores i{height:7px;border-radius:4px;background:#e3e8ec;overflow:hidden}
.scores i::before{content:"";display:block;height:100%;width:var(--v);background:var(--accent);border-radius:4px}
.scores b{font-weight:600;font-variant-numeric:tabular-nums}
.why{margin:12px 0 0;font-size:14px;display:grid;grid-template-columns:1fr 1fr;gap:0 14px}
.why h4{margin:0;font-size:13px;color:var(--soft);font-weight:600}
.why ul{margin:2px 0 0;padding-left:18px}
footer{color:var(--soft);font-size:13px;padding:22px 0 40px;overflow-wrap:anywhere}
footer p{margin:2px 0}
.hide{display:none!important}
@media (max-width:900px){.body{grid-template-columns:1fr 1fr}.facts{grid-column:span 2}.why{grid-template-columns:1fr}}
@media print{.filters,.bar button{display:none}.card{break-inside:avoid;content-visibility:visible}.scroll{max-height:none}header{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
`;
