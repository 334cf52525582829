import { selectNStatesAsync, type Candidate, type CovarianceType, type SelectionCriterion } from '@regimekit/hmm-core';
import { createWorkerPool } from '@regimekit/numerics/workers';
import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { parseChoice, parseWhole } from '../../frame/options.ts';
import { bold, dim, percent, table } from '../../frame/terminal.ts';
import { counted } from '../../frame/words.ts';
import { missingPolicy, readNumericTable, tableOptions, type ColumnOptions } from '../../workflows/numeric-table.ts';
import { writePlainModel } from '../../workflows/plain-model-file.ts';
import { familyNames, makeFamily, type FamilyName } from './families.ts';
import { missingNote } from './missing-note.ts';

export interface SelectOptions extends ColumnOptions {
  readonly states: string;
  readonly covariance?: string;
  readonly families?: string;
  readonly criterion: SelectionCriterion;
  readonly folds: string;
  readonly out?: string;
}

const types: readonly CovarianceType[] = ['spherical', 'diag', 'tied', 'full'];

/** `regimekit hmm select`: the whole table of candidates, and the reason for the choice. */
export async function select(context: Context, options: SelectOptions, csv: string): Promise<Answer> {
  const nStates = listOf(options.states).map((text) => parseWhole('--states', text, { min: 1, max: 20 }));
  const names = listOf(options.families ?? '').map((text) => parseChoice('--families', text, familyNames));
  const families = names.filter((name): name is Exclude<FamilyName, 'gaussian'> => name !== 'gaussian');
  const given = options.covariance ?? (families.length === 0 || names.includes('gaussian') ? 'diag' : '');
  const covarianceTypes = listOf(given).map((text) => parseChoice('--covariance', text, types));
  const folds = parseWhole('--folds', options.folds, { min: options.criterion === 'outOfSample' ? 1 : 0, max: 100 });
  const { columns, values, nMissing } = await readNumericTable(csv, tableOptions(options));
  await using pool = createWorkerPool();
  const selection = await selectNStatesAsync(values, {
    nStates,
    covarianceTypes,
    families: families.map((name) => makeFamily(name, {}, values)),
    criterion: options.criterion,
    outOfSample: folds === 0 ? false : { folds },
    missing: missingPolicy(options),
    seed: context.seed,
    executor: pool,
    signal: context.signal,
    onProgress: ({ done, total, candidate }) => context.progress.show(candidate, done / total),
  });
  const { fit, chosen, reason, warnings, baseline } = selection;
  if (options.out !== undefined && fit !== null) await writePlainModel(options.out, { columns, model: fit.model });
  const written = options.out !== undefined && fit !== null;
  return {
    document: {
      columns,
      rows: values.rows,
      nMissing,
      criterion: selection.criterion,
      table: selection.table,
      chosen: chosen?.name ?? null,
      reason,
      warnings,
      baseline,
      model: fit?.model.toJSON() ?? null,
      ...(written ? { out: options.out } : {}),
    },
    text: () =>
      [
        bold(
          `${counted(selection.table.length, 'candidate')} on ${counted(values.rows, 'row')} of ${columns.join(', ')}`,
        ) + missingNote(values, nMissing),
        '',
        candidateTable(selection.table),
        '',
        reason,
        ...warnings.map(({ message }) => `! ${message}`),
        ...selection.table.flatMap(({ name, disqualified }) =>
          disqualified.map(({ message }) => dim(`${name}: ${message}`)),
        ),
        '',
        dim(
          'foresight: log predictive density of a row that the fit had not seen, and how far behind the best with its',
        ),
        dim('standard error. Whether there are regimes at all is another question: regimekit hmm test.'),
        ...(written ? ['', `Written to ${options.out}.`] : []),
      ].join('\n'),
  };
}

function listOf(text: string): string[] {
  return text === '' ? [] : text.split(',').map((part) => part.trim());
}

function candidateTable(candidates: readonly Candidate[]): string {
  const number = (value: number | null | undefined, digits: number) =>
    value === null || value === undefined ? '-' : value.toFixed(digits);
  return table(
    ['', 'candidate', 'parameters', 'AIC', 'BIC', 'ICL', 'foresight', 'behind', 'error', 'rarest', 'shortest'],
    candidates.map((one) => [
      one.chosen ? '>' : one.disqualified.length > 0 ? 'x' : ' ',
      one.name,
      number(one.nParameters, 0),
      number(one.aic, 1),
      number(one.bic, 1),
      number(one.icl, 1),
      number(one.outOfSample?.mean, 4),
      number(one.outOfSample?.shortfall, 4),
      number(one.outOfSample?.standardError, 4),
      one.minOccupancy === null ? '-' : percent(one.minOccupancy),
      number(one.minDuration, 1),
    ]),
  );
}
