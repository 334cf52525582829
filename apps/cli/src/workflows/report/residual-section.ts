import type { ResidualPictures, ResidualTest, ResidualTestName } from '@regimekit/hmm-core';
import {
  autocorrelationChart,
  histogramChart,
  quantileChart,
  type ReportBlock,
  type ReportSection,
} from '@regimekit/report';

/** What each test is about, in the words of a table. */
export const testNames: Readonly<Record<ResidualTestName, string>> = {
  'jarque-bera': 'shape (Jarque-Bera)',
  kolmogorov: 'forecasts as a whole (Kolmogorov)',
  'ljung-box': 'memory (Ljung-Box)',
  'ljung-box-squares': 'swings of volatility (Ljung-Box, squares)',
};

/** Tests of all features, then the pictures of each. */
export function residualSections(
  columns: readonly string[],
  tests: readonly ResidualTest[],
  pictures: readonly ResidualPictures[],
): ReportSection[] {
  return [
    { title: 'Are the rows such as the model foresees them?', blocks: [testBlock(columns, tests), limits] },
    ...pictures.map((picture) => ({
      title: columns[picture.feature]!,
      blocks: drawings(columns[picture.feature]!, picture),
    })),
  ];
}

function testBlock(columns: readonly string[], tests: readonly ResidualTest[]): ReportBlock {
  return {
    type: 'table',
    title: 'Tests',
    subtitle: 'p corrected for all of these tests at once (Holm)',
    columns: [
      { name: 'feature' },
      { name: 'test' },
      { name: 'statistic' },
      { name: 'p', digits: 4 },
      { name: 'what it says', align: 'left' },
    ],
    rows: tests.map(({ feature, test, statistic, adjustedPValue, meaning }) => [
      columns[feature]!,
      testNames[test],
      statistic,
      adjustedPValue,
      meaning,
    ]),
  };
}

const limits: ReportBlock = {
  type: 'text',
  tone: 'note',
  paragraphs: [
    'Each row is judged from the rows before it, feature by feature. On the rows a model was fitted to p is approximate. With very many rows every model is rejected: look how far it is off, and where.',
  ],
};

function drawings(name: string, { histogram, autocorrelation, quantiles }: ResidualPictures): ReportBlock[] {
  const { values, squares, band } = autocorrelation;
  const draw = (chart: ReturnType<typeof histogramChart>): ReportBlock => ({ type: 'chart', chart });
  return [
    draw(histogramChart(histogram, { title: `${name}: histogram` })),
    draw(quantileChart(quantiles, { title: `${name}: quantiles` })),
    draw(autocorrelationChart({ values, band }, { title: `${name}: autocorrelation` })),
    draw(autocorrelationChart({ values: squares, band }, { title: `${name}: autocorrelation of the squares` })),
  ];
}
