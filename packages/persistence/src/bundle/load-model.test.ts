import { z } from 'zod';
import { describe, expect, it } from 'vitest';
import { forge, safetensorsFile, savedModel } from '../../test/support/bundles.ts';
import { chainData, chainSchema, RowSumError } from '../../test/support/chain-model.ts';
import { ArrayNamesError, ArrayShapeError, InvalidModelError, UnknownKindError } from '../errors.ts';
import type { ModelSchema } from '../model-data.ts';
import { loadModel } from './load-model.ts';

describe('loadModel(folder, schema)', () => {
  it('gives the model that the schema makes of the data', async () => {
    const chain = await loadModel(await savedModel(), chainSchema);
    expect(chain.labels).toEqual(['calm', 'wild']);
    expect(chain.transitionMatrix).toEqual(Float64Array.of(0.97, 0.03, 0.1, 0.9));
  });

  it('refuses a row that does not sum to one with the error of the schema', async () => {
    const wrong = { shape: [2, 2], data: Float64Array.of(0.97, 0.03, 0.2, 0.9) };
    const folder = await savedModel(chainData({ arrays: { ...chainData().arrays, transitionMatrix: wrong } }));
    await expect(loadModel(folder, chainSchema)).rejects.toThrow(RowSumError);
    await expect(loadModel(folder, chainSchema)).rejects.toThrow(/Row 1 .* must sum to 1, received 1\.1/u);
  });

  it('refuses a shape that the schema does not expect, wrapping its plain error', async () => {
    const wrong = { shape: [4], data: Float64Array.of(0.97, 0.03, 0.1, 0.9) };
    const folder = await savedModel(chainData({ arrays: { ...chainData().arrays, transitionMatrix: wrong } }));
    const loading = loadModel(folder, chainSchema);
    await expect(loading).rejects.toThrow(InvalidModelError);
    await expect(loading).rejects.toThrow(/transitionMatrix must be 2 x 2, received 4/u);
    await expect(loading).rejects.toMatchObject({ code: 'INVALID_MODEL', kind: 'integrity', cause: expect.any(Error) });
  });

  it('refuses a shape that does not fit the bytes', async () => {
    const folder = await savedModel();
    const header = {
      means: { dtype: 'F64', shape: [2, 2], data_offsets: [0, 24] },
      transitionMatrix: { dtype: 'F64', shape: [1], data_offsets: [24, 32] },
    };
    await forge(folder, { files: { 'arrays.safetensors': safetensorsFile(header, [1, 2, 3, 4]) } });
    await expect(loadModel(folder, chainSchema)).rejects.toThrow(ArrayShapeError);
    await expect(loadModel(folder, chainSchema)).rejects.toThrow(/'means' .* 2 x 2 takes 32 bytes, received 24/u);
  });

  it('refuses a model of another kind before the schema sees it', async () => {
    const folder = await savedModel(chainData({ kind: 'tree' }));
    const parse = (): never => expect.unreachable('the schema was asked');
    await expect(loadModel(folder, { ...chainSchema, parse })).rejects.toThrow(UnknownKindError);
    await expect(loadModel(folder, chainSchema)).rejects.toThrow(/kind 'chain', received one of kind 'tree'/u);
  });

  it('refuses a missing and an unknown array, naming both', async () => {
    const { means } = chainData().arrays;
    const folder = await savedModel(chainData({ arrays: { means: means!, weights: means! } }));
    const loading = loadModel(folder, chainSchema);
    await expect(loading).rejects.toThrow(ArrayNamesError);
    await expect(loading).rejects.toThrow(/lacks transitionMatrix and holds the unknown weights/u);
  });

  it('tells a zod error as sentences', async () => {
    const schema: ModelSchema<unknown> = {
      ...chainSchema,
      parse: ({ config }) => z.object({ labels: z.array(z.string()).length(3, 'expected three labels') }).parse(config),
    };
    await expect(loadModel(await savedModel(), schema)).rejects.toThrow(/expected three labels/u);
  });

  it('wraps what is thrown, even if it is no error', async () => {
    const parse = (): never => {
      // oxlint-disable-next-line typescript/only-throw-error -- A schema of somebody else may do so.
      throw 'nonsense';
    };
    await expect(loadModel(await savedModel(), { ...chainSchema, parse })).rejects.toThrow(/nonsense/u);
  });
});
