/** The style of a report, the only one in it: no element has one of its own, so that a strict policy can name its hash. */
export const REPORT_STYLE = `
:root{color-scheme:light dark;--paper:#f4f5f3;--card:#fff;--ink:#1b2226;--muted:#57636a;--line:#dde1df;--brand:#0d5c63;--band:#0d5c6326;--up:#c4242b;--down:#1a54b8;--up-rgb:196 36 43;--down-rgb:26 84 184;--deep:#86268a}
@media (prefers-color-scheme:dark){:root{--paper:#101416;--card:#181e21;--ink:#e7ecec;--muted:#9cabb0;--line:#2b3438;--brand:#7fd0d2;--band:#7fd0d226;--up:#ff8a84;--down:#86b4ff;--up-rgb:255 110 104;--down-rgb:110 160 255;--deep:#e79bea}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1180px;padding:28px 20px 48px;background:var(--paper);color:var(--ink);font:400 15px/1.55 system-ui,-apple-system,"Segoe UI","Apple SD Gothic Neo","Malgun Gothic","Noto Sans KR","Noto Sans CJK KR",sans-serif;font-variant-numeric:tabular-nums;word-break:keep-all;overflow-wrap:anywhere}
h1{font-size:1.5rem;line-height:1.3;margin:0}
h2{font-size:1.06rem;margin:0 0 2px}
p{margin:0}
.muted{color:var(--muted)}
section p.muted{font-size:.8125rem;margin:0 0 10px}
header{margin-bottom:18px}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(145px,1fr));gap:10px;margin:0 0 14px}
.tiles div{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:10px 14px}
.tiles dt{font-size:.8125rem;color:var(--muted)}
.tiles dd{margin:0;white-space:nowrap;font-size:1.2rem;font-weight:650;letter-spacing:-.01em}
section{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:16px 18px;margin:0 0 14px}
.two{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,460px),1fr));gap:0 14px;align-items:start}
.scroll{overflow-x:auto}
svg{display:block;width:100%;height:auto}
svg text{fill:var(--muted);font-size:12.5px}
.grid{stroke:var(--line);stroke-width:1}
.start{stroke:var(--muted);stroke-width:1;stroke-dasharray:4 4}
.equity,.deep{fill:none;stroke-width:1.8;stroke-linejoin:round}
.equity{stroke:var(--brand)}.band{fill:var(--band);stroke:none}
.deep{stroke:var(--deep);stroke-width:1.2}.under{fill:var(--deep);fill-opacity:.16}
.wick{fill:none;stroke-width:.8;stroke-opacity:.7}.body{stroke:none;fill-opacity:.8}
.wick.up{stroke:var(--up)}.wick.down{stroke:var(--down)}.body.up{fill:var(--up)}.body.down{fill:var(--down)}
.trade line{stroke-width:1.3;stroke-dasharray:3 2}.trade path{stroke:var(--card);stroke-width:.8;fill:var(--ink)}.trade circle{fill:var(--card);stroke:var(--ink);stroke-width:1.4}
.many line{stroke-width:2.4;stroke-linecap:round}
.gain line{stroke:var(--up)}.loss line{stroke:var(--down)}.even line{stroke:var(--muted)}
table{border-collapse:collapse;width:100%;font-size:.875rem}
th,td{padding:5px 8px;text-align:left;vertical-align:top;border-top:1px solid var(--line)}
thead th{border-top:0;font-size:.8125rem;font-weight:600;color:var(--muted);white-space:nowrap}
tr:first-child>*{border-top:0}
tbody tr:first-child>*{border-top:1px solid var(--line)}
.facts tbody tr:first-child>*{border-top:0}
.facts th{font-weight:600;white-space:nowrap;width:1%}
.inputs th{white-space:normal;min-width:8em}
th.n,td.n{text-align:right;white-space:nowrap}.t{white-space:nowrap}
td.up,dd.up{color:var(--up)}td.down,dd.down{color:var(--down)}
.why{min-width:20em;color:var(--muted);font-size:.8125rem}.why b{color:var(--ink);font-weight:600}
.months th,.months td{text-align:right;padding:5px 7px;white-space:nowrap}.months th:first-child{text-align:left}
.months td{border:1px solid var(--card);border-radius:4px}
.up1{background:rgb(var(--up-rgb)/10%)}.up2{background:rgb(var(--up-rgb)/20%)}.up3{background:rgb(var(--up-rgb)/34%)}.up4{background:rgb(var(--up-rgb)/50%)}
.down1{background:rgb(var(--down-rgb)/10%)}.down2{background:rgb(var(--down-rgb)/20%)}.down3{background:rgb(var(--down-rgb)/34%)}.down4{background:rgb(var(--down-rgb)/50%)}
code{font-family:ui-monospace,"SF Mono",Consolas,"Noto Sans Mono CJK KR",monospace;font-size:.86em}
@media (max-width:640px){svg text{font-size:24px}svg .between{display:none}.equity{stroke-width:3}.deep{stroke-width:2}}
@media print{:root{color-scheme:light;--paper:#fff;--card:#fff;--ink:#000;--muted:#444;--line:#ccc;--brand:#0d5c63;--band:#0d5c6326;--up:#c4242b;--down:#1a54b8;--up-rgb:196 36 43;--down-rgb:26 84 184;--deep:#86268a}body{max-width:none;padding:0;font-size:11px;print-color-adjust:exact;-webkit-print-color-adjust:exact}section,.tiles div{break-inside:avoid;border-color:#ccc}section.long{break-inside:auto}tr{break-inside:avoid}thead{display:table-header-group}.scroll{overflow:visible}.why{min-width:0}}
`;
