import { expect, it } from 'vitest';
import { covarianceTypes, randomModel, randomRows } from '../../test/support/models.ts';
import { covarianceStructures } from '../emissions/gaussian/covariance-structures.ts';
import { gaussianParameters } from '../model/gaussian-hmm.ts';
import { logDensitiesInWasm } from './wasm/density-function.ts';

it.each(covarianceTypes)('logDensitiesInWasm gives the bits of the TypeScript kernels, %s', (type) => {
  const structure = covarianceStructures[type];
  for (const K of [1, 2, 3, 4, 5]) {
    for (const D of [1, 2, 3, 4, 8, 9]) {
      const model = randomModel(type, K, D, 10 * K + D);
      const parameters = gaussianParameters(model);
      const factors = structure.createFactors(K, D);
      structure.factorInto(factors, parameters);
      for (const nSteps of [1, 7, 8, 9, 512, 521]) {
        const rows = Float64Array.from(randomRows(nSteps, D, nSteps).flat());
        // Far out as well: overflow to -Infinity is a density too.
        rows[0] = 1e200;
        const expected = new Float64Array(nSteps * K);
        structure.logDensitiesInto(expected, rows, nSteps, parameters, factors);
        const actual = new Float64Array(nSteps * K);
        logDensitiesInWasm(actual, rows, nSteps, type, parameters, factors);
        expect(actual).toEqual(expected);
      }
    }
  }
});
