import {
  aic,
  bic,
  checkSampleSize,
  countFreeParameters,
  countObservedRows,
  dirichletNiwPriors,
  fitGaussianHmmAsync,
  reviewFit,
  type AsyncFitOptions,
  type GaussianHmm,
  type GaussianHmmFit,
} from '@regimekit/hmm-core';
import { RegimekitError } from '@regimekit/errors';
import { createWorkerPool } from '@regimekit/numerics/workers';
import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { missingPolicy, readNumericTable, tableOptions } from '../../workflows/numeric-table.ts';
import { fitProgress } from '../../workflows/fit-progress.ts';
import { readPlainModel, writePlainModel, type PlainModel } from '../../workflows/plain-model-file.ts';
import { notFor, type FamilyName } from './families.ts';
import { readFitOptions, type FitOptions, type FitRequest } from './fit-options.ts';
import { fitPage } from './fit-page.ts';
import { followModel, type Following } from './follow-model.ts';

/** `regimekit hmm fit`: a seeded search on every core, the best kept, and all of it explained. */
export async function fit(context: Context, options: FitOptions, csv: string): Promise<Answer> {
  const found = options.startFrom === undefined ? undefined : await readPlainModel(options.startFrom);
  const family = familyOf(options, found);
  if (family !== 'gaussian') {
    const { fitFamily } = await import('./fit-family.ts');
    return fitFamily(context, options, csv, family, found);
  }
  return fitGaussian(context, options, csv, found as PlainModel<GaussianHmm> | undefined);
}

/** The family that is asked for, or else that of the model before. */
function familyOf({ family }: FitOptions, previous: PlainModel | undefined): FamilyName {
  if (previous === undefined) return family ?? 'gaussian';
  const before = previous.model.emissions.family.name as FamilyName;
  if (family === undefined || family === before) return before;
  throw new RegimekitError(`The model to start from is of the family ${before}, --family asks for ${family}.`, {
    code: 'FAMILY_MISMATCH',
    kind: 'input',
    hint: 'Leave out --family, or leave out --start-from.',
  });
}

async function fitGaussian(
  context: Context,
  options: FitOptions,
  csv: string,
  previous: PlainModel<GaussianHmm> | undefined,
): Promise<Answer> {
  for (const option of ['components', 'lags', 'freedom'] as const) {
    if (options[option] !== undefined) throw notFor(option, 'gaussian');
  }
  const request = readFitOptions(options, previous?.model);
  const input = await readNumericTable(csv, tableOptions(options, previous?.columns));
  const missing = missingPolicy(options);

  await using pool = createWorkerPool();
  const found = await fitGaussianHmmAsync(input.values, {
    ...searchOf(request),
    nStates: request.nStates,
    covarianceType: request.covarianceType,
    maxIterations: request.maxIterations,
    startFrom: previous?.model,
    ...(request.stickiness > 0 ? { priors: dirichletNiwPriors({ stickiness: request.stickiness }) } : {}),
    ...(request.shrinkage > 0 ? { shrinkage: { weight: request.shrinkage } } : {}),
    missing,
    kernel: options.kernel,
    seed: context.seed,
    executor: pool,
    signal: context.signal,
    onProgress: fitProgress(context),
  });
  const following: Following = previous === undefined ? { fit: found } : followModel(previous, found, input, missing);
  const { fit: result, alignment } = following;
  const { model } = result;
  if (options.out !== undefined) await writePlainModel(options.out, { columns: input.columns, model });

  const observedRows = countObservedRows(input.values);
  const facts = {
    ...factsOf(result, observedRows),
    findings: reviewFit(result),
    sampleSize: checkSampleSize({
      nSamples: observedRows,
      nStates: model.nStates,
      nFeatures: model.nFeatures,
      covarianceType: model.covarianceType,
    }),
  };
  return {
    document: {
      columns: input.columns,
      leftOut: input.leftOut,
      rows: input.values.rows,
      nMissing: input.nMissing,
      nParameters: countFreeParameters(model),
      fit: facts,
      ...(alignment === undefined ? {} : { alignment }),
      model: model.toJSON(),
      ...(options.out === undefined ? {} : { out: options.out }),
    },
    text: () => fitPage({ input, fit: result, facts, alignment, startFrom: options.startFrom, out: options.out }),
  };
}

function searchOf({ restarts, starts, keep }: FitRequest): Pick<AsyncFitOptions, 'restarts' | 'search'> {
  if (restarts !== undefined) return { restarts };
  return starts === undefined && keep === undefined ? {} : { search: { starts, keep } };
}

/** What a program reads of a fit. */
export interface FitFacts {
  readonly logLikelihood: number;
  readonly penalisedObjective: number;
  readonly aic: number;
  readonly bic: number;
  readonly iterations: number;
  readonly stopReason: GaussianHmmFit['stopReason'];
  readonly repairs: GaussianHmmFit['repairs'];
  readonly kernel: GaussianHmmFit['kernel'];
  readonly settings: GaussianHmmFit['settings'];
  readonly optima: GaussianHmmFit['optima'];
  /** How many of the runs to the end reached the best optimum. */
  readonly reachedBest: number;
  readonly restarts: GaussianHmmFit['restarts'];
  readonly findings: ReturnType<typeof reviewFit>;
  readonly sampleSize: ReturnType<typeof checkSampleSize>;
}

function factsOf(result: GaussianHmmFit, observedRows: number): Omit<FitFacts, 'findings' | 'sampleSize'> {
  const { logLikelihood, penalisedObjective, iterations, stopReason, repairs, kernel, settings, optima } = result;
  const nParameters = countFreeParameters(result.model);
  return {
    logLikelihood,
    penalisedObjective,
    aic: aic(logLikelihood, nParameters),
    bic: bic(logLikelihood, nParameters, observedRows),
    iterations,
    stopReason,
    repairs,
    kernel,
    settings,
    optima,
    reachedBest: optima[0]?.reached ?? 0,
    restarts: result.restarts,
  };
}
