// The setting of the reference: nine features of the Nasdaq 100, clipped and standardised by the training span. Written
// down plainly here, because this package knows no features.
import { existsSync, readFileSync } from 'node:fs';

const file = new URL('../../../../../shared/data/market/ndx.csv', import.meta.url);

/** Real files live beside the repository, not in it. */
export const hasNdx = existsSync(file);

export interface NdxSpans {
  readonly training: number[][];
  readonly trainingReturns: number[];
  readonly test: number[][];
}

export function readNdx(): NdxSpans {
  const lines = readFileSync(file, 'utf8').trim().split('\n').slice(1);
  const days = features(
    lines.map((line) => line.split(',')).map(([date, close]) => ({ date: date!, close: Number(close) })),
  );
  const training = days.filter(({ date }) => date >= '1995-01-03' && date <= '2010-12-31');
  const test = days.filter(({ date }) => date >= '2011-01-03' && date <= '2019-12-31');
  const scale = scaling(training.map(({ row }) => row));
  return {
    training: training.map(({ row }) => scale(row)),
    trainingReturns: training.map(({ r }) => r),
    test: test.map(({ row }) => scale(row)),
  };
}

function features(closes: { date: string; close: number }[]): { date: string; r: number; row: number[] }[] {
  const averages = [5, 20, 60].map((halfLife) => ({ decay: 0.5 ** (1 / halfLife), r: 0, down: 0, weight: 0 }));
  return closes.slice(1).map(({ date, close }, i) => {
    const r = close / closes[i]!.close - 1;
    const row = averages.flatMap((average) => {
      average.r = average.r * average.decay + r;
      average.down = average.down * average.decay + Math.min(r, 0) ** 2;
      average.weight = average.weight * average.decay + 1;
      const mean = average.r / average.weight;
      const deviation = Math.sqrt(average.down / average.weight);
      return [mean, Math.log(deviation), mean / deviation];
    });
    return { date, r, row };
  });
}

function scaling(rows: number[][]): (row: number[]) => number[] {
  const columns = rows[0]!.map((_, d) => {
    const raw = moments(rows.map((row) => row[d]!));
    const [low, high] = [raw.mean - 3 * raw.sd, raw.mean + 3 * raw.sd];
    const clip = (value: number): number => Math.min(Math.max(value, low), high);
    return { clip, ...moments(rows.map((row) => clip(row[d]!))) };
  });
  return (row) => row.map((value, d) => (columns[d]!.clip(value) - columns[d]!.mean) / columns[d]!.sd);
}

function moments(values: number[]): { mean: number; sd: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, sd: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) };
}
