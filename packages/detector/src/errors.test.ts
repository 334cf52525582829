import { RegimekitError } from '@regimekit/errors';
import { checkSampleSize } from '@regimekit/hmm-core';
import { describe, expect, it } from 'vitest';
import {
  BatchHistoryError,
  ClippedScoreError,
  ConstantColumnError,
  EmptyDataError,
  FeatureDimensionError,
  ImportedModelError,
  InsufficientSamplesError,
  InvalidModelDataError,
  InvalidOptionsError,
  ModelKindError,
  NonFiniteError,
  NotFittedError,
  OnlineStateError,
} from './index.ts';

const [tooFew] = checkSampleSize({ nSamples: 300, nStates: 3, nFeatures: 9, covarianceType: 'diag' });

describe('errors', () => {
  it.each([
    [new NotFittedError('predictRegime'), 'NOT_FITTED', 'state'],
    [new ImportedModelError('getDiagnostics', 'hmmlearn'), 'IMPORTED_MODEL', 'state'],
    [new ModelKindError('getDiagnostics', 'hmm', 'jump'), 'MODEL_KIND', 'state'],
    [new ClippedScoreError(), 'CLIPPED_SCORE', 'state'],
    [new InvalidOptionsError(['a']), 'INVALID_OPTIONS', 'input'],
    [new EmptyDataError('a', 'b'), 'EMPTY_DATA', 'input'],
    [new NonFiniteError({ row: 1, column: 'a', value: NaN }), 'NON_FINITE', 'input'],
    [new ConstantColumnError([{ column: 'a', standardDeviation: 0 }], 1e-8), 'CONSTANT_COLUMN', 'input'],
    [new FeatureDimensionError(['a'], 2), 'FEATURE_DIMENSION', 'input'],
    [new InvalidModelDataError('means', 'is missing.'), 'INVALID_MODEL_DATA', 'integrity'],
    [new BatchHistoryError('SPY', new NotFittedError('a')), 'BATCH_HISTORY', 'state'],
    [new BatchHistoryError('SPY', new TypeError('a')), 'BATCH_HISTORY', 'input'],
    [new OnlineStateError('a'), 'INVALID_ONLINE_STATE', 'input'],
    [new InsufficientSamplesError(tooFew!), 'INSUFFICIENT_SAMPLES', 'input'],
  ])('%s has a code, a kind and a hint', (error, code, kind) => {
    expect(error).toBeInstanceOf(RegimekitError);
    expect(error).toMatchObject({ code, kind });
    expect(error.hint).not.toBe('');
  });

  it('new NotFittedError(asked) names the question', () => {
    expect(new NotFittedError('predictRegime').message).toBe(
      'predictRegime needs a fitted detector, and this one is not fitted yet.',
    );
  });

  it('new FeatureDimensionError(names, received) keeps long lists of names out of the message', () => {
    const names = Array.from({ length: 13 }, (_, j) => `f${j}`);
    expect(new FeatureDimensionError(names, 2).message).toBe(
      'The model was fitted with 13 features, received rows of 2.',
    );
  });
});

describe('InsufficientSamplesError', () => {
  const { message, received, required, hint } = new InsufficientSamplesError(tooFew!);

  it('new InsufficientSamplesError(finding) states what came and what is needed', () => {
    expect({ received, required }).toEqual({ received: 300, required: 620 });
    expect(message).toContain('at least 620 samples, received 300');
  });

  it('new InsufficientSamplesError(finding) states how complex the model is', () => {
    expect(message).toContain('3 states and 9 features with diag covariance: 62 parameters');
  });

  it('new InsufficientSamplesError(finding) states the years of daily data', () => {
    expect(message).toContain('2.5 years of daily data; 1.2 years came');
  });

  it('new InsufficientSamplesError(finding) states why it matters and what to do instead', () => {
    expect(message).toContain('Why it matters: with too few');
    for (const way of ['fewer features', 'a simpler covariance', 'fewer states', 'skipSampleValidation', 'own risk']) {
      expect(message).toContain(way);
    }
    expect(hint).toContain('320 more observations');
  });
});
