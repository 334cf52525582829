import type { Chart } from '../chart.ts';
import { requireObject, requireRecords, requireText, requireTextsIfAny } from '../data/arguments.ts';
import { checkSize } from '../charts/chart-options.ts';

/** Throws unless it has all that a builder puts into a chart; what its option asks for is between it and echarts. */
export function checkChart(chart: Chart, what: string): void {
  requireObject(chart, what, 'a chart that one of the builders made');
  requireText(chart.title, `${what}.title`);
  requireText(chart.description, `${what}.description`);
  requireTextsIfAny(chart, ['subtitle'], `${what}.`);
  checkSize(chart.width, `${what}.width`);
  checkSize(chart.height, `${what}.height`);
  requireRecords(chart.legend, `${what}.legend`, 'name, color and symbol');
  for (const [index, item] of chart.legend.entries()) {
    for (const field of ['name', 'color', 'symbol'] as const)
      requireText(item[field], `${what}.legend[${index}].${field}`);
  }
  requireObject(chart.option, `${what}.option`, 'an option of echarts');
  requireObject(chart.darkColors, `${what}.darkColors`, 'an object with the dark colour of each light one');
}
