import {
  aic,
  bic,
  countFreeParameters,
  countObservedRows,
  expectedDurations,
  fitHmmAsync,
  groupFindings,
  reviewSample,
  type HiddenMarkovModel,
  type HmmFit,
} from '@regimekit/hmm-core';
import { RegimekitError } from '@regimekit/errors';
import { createWorkerPool } from '@regimekit/numerics/workers';
import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { bold, dim, table } from '../../frame/terminal.ts';
import { counted } from '../../frame/words.ts';
import { fitProgress } from '../../workflows/fit-progress.ts';
import { missingPolicy, readNumericTable, tableOptions, type NumericTable } from '../../workflows/numeric-table.ts';
import { writePlainModel, type PlainModel } from '../../workflows/plain-model-file.ts';
import { makeFamily, notFor, type FamilyName } from './families.ts';
import { readFitOptions, type FitOptions } from './fit-options.ts';
import { missingNote } from './missing-note.ts';

/** `regimekit hmm fit --family ...`: the same search for emissions of any family. */
export async function fitFamily(
  context: Context,
  options: FitOptions,
  csv: string,
  name: Exclude<FamilyName, 'gaussian'>,
  previous: PlainModel | undefined,
): Promise<Answer> {
  if (options.shrinkage !== '0') throw notFor('shrinkage', name);
  if (options.kernel !== 'auto') throw notFor('kernel', name);
  const request = readFitOptions(options, previous?.model);
  const input = await readNumericTable(csv, tableOptions(options, previous?.columns));
  if (previous !== undefined && previous.columns.join() !== input.columns.join()) {
    throw new RegimekitError(
      `The model to start from has the columns ${previous.columns.join(', ')}, the fit has ${input.columns.join(', ')}.`,
      { code: 'COLUMNS_DIFFER', kind: 'input', hint: 'Leave out --columns, or leave out --start-from.' },
    );
  }
  const family = previous?.model.emissions.family ?? makeFamily(name, options, input.values);
  const missing = missingPolicy(options);
  const { restarts, starts, keep, nStates, maxIterations, stickiness } = request;
  await using pool = createWorkerPool();
  const fit = await fitHmmAsync(input.values, {
    family,
    nStates,
    maxIterations,
    seed: context.seed,
    missing,
    ...(restarts === undefined ? {} : { restarts }),
    ...(starts === undefined && keep === undefined ? {} : { search: { starts, keep } }),
    ...(previous === undefined ? {} : { starts: [previous.model] }),
    ...(stickiness > 0 ? { priors: { transitionMatrix: stickyPrior(nStates, stickiness) } } : {}),
    executor: pool,
    signal: context.signal,
    onProgress: fitProgress(context),
  });
  const { columns, values, leftOut, nMissing } = input;
  if (options.out !== undefined) await writePlainModel(options.out, { columns, model: fit.model });
  const nParameters = countFreeParameters(fit.model);
  const findings = reviewSample(fit.model, values, { missing });
  const facts = {
    logLikelihood: fit.logLikelihood,
    penalisedObjective: fit.penalisedObjective,
    aic: aic(fit.logLikelihood, nParameters),
    bic: bic(fit.logLikelihood, nParameters, countObservedRows(values)),
    iterations: fit.iterations,
    stopReason: fit.stopReason,
    repairs: fit.repairs,
    settings: fit.settings,
    optima: fit.optima,
    reachedBest: fit.optima[0]?.reached ?? 0,
    restarts: fit.restarts,
    findings,
  };
  return {
    document: {
      columns,
      leftOut,
      rows: values.rows,
      nMissing,
      nParameters,
      fit: facts,
      model: fit.model.toJSON(),
      ...(options.out === undefined ? {} : { out: options.out }),
    },
    text: () => familyPage({ input, fit, facts, nParameters, out: options.out }),
  };
}

/** One more than nothing off the diagonal, so many stays on it. */
function stickyPrior(nStates: number, stickiness: number): number[][] {
  return Array.from({ length: nStates }, (_, i) =>
    Array.from({ length: nStates }, (_unused, j) => (i === j ? 1 + stickiness : 1)),
  );
}

interface PageContent {
  readonly input: NumericTable;
  readonly fit: HmmFit;
  readonly facts: {
    readonly aic: number;
    readonly bic: number;
    readonly reachedBest: number;
    readonly findings: ReturnType<typeof reviewSample>;
  };
  readonly nParameters: number;
  readonly out: string | undefined;
}

function familyPage({ input, fit, facts, nParameters, out }: PageContent): string {
  const { columns, leftOut, values, nMissing } = input;
  const { model, stopReason, iterations, settings, repairs } = fit;
  const finished = fit.optima.reduce((sum, { reached }) => sum + reached, 0);
  const mended = Object.entries(repairs).filter(([, count]) => count > 0);
  return [
    bold(
      `${counted(model.nStates, 'state')} of ${settings.family.name} on ${counted(values.rows, 'row')} of ${columns.join(', ')}`,
    ) +
      (leftOut.length > 0 ? ` (left out: ${leftOut.join(', ')})` : '') +
      missingNote(values, nMissing),
    `Log-likelihood ${fit.logLikelihood.toFixed(4)} with ${counted(nParameters, 'free parameter')}; AIC ${facts.aic.toFixed(2)}, BIC ${facts.bic.toFixed(2)}.\n` +
      `${counted(facts.reachedBest, 'run')} of ${finished} reached it; the best ended by ${stopReason} after ${counted(iterations, 'iteration')}.` +
      (mended.length === 0 ? '' : `\nRepaired: ${mended.map(([what, count]) => `${what} ${count}`).join(', ')}.`),
    ...(facts.findings.length === 0
      ? []
      : [
          [
            bold('What to know'),
            ...groupFindings(facts.findings, { features: columns }).map(
              ({ message, reason }) => `  - ${message} ${reason}`,
            ),
          ].join('\n'),
        ]),
    [
      bold('Each state'),
      ...parameterTable(model)
        .split('\n')
        .map((line) => `  ${line}`),
    ].join('\n'),
    dim(`Seed ${settings.seed}: with it, the same rows and options give the same bytes.`),
    ...(out === undefined ? [] : [`Written to ${out}.`]),
  ].join('\n\n');
}

/** Every parameter of the family, a column for each state; shared ones stand in the first. */
function parameterTable({ nStates, nFeatures, emissions, transitionMatrix }: HiddenMarkovModel): string {
  const { family, parameters } = emissions;
  const layout = family.layout(nFeatures);
  const short = (value: number) => value.toPrecision(4);
  const rows = Object.entries(parameters).flatMap(([name, values]) => {
    const shared = layout[name]?.shared === true;
    const size = shared ? values.length : values.length / nStates;
    return Array.from({ length: size }, (_, i) => [
      size === 1 ? name : `${name} ${i}`,
      ...Array.from({ length: nStates }, (_unused, k) =>
        shared ? (k === 0 ? short(values[i]!) : 'the same') : short(values[k * size + i]!),
      ),
    ]);
  });
  const durations = Array.from(expectedDurations(transitionMatrix), (value) =>
    value < Infinity ? short(value) : 'never left',
  );
  return table(
    ['', ...Array.from({ length: nStates }, (_, k) => `state ${k}`)],
    [...rows, ['rows it lasts', ...durations]],
  );
}
