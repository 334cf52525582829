import { describe, expect, it } from 'vitest';
import { chainData } from '../test/support/chain-model.ts';
import { modelMetadataSchema } from './model-metadata.ts';

describe('modelMetadataSchema', () => {
  it('accepts every known field, none of them, and fields of the caller', () => {
    expect(modelMetadataSchema.parse(chainData().metadata)).toEqual(chainData().metadata);
    expect(modelMetadataSchema.parse({})).toEqual({});
    expect(modelMetadataSchema.parse({ note: ['mine'] })).toEqual({ note: ['mine'] });
  });

  it.each([
    ['trainedAt', '31 January'],
    ['trainingSpan', { from: '2001-01-02', to: '2023-02-30' }],
    ['trainingRows', -1],
    ['performance', { accuracy: 'high' }],
    ['durationMs', -1],
    ['logLikelihood', null],
    ['seed', 0.5],
    ['versions', { node: 26 }],
  ])('refuses %s of the wrong type', (field, value) => {
    expect(modelMetadataSchema.safeParse({ [field]: value }).error?.issues[0]?.path[0]).toBe(field);
  });
});
