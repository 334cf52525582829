import { covarianceStructures } from '../emissions/gaussian/covariance-structures.ts';
import type { DensityFactors } from '../emissions/gaussian/covariance-structure.ts';
import type { EStepKernel, KernelName } from '../kernels/kernel.ts';
import { Accelerator } from './accelerator.ts';
import type { IterationValue } from './convergence.ts';
import { findDegeneracy } from './degeneracy.ts';
import { climb, type EmOutcome, type EmProblem } from './em-loop.ts';
import type { EmSettings } from './em-settings.ts';
import { maximiseInto } from './maximisation.ts';
import { createParameters, type Parameters } from './parameters.ts';
import { logPrior } from './priors.ts';
import { RepairCount } from './repair-count.ts';
import { tieInitialProbs } from './stationary-start.ts';
import { createStatistics, type SufficientStatistics } from './sufficient-statistics.ts';

/** The EM loop of a Gaussian HMM on flat buffers. `start` must be a model's parameters; it is written to. */
export function maximiseLikelihood(
  start: Parameters,
  settings: EmSettings,
  kernel: EStepKernel,
): EmOutcome<Parameters> {
  return climb<Parameters>(new GaussianEm(start, settings, kernel), start, settings);
}

class GaussianEm implements EmProblem<Parameters> {
  readonly accelerator?: NonNullable<EmProblem<Parameters>['accelerator']>;
  readonly #settings: EmSettings;
  readonly #kernel: EStepKernel;
  readonly #factors: DensityFactors;
  readonly #statistics: SufficientStatistics;
  readonly #repairs: RepairCount;

  constructor(start: Parameters, settings: EmSettings, kernel: EStepKernel) {
    const structure = covarianceStructures[start.covarianceType];
    this.#settings = settings;
    this.#kernel = kernel;
    this.#factors = structure.createFactors(start.nStates, start.nFeatures);
    this.#statistics = createStatistics(start);
    this.#repairs = new RepairCount(settings.floor, start);
    if (settings.constraints.stationaryStart) tieInitialProbs(start);
    if (settings.acceleration !== 'none') this.accelerator = this.#accelerate(start);
    structure.factorInto(this.#factors, start);
  }

  get kernel(): KernelName {
    return this.#kernel.name;
  }

  evaluate(parameters: Parameters): IterationValue {
    const logLikelihood = this.#kernel.evaluate(parameters, this.#factors);
    return { logLikelihood, objective: logLikelihood + logPrior(parameters, this.#factors, this.#settings.priors) };
  }

  maximise(current: Parameters, spare: Parameters | undefined) {
    const { priors, constraints } = this.#settings;
    this.#kernel.gather(this.#statistics);
    const next = spare ?? createParameters(current.covarianceType, current.nStates, current.nFeatures);
    this.#repairs.mend(next, maximiseInto(next, this.#statistics, current, priors, constraints));
    // Leaves the factors of `next` behind.
    const defect = findDegeneracy(next, this.#factors);
    return defect === undefined ? { next } : { defect };
  }

  comparable() {
    return this.#repairs.comparable;
  }

  repairs() {
    return this.#repairs.total();
  }

  #accelerate(start: Parameters): NonNullable<EmProblem<Parameters>['accelerator']> {
    const { floor, constraints } = this.#settings;
    const structure = covarianceStructures[start.covarianceType];
    const scheme = new Accelerator(start, floor, constraints);
    return {
      takeBack: (gain) => {
        const instead = scheme.takeBack(gain);
        if (instead !== undefined) structure.factorInto(this.#factors, instead);
        return instead;
      },
      // Where three steps lie in a row, the next one may be a longer one.
      extrapolate: (next, before) => {
        if (!scheme.extrapolateInto(next, before, this.#factors)) structure.factorInto(this.#factors, next);
      },
      total: () => scheme.total(),
    };
  }
}
