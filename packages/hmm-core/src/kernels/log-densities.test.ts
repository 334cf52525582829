import { expect, it } from 'vitest';
import { covarianceTypes, randomModel, randomRows } from '../../test/support/models.ts';
import { emissionFamilies } from '../emissions/emission-families.ts';
import { emissionParameters } from '../model/gaussian-hmm.ts';
import { logDensitiesInWasm } from './wasm/density-function.ts';

it.each(covarianceTypes)('logDensitiesInWasm gives the bits of the TypeScript kernels, %s', (type) => {
  const family = emissionFamilies[type];
  for (const K of [1, 2, 3, 4, 5]) {
    for (const D of [1, 2, 3, 4, 8, 9]) {
      const model = randomModel(type, K, D, 10 * K + D);
      const parameters = emissionParameters(model);
      const factors = family.createFactors(K, D);
      family.factorInto(factors, parameters);
      for (const nSteps of [1, 7, 8, 9, 512, 521]) {
        const rows = Float64Array.from(randomRows(nSteps, D, nSteps).flat());
        // Far out as well: overflow to -Infinity is a density too.
        rows[0] = 1e200;
        const expected = new Float64Array(nSteps * K);
        family.logDensitiesInto(expected, rows, nSteps, parameters, factors);
        const actual = new Float64Array(nSteps * K);
        logDensitiesInWasm(actual, rows, nSteps, type, parameters, factors);
        expect(actual).toEqual(expected);
      }
    }
  }
});
