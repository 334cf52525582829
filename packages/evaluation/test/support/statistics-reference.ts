// Values of other code, see test/fixtures/make-statistics-reference.py.
import { readFileSync } from 'node:fs';

interface Reference {
  series: Record<'net' | 'gross' | 'market' | 'riskFree' | 'turnover' | 'exposure', number[]>;
  metrics: Record<string, number>;
  drawdown: { depth: number; peak: number; trough: number; recovery: number };
  blocks: { name: string; values: number[]; stationary: number; circular: number }[];
  dieboldMariano: {
    differences: number[];
    cases: { horizon: number; lags: number | null; statistic: number; pValue: number }[];
  };
  ledoitWolf: { difference: number; standardError: number };
  mcnemar: { onlyA: number; onlyB: number; pValue: number }[];
  kappa: { a: number[]; b: number[]; kappa: number; standardError: number };
  several: {
    base: number[];
    models: Record<string, number[]>;
    spa: Record<'lower' | 'consistent' | 'upper', number>;
    mcs: Record<'max' | 'range', Record<string, number>>;
  };
  sequences: {
    differences: number[];
    clip: number;
    alpha: number;
    empiricalBernstein: { lower: number[]; upper: number[] };
    betting: { lower: number[]; upper: number[]; step: number };
  };
  benjaminiHochberg: { pValues: number[]; adjusted: number[] };
}

const file = new URL('../fixtures/statistics-reference.json', import.meta.url);

export const reference = JSON.parse(readFileSync(file, 'utf8')) as Reference;
