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
    {
      title: 'Are the rows such as the model foresees them?',
      blocks: [testBlock(columns, tests), ...meanings(columns, tests), limits],
    },
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
      { name: 'p', align: 'right' },
      { name: 'verdict', align: 'left' },
    ],
    rows: tests.map(({ feature, test, statistic, adjustedPValue, rejected }) => [
      columns[feature]!,
      testNames[test],
      statistic,
      adjustedPValue < 0.0001 ? '<0.0001' : adjustedPValue.toFixed(4),
      rejected ? 'rejected' : 'not rejected',
    ]),
  };
}

/** What each rejection means, said once for all features that share it. */
function meanings(columns: readonly string[], tests: readonly ResidualTest[]): ReportBlock[] {
  const rejected = tests.filter((test) => test.rejected);
  const paragraphs = [...new Set(rejected.map(({ meaning }) => meaning))].map((meaning) => {
    const which = rejected.filter((test) => test.meaning === meaning).map(({ feature }) => columns[feature]);
    return `${which.join(', ')}: ${meaning}`;
  });
  return paragraphs.length === 0 ? [] : [{ type: 'text', paragraphs }];
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
