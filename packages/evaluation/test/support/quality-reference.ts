// Values of other code, see test/fixtures/make-quality-reference.py.
import { readFileSync } from 'node:fs';

interface QualityReference {
  labels: {
    truth: number[];
    called: number[];
    probs: number[][];
    balancedAccuracy: number;
    adjustedRandIndex: number;
    brier: number;
    logScore: number;
  };
  densities: {
    features: number[][];
    train: number;
    weights: number[][];
  } & Record<
    'gaussian' | 'var1' | 'vix' | 'returns' | 'returnGaussian' | 'returnVix' | 'means' | 'deviations' | 'mixture',
    number[]
  >;
}

const file = new URL('../fixtures/quality-reference.json', import.meta.url);

export const qualityReference = JSON.parse(readFileSync(file, 'utf8')) as QualityReference;
