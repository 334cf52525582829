import { resolvePalette, type Palette } from '../colors/palette.ts';
import { requireFinite, requireLength, requireSome } from '../data/checks.ts';
import { formatNumber } from '../data/format.ts';
import { ReportInputError } from '../errors.ts';
import { legendSymbol } from '../svg/legend.ts';
import { renderSvg } from '../svg/render-svg.ts';
import { serializeSvg } from '../svg/svg-node.ts';
import { html, nothing, trusted, type Html } from './html.ts';
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
  switch (block.type) {
    case 'text': {
      return renderText(block);
    }
    case 'figures': {
      return renderFigures(block, context);
    }
    case 'chart': {
      return renderChart(block, context, frame);
    }
    case 'table': {
      return renderTable(block, context, frame);
    }
    default: {
      throw new ReportInputError(
        'REPORT_UNKNOWN_SECTION',
        `A report has blocks of text, figures, chart and table, received ${JSON.stringify((block as { type?: unknown }).type)}.`,
        'Set `type` to one of the four.',
      );
    }
  }
}

function renderText({ paragraphs, tone }: TextBlock): Html {
  requireSome(paragraphs, 'paragraphs');
  return html`<div class="text${tone === 'note' ? ' note' : ''}">
    ${paragraphs.map((text) => html`<p>${text}</p>`)}
  </div>`;
}

function renderFigures({ figures }: FiguresBlock, context: BlockContext): Html {
  requireSome(figures, 'figures');
  const cards = figures.map(({ label, value, note, regime }) => {
    const mark = regime === undefined ? nothing : swatch(regime, context);
    const below = note === undefined ? nothing : html`<dd class="note-line">${note}</dd>`;
    return html`<div class="card">
      <dt>${label}</dt>
      <dd class="value">${mark}${value}</dd>
      ${below}
    </div>`;
  });
  return html`<dl class="cards">${cards}</dl>`;
}

function renderChart({ chart }: ChartBlock, { nextId }: BlockContext, frame: string): Html {
  const id = nextId();
  const wide = trusted(renderSvg(chart, { frame: false, id }));
  const narrow = trusted(
    renderSvg(chart, { frame: false, id: `${id}-phone`, width: Math.min(PHONE_WIDTH, chart.width) }),
  );
  const dark = new Map(Object.entries(chart.darkColors));
  const legend = chart.legend.map((item) => {
    const symbol = symbolSvg(serializeSvg(legendSymbol(item)), item.color, dark.get(item.color) ?? item.color);
    return html`<li>${symbol}${item.name}</li>`;
  });
  return html`<figure class="${frame}">
    <figcaption>
      ${heading(chart.title, chart.subtitle)}${
        legend.length > 0
          ? html`<ul class="legend">
              ${legend}
            </ul>`
          : nothing
      }
    </figcaption>
    <div class="wide" ${chart.width <= HALF_WIDTH ? trusted(` style="max-width:${chart.width}px"`) : ''}>${wide}</div>
    <div class="phone">${narrow}</div>
  </figure> `;
}

function renderTable(table: TableBlock, context: BlockContext, frame: string): Html {
  const { title, subtitle, columns, rows } = table;
  requireSome(columns, 'columns');
  for (const [index, row] of rows.entries()) requireLength(row, columns.length, `rows[${index}]`);
  const aligned = columns.map((column, index) => ({ ...column, align: column.align ?? alignmentOf(rows, index) }));
  const head = aligned.map((column) => {
    const mark = column.regime === undefined ? nothing : swatch(column.regime, context);
    return html`<th scope="col" class="${column.align}">${named(mark, column.name)}</th>`;
  });
  const body = rows.map(
    (row, r) =>
      html`<tr>
        ${row.map((cell, c) => renderCell(cell, aligned[c]!, c === 0, `rows[${r}][${c}]`, context))}
      </tr> `,
  );
  const caption = title === undefined ? nothing : html`<figcaption>${heading(title, subtitle)}</figcaption>`;
  return html`<figure class="${frame}">
    ${caption}
    <div class="scroll">
      <table>
        <thead>
          <tr>
            ${head}
          </tr>
        </thead>
        <tbody>
          ${body}
        </tbody>
      </table>
    </div>
  </figure> `;
}

function renderCell(
  cell: TableCell,
  column: TableColumn,
  isFirst: boolean,
  place: string,
  context: BlockContext,
): Html {
  const align = column.align ?? 'left';
  const content = cellContent(cell, column, place, context);
  return isFirst ? html`<th scope="row" class="${align}">${content}</th>` : html`<td class="${align}">${content}</td>`;
}

function cellContent(cell: TableCell, { digits }: TableColumn, place: string, context: BlockContext): Html {
  if (cell === null) return html`–`;
  if (typeof cell === 'object') return named(swatch(cell.regime, context), cell.text);
  if (typeof cell === 'string') return html`${cell}`;
  requireFinite([cell], () => place);
  return html`${formatNumber(cell, digits)}`;
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
  return html`<h3>${title}</h3>
    ${subtitle === undefined ? nothing : html`<p>${subtitle}</p>`}`;
}

function swatch(regime: string, { palette }: BlockContext): Html {
  const { light, dark } = resolvePalette([regime], palette).get(regime)!.area;
  const shape = serializeSvg(legendSymbol({ name: regime, color: light, symbol: 'area' }));
  return symbolSvg(shape, light, dark);
}

/** A name that stays on one line with its symbol. */
function named(symbol: Html, name: string): Html {
  return symbol === nothing ? html`${name}` : html`<span class="named">${symbol}${name}</span>`;
}

/** A small picture beside a name. The colours go in as variables, so that one style rule serves all. */
function symbolSvg(shape: string, light: string, dark: string): Html {
  const style = `--on-light:${light};--on-dark:${dark}`;
  return html`<svg class="symbol" width="14" height="12" viewBox="0 0 14 12" aria-hidden="true" style="${style}">
    ${trusted(shape)}
  </svg>`;
}
