import type { RegimePrediction } from '@regimekit/detector';
import type { MarketSeries } from '@regimekit/features';
import { bandsFromLabels, priceWithBands, probabilityChart, type Chart, type ReportSection } from '@regimekit/report';

interface History {
  /** With dates, in their order. */
  readonly predictions: readonly RegimePrediction[];
  readonly price: MarketSeries;
  readonly priceName: string;
  /** In the order of the legend. */
  readonly regimes: readonly string[];
  /** Whether the model decides for one regime a day: then there are no probabilities to draw. @default false */
  readonly isDecided?: boolean;
}

/** What the market did and what was said of it: price over filtered regimes, and their probabilities. */
export function historySection(history: History): ReportSection {
  const { predictions, regimes, isDecided = false } = history;
  const labels = predictions.map(({ regime }) => regime);
  const probabilities = probabilityChart(
    {
      dates: datesOf(predictions),
      series: regimes.map((name) => ({
        name,
        values: predictions.map((one) => (one.probabilities as Readonly<Record<string, number>>)[name] ?? 0),
      })),
    },
    {
      title: 'Filtered probabilities',
      subtitle: 'Probability of each regime at the close of each day, given that day and all before it',
    },
  );
  return {
    title: 'What the market did, and what the model said',
    blocks: [
      { type: 'chart', chart: shadedPrice(history, labels, { title: 'The index by filtered regime' }) },
      ...(isDecided ? [] : [{ type: 'chart' as const, chart: probabilities }]),
    ],
  };
}

/** The price on the days of the predictions, shaded by one name per day. */
export function shadedPrice(
  { predictions, price, priceName, regimes }: History,
  labels: readonly string[],
  texts: { title: string; subtitle?: string; height?: number },
): Chart {
  const dates = datesOf(predictions);
  const closes = new Map(price.dates.map((date, i) => [date, price.values[i]!]));
  return priceWithBands(
    { dates, values: dates.map((date) => closes.get(date)!), bands: bandsFromLabels(dates, labels) },
    {
      subtitle: 'Close on a logarithmic scale; the ribbon repeats the shading',
      ...texts,
      valueName: priceName,
      regimes,
    },
  );
}

function datesOf(predictions: readonly RegimePrediction[]): string[] {
  return predictions.map(({ date }) => date!);
}
