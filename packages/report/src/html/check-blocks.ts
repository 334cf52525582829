// What a block must be before it is drawn, for callers without types.
import { ReportInputError } from '../errors.ts';
import {
  describeValue,
  requireArray,
  requireChoiceIfAny,
  requireRecords,
  requireText,
  requireTexts,
  requireTextsIfAny,
  requireWholeIfAny,
} from '../data/arguments.ts';
import { requireFinite, requireLength, requireSome } from '../data/checks.ts';
import { MOST_DIGITS } from '../data/format.ts';
import { checkChart } from '../svg/check-chart.ts';
import type { FiguresBlock, ReportBlock, TableBlock, TableCell, TextBlock } from './sections.ts';

/** @throws ReportInputError naming the field that cannot be drawn */
export function checkBlock(block: ReportBlock): void {
  switch (block.type) {
    case 'text': {
      return checkText(block);
    }
    case 'figures': {
      return checkFigures(block);
    }
    case 'chart': {
      return checkChart(block.chart, 'chart');
    }
    case 'table': {
      return checkTable(block);
    }
    default: {
      throw new ReportInputError(
        'REPORT_UNKNOWN_BLOCK',
        `A report has blocks of text, figures, chart and table, received ${describeValue((block as { type?: unknown }).type)}.`,
        'Set `type` to one of the four.',
      );
    }
  }
}

function checkText({ paragraphs, tone }: TextBlock): void {
  requireTexts(paragraphs, 'paragraphs');
  requireSome(paragraphs, 'paragraphs');
  requireChoiceIfAny(tone, ['plain', 'note'], 'tone');
}

function checkFigures({ figures }: FiguresBlock): void {
  requireRecords(figures, 'figures', 'label and value');
  requireSome(figures, 'figures');
  for (const [index, figure] of figures.entries()) {
    requireText(figure.label, `figures[${index}].label`);
    requireText(figure.value, `figures[${index}].value`);
    requireTextsIfAny(figure, ['note', 'regime'], `figures[${index}].`);
  }
}

function checkTable(table: TableBlock): void {
  const { columns, rows } = table;
  requireTextsIfAny(table, ['title', 'subtitle']);
  requireRecords(columns, 'columns', 'a name');
  requireSome(columns, 'columns');
  for (const [index, column] of columns.entries()) {
    requireText(column.name, `columns[${index}].name`);
    requireTextsIfAny(column, ['regime'], `columns[${index}].`);
    requireChoiceIfAny(column.align, ['left', 'right'], `columns[${index}].align`);
    requireWholeIfAny(column.digits, { min: 0, max: MOST_DIGITS }, `columns[${index}].digits`);
  }
  requireArray(rows, 'rows', 'rows');
  for (const [r, row] of Array.from(rows).entries()) {
    requireArray(row, `rows[${r}]`, 'cells');
    requireLength(row, columns.length, `rows[${r}]`);
    for (const [c, cell] of Array.from(row).entries()) checkCell(cell, `rows[${r}][${c}]`);
  }
}

function checkCell(cell: TableCell, place: string): void {
  if (cell === null || typeof cell === 'string') return;
  if (typeof cell === 'object') {
    requireText(cell.text, `${place}.text`);
    requireText(cell.regime, `${place}.regime`);
  } else {
    requireFinite([cell], () => place);
  }
}
