/** The page's own style: it needs nothing from anywhere, and follows the reader's light or dark. */
export const STYLE = `
:root{--bg:#f7f7f4;--card:#fff;--ink:#1f2428;--soft:#6a737d;--line:#e3e3dd;--good:#1a7f4b;--bad:#c62f2f;
--c1:#4c78a8;--c2:#2a9d8f;--c3:#e9a03b;--c4:#b279a2;--c5:#9d755d}
@media(prefers-color-scheme:dark){:root{--bg:#14171a;--card:#1c2024;--ink:#e6e8ea;--soft:#98a1aa;--line:#2c3238;
--good:#4ac585;--bad:#ff6b6b;--c1:#6f9fd0;--c2:#46bfae;--c3:#f0b458;--c4:#c896bb;--c5:#bb9580}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
main{max-width:1180px;margin:0 auto;padding:32px 20px 80px}
h1{font-size:26px;margin:0}h2{font-size:17px;margin:36px 0 12px}
small{color:var(--soft);font-size:12.5px}code{font-size:.92em}
.good{color:var(--good)}.bad{color:var(--bad)}
.verdict{display:flex;gap:18px;align-items:center;border-left:6px solid;padding:4px 0 4px 18px}
.verdict p{margin:2px 0 0;color:var(--soft)}.verdict h1{color:inherit}
.notice{color:var(--soft)}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;margin:26px 0 0;padding:0;list-style:none}
.tiles li,.card{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:12px 16px}
.tiles b{display:block;font-size:22px;font-variant-numeric:tabular-nums}
.tiles small{display:block}
.bar{display:flex;list-style:none;margin:0 0 14px;padding:0;gap:2px}
.bar li{position:relative;overflow:hidden;white-space:nowrap;text-overflow:ellipsis;padding:8px 8px 11px;font-size:13px;
background:color-mix(in srgb,var(--c2) 18%,var(--card));color:var(--ink);border-radius:5px;min-width:3px}
.bar li.bad{background:color-mix(in srgb,var(--bad) 25%,var(--card))}
.bar .rolling{position:absolute;bottom:0;height:4px;background:var(--c3)}
.chart{margin:0 0 16px}.chart svg{display:block;width:100%;height:110px;background:var(--bg);border-radius:5px}
.chart figcaption{font-size:13px;margin-bottom:4px}.unit{color:var(--soft);margin-right:10px}
.key{margin-left:10px;white-space:nowrap}.key i{display:inline-block;width:10px;height:10px;border-radius:2px;margin-right:5px}
.grid{stroke:var(--line);stroke-width:1;vector-effect:non-scaling-stroke}
.mark{stroke:var(--ink);stroke-width:1;stroke-dasharray:3 3;opacity:.55;vector-effect:non-scaling-stroke}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:14px}
th{font-weight:600;font-size:12.5px;color:var(--soft);text-align:left;white-space:nowrap}
th,td{padding:8px 10px;border-bottom:1px solid var(--line);vertical-align:top}tr:last-child td{border-bottom:0}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.shares{list-style:none;margin:0;padding:0;min-width:130px}
.shares li{position:relative;padding:0 6px;font-size:13px;isolation:isolate;white-space:nowrap}
.shares span{position:absolute;inset:1px auto 1px 0;background:color-mix(in srgb,var(--c1) 28%,transparent);border-radius:3px;z-index:-1}
.figure{white-space:nowrap;margin-right:12px;color:var(--soft);display:inline-block}.figure b{color:var(--ink)}
pre{white-space:pre-wrap;font-size:12.5px;margin:6px 0 0}
.invariants{list-style:none;margin:0;padding:0;display:grid;gap:8px;grid-template-columns:repeat(auto-fill,minmax(350px,1fr))}
.invariants>li.bad{grid-column:1/-1}
.invariants>li{display:flex;gap:12px;background:var(--card);border:1px solid var(--line);border-radius:10px;padding:10px 16px}
.invariants>li>i{font-style:normal;font-weight:700}.invariants>li>div{color:var(--ink);min-width:0;flex:1}
.invariants small{margin-left:10px}.invariants ol{margin:6px 0;padding-left:22px;font-size:13px;overflow-wrap:anywhere}
.muted{opacity:.65}
`;
