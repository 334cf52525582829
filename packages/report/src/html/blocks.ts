import { toColorPair } from '../colors/color-pair.ts';
import { resolvePalette, type Palette } from '../colors/palette.ts';
import { checkBlock } from './check-blocks.ts';
import { formatNumber } from '../data/format.ts';
import { legendSymbol } from '../svg/legend.ts';
import { renderSvg } from '../svg/render-svg.ts';
import { serializeSvg } from '../svg/svg-node.ts';
import { markup, nothing, trusted, type Html } from './html.ts';
import type {
  ChartBlock,
  FiguresBlock,
  ReportBlock,
  TableBlock,
  TableCell,
  TableColumn,
  TextBlock,
} from './sections.ts';

/** Width at which a chart is drawn once more for telephones. */
const PHONE_WIDTH = 340;

/** Charts up to this width, and tables of so few columns, stand two in a row. */
const HALF_WIDTH = 440;
const HALF_COLUMNS = 3;

export interface BlockContext {
  readonly palette: Palette;
  /** A new id, unique in the page. */
  readonly nextId: () => string;
}

/** Renders blocks in order; neighbours that need little room share a row. */
export function renderBlocks(blocks: readonly ReportBlock[], context: BlockContext): Html[] {
  for (const block of blocks) checkBlock(block);
  let open = false;
  return blocks.map((block, index) => {
    const next = blocks[index + 1];
    const isSecond = open;
    open = !open && isNarrow(block) && next !== undefined && isNarrow(next);
    return renderBlock(block, context, open || isSecond ? 'panel half' : 'panel');
  });
}

function isNarrow(block: ReportBlock): boolean {
  if (block.type === 'table') return block.columns.length <= HALF_COLUMNS;
  return block.type === 'chart' && block.chart.width <= HALF_WIDTH;
}

function renderBlock(block: ReportBlock, context: BlockContext, frame: string): Html {
  if (block.type === 'text') return renderText(block);
  if (block.type === 'figures') return renderFigures(block, context);
  return block.type === 'chart' ? renderChart(block, context, frame) : renderTable(block, context, frame);
}

function renderText({ paragraphs, tone }: TextBlock): Html {
  const kind = tone === 'note' ? 'text note' : 'text';
  return markup`<div class="${kind}">${paragraphs.map((text) => markup`<p>${text}</p>`)}</div>\n`;
}

function renderFigures({ figures }: FiguresBlock, context: BlockContext): Html {
  const cards = figures.map(({ label, value, note, regime }) => {
    const shown = named(regime, value, context);
    const below = note === undefined ? nothing : markup`<dd class="note-line">${note}</dd>`;
    return markup`<div class="card"><dt>${label}</dt><dd class="value">${shown}</dd>${below}</div>\n`;
  });
  return markup`<dl class="cards">\n${cards}</dl>\n`;
}

function renderChart({ chart }: ChartBlock, { nextId }: BlockContext, frame: string): Html {
  const id = nextId();
  const phoneWidth = Math.min(PHONE_WIDTH, chart.width);
  const wide = trusted(renderSvg(chart, { frame: false, id }));
  const phone = trusted(renderSvg(chart, { frame: false, id: `${id}-phone`, width: phoneWidth }));
  const legend = chart.legend.map((item) => {
    const dark = chart.darkColors[item.color] ?? item.color;
    return markup`<li>${symbolSvg(serializeSvg(legendSymbol(item)), item.color, dark)}${item.name}</li>`;
  });
  const list = legend.length > 0 ? markup`<ul class="legend">${legend}</ul>` : nothing;
  const limit = chart.width <= HALF_WIDTH ? markup` style="max-width:${chart.width}px"` : nothing;
  return markup`<figure class="${frame}">
<figcaption>${heading(chart.title, chart.subtitle)}${list}</figcaption>
<div class="wide"${limit}>${wide}</div>
<div class="phone">${phone}</div>
</figure>
`;
}

function renderTable(table: TableBlock, context: BlockContext, frame: string): Html {
  const { title, subtitle, columns, rows } = table;
  const aligned = columns.map((column, index) => ({ ...column, align: column.align ?? alignmentOf(rows, index) }));
  const head = aligned.map(({ name, align, regime }) => {
    return markup`<th scope="col" class="${align}">${named(regime, name, context)}</th>`;
  });
  const body = rows.map((row) => {
    const cells = row.map((cell, c) => renderCell(cellContent(cell, aligned[c]!, context), aligned[c]!.align, c));
    return markup`<tr>${cells}</tr>\n`;
  });
  const caption = title === undefined ? nothing : markup`<figcaption>${heading(title, subtitle)}</figcaption>\n`;
  return markup`<figure class="${frame}">
${caption}<div class="scroll"><table>
<thead><tr>${head}</tr></thead>
<tbody>
${body}</tbody>
</table></div>
</figure>
`;
}

function renderCell(content: Html, align: string, column: number): Html {
  return column === 0
    ? markup`<th scope="row" class="${align}">${content}</th>`
    : markup`<td class="${align}">${content}</td>`;
}

function cellContent(cell: TableCell, { digits }: TableColumn, context: BlockContext): Html {
  if (cell === null) return markup`\u2013`;
  if (typeof cell === 'object') return named(cell.regime, cell.text, context);
  if (typeof cell === 'string') return markup`${cell}`;
  return markup`${formatNumber(cell, digits)}`;
}

/** Text that reads as a number: `12`, `−3.4 %`, `<0.1 %`; dates do not. */
const NUMERIC_TEXT = /^[<>]?[+\-−]?\d[\d.,]*\s?%?$/;

function alignmentOf(rows: TableBlock['rows'], column: number): 'left' | 'right' {
  const cells = rows.map((row) => row[column]);
  const isNumeric = (cell: TableCell | undefined): boolean => {
    return cell === null || typeof cell === 'number' || (typeof cell === 'string' && NUMERIC_TEXT.test(cell));
  };
  return cells.length > 0 && cells.every(isNumeric) ? 'right' : 'left';
}

function heading(title: string, subtitle: string | undefined): Html {
  return markup`<h3>${title}</h3>${subtitle === undefined ? nothing : markup`<p>${subtitle}</p>`}`;
}

/** A text that stays on one line with the colour of its regime, when it has one. */
function named(regime: string | undefined, text: string, { palette }: BlockContext): Html {
  if (regime === undefined) return markup`${text}`;
  const { light, dark } = resolvePalette([regime], palette).get(regime)!.area;
  const shape = serializeSvg(legendSymbol({ name: regime, color: light, symbol: 'area' }));
  return markup`<span class="named">${symbolSvg(shape, light, dark)}${text}</span>`;
}

/** A small picture beside a name. The colours go in as variables, so that one style rule serves all. */
function symbolSvg(shape: string, light: string, dark: string): Html {
  const colors = toColorPair({ light, dark }, 'legend');
  const style = `--on-light:${colors.light};--on-dark:${colors.dark}`;
  const box = markup`width="14" height="12" viewBox="0 0 14 12" aria-hidden="true"`;
  return markup`<svg class="symbol" ${box} style="${style}">${trusted(shape)}</svg>`;
}
