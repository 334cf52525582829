import type {
  CovarianceType,
  DensityFactors,
  GaussianParameters,
} from '../../emissions/gaussian/covariance-structure.ts';
import { DENSITY_BLOCK, LogDensities } from './log-densities.ts';
import { MemoryPlan } from './memory.ts';
import { giveBack, takeInstance, type KernelExports } from './module.ts';

/** out[t * K + k] = log N(x_t; mean_k, covariance_k), to the bit what the TypeScript kernels give. */
export function logDensitiesInWasm(
  out: Float64Array,
  x: Float64Array,
  nSteps: number,
  covarianceType: CovarianceType,
  parameters: GaussianParameters,
  factors: DensityFactors,
): void {
  const { nStates } = parameters;
  const instance = takeInstance();
  const exports = instance.exports as unknown as KernelExports;
  const plan = new MemoryPlan(exports);
  const densities = new LogDensities(exports, plan, covarianceType, parameters, nStates * 8, nSteps);
  const memory = new Float64Array(plan.commit());
  densities.pack(memory, parameters, factors, covarianceType === 'tied');
  for (let t = 0; t < nSteps; t += DENSITY_BLOCK) {
    const count = Math.min(DENSITY_BLOCK, nSteps - t);
    densities.compute(memory, x, t, count);
    out.set(memory.subarray(densities.rows / 8, densities.rows / 8 + count * nStates), t * nStates);
  }
  giveBack(instance);
}
