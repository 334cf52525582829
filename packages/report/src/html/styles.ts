import { fontFamily, theme } from '../colors/theme.ts';

/** The style sheet of a report: light and dark, telephone, desk and paper. */
export const styles = `
:root{color-scheme:light dark;${variables('light')}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.55 ${fontFamily};-webkit-text-size-adjust:100%}
main{max-width:968px;margin:0 auto;padding:56px 24px 40px}
h1,h2,h3,p,dl,dd,ul,figure{margin:0;padding:0}
h1{font-size:34px;line-height:1.2;letter-spacing:-.015em;font-weight:700;text-wrap:balance}
.subtitle{margin-top:10px;font-size:18px;line-height:1.5;color:var(--muted);max-width:44em}
.date{margin-top:10px;font-size:13px;color:var(--muted)}
section{margin-top:44px;display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:20px}
section>*{grid-column:1/-1}
h2{font-size:21px;line-height:1.3;letter-spacing:-.01em;font-weight:650;padding-top:18px;border-top:1px solid var(--axis)}
.text{max-width:44em}
.text p+p{margin-top:.8em}
.note{max-width:none;padding:2px 0 2px 16px;border-left:3px solid var(--axis);color:var(--muted);font-size:15px}
.panel,.card{background:var(--surface);border:1px solid var(--grid);border-radius:10px}
.panel{padding:20px 24px 16px;min-width:0}
.panel.half{grid-column:auto/span 1}
.wide{margin:0 auto}
figcaption{margin-bottom:14px}
h3{font-size:16px;line-height:1.35;font-weight:650}
figcaption p{margin-top:3px;font-size:13.5px;line-height:1.45;color:var(--muted);max-width:62em}
.legend{display:flex;flex-wrap:wrap;gap:4px 18px;margin-top:9px;list-style:none;font-size:13px}
.symbol{display:inline-block;flex:none;margin-right:7px;overflow:visible;color:var(--on-light)}
.symbol [fill]:not([fill=none]){fill:currentColor}
.symbol [stroke]{stroke:currentColor}
.named{white-space:nowrap}
.wide svg,.phone svg{display:block;width:100%;height:auto}
.phone{display:none}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:14px}
.card{padding:14px 18px 15px}
dt{font-size:13px;color:var(--muted)}
.value{margin-top:3px;font-size:25px;line-height:1.25;font-weight:650;letter-spacing:-.01em;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
.note-line{margin-top:3px;font-size:12.5px;line-height:1.4;color:var(--muted)}
.scroll{overflow-x:auto;margin:0 -24px;padding:0 24px}
table{width:100%;border-collapse:collapse;font-size:14px;font-variant-numeric:tabular-nums}
th,td{padding:7px 14px 7px 0;border-top:1px solid var(--grid);white-space:nowrap;vertical-align:baseline}
th:last-child,td:last-child{padding-right:0}
.left{text-align:left}
.right{text-align:right}
tbody th{font-weight:400}
thead th{border-top:0;padding-top:0;font-weight:600;font-size:13px;color:var(--muted);vertical-align:bottom;white-space:normal}
footer{margin-top:48px;padding-top:16px;border-top:1px solid var(--grid);font-size:12.5px;color:var(--muted)}
@media screen and (prefers-color-scheme:dark){:root{${variables('dark')}}.symbol{color:var(--on-dark)}}
@media screen and (max-width:640px){
main{padding:32px 16px}
h1{font-size:27px}
.subtitle{font-size:16.5px}
section{margin-top:34px;gap:14px}
.panel,.panel.half{grid-column:1/-1;padding:16px 14px 12px}
.scroll{margin:0 -14px;padding:0 14px}
.cards{grid-template-columns:repeat(2,minmax(0,1fr));gap:10px}
.card{padding:12px 14px}
.value{font-size:21px}
.wide{display:none}
.phone{display:block}
.phone svg{max-width:480px;margin:0 auto}
}
@page{size:A4;margin:15mm 14mm}
@media print{
:root{color-scheme:light;--page:#fff}
body{font-size:10pt;line-height:1.45;print-color-adjust:exact;-webkit-print-color-adjust:exact}
main{max-width:none;padding:0}
h1{font-size:20pt}
.subtitle{font-size:11.5pt;margin-top:2mm}
.date{font-size:8.5pt;margin-top:1.5mm}
section{margin-top:6mm;gap:3.5mm}
h2{font-size:13.5pt;break-after:avoid;padding-top:3mm}
.panel,.card,tr,.note,p{break-inside:avoid}
h3,figcaption{break-after:avoid}
h3{font-size:11pt}
figcaption{margin-bottom:1.5mm}
figcaption p,.legend,.note{font-size:9pt}
p{orphans:3;widows:3}
.panel{padding:3mm 4mm 2mm}
.cards{grid-template-columns:repeat(4,minmax(0,1fr));gap:3mm}
.cards:has(>:nth-child(5):last-child){grid-template-columns:repeat(5,minmax(0,1fr))}
.card{padding:2.5mm 3.5mm}
dt,.note-line{font-size:8.5pt}
.value{font-size:14pt}
table{font-size:8.5pt}
thead{display:table-header-group}
thead th{font-size:8.5pt}
td,thead th{white-space:normal}
th,td{padding:1.3mm 2.2mm 1.3mm 0}
.scroll{overflow:visible;margin:0;padding:0}
footer{margin-top:8mm;font-size:8.5pt}
}
`;

function variables(mode: 'light' | 'dark'): string {
  return Object.entries(theme)
    .map(([name, pair]) => `--${name}:${pair[mode]};`)
    .join('');
}
