import { explainFit, type GaussianHmm, type GaussianHmmFit } from '@regimekit/hmm-core';
import { bold, dim, percent, table } from '../../frame/terminal.ts';
import { counted } from '../../frame/words.ts';
import type { NumericTable } from '../../workflows/numeric-table.ts';
import type { Alignment } from './follow-model.ts';
import type { FitFacts } from './fit.ts';
import { missingNote } from './missing-note.ts';

interface PageContent {
  readonly input: NumericTable;
  readonly fit: GaussianHmmFit;
  readonly facts: FitFacts;
  readonly alignment: Alignment | undefined;
  readonly startFrom: string | undefined;
  readonly out: string | undefined;
}

/** The explained fit, and around it what only the command knows: the columns' names, the file, the model before. */
export function fitPage({ input, fit, facts, alignment, startFrom, out }: PageContent): string {
  const { columns, leftOut, values, nMissing } = input;
  const sections = [
    bold(`${counted(fit.model.nStates, 'state')} on ${counted(values.rows, 'row')} of ${columns.join(', ')}`) +
      (leftOut.length > 0 ? ` (left out: ${leftOut.join(', ')})` : '') +
      missingNote(values, nMissing),
    withBoldTitles(explainFit(fit)),
    section('Is there enough data', sampleSizeLines(facts)),
    ...(alignment === undefined ? [] : [section(`What changed since ${startFrom}`, alignmentLines(alignment))]),
    section('Each state: mean and standard deviation', stateTable(columns, fit.model).split('\n')),
    dim(
      `Seed ${facts.settings.seed}, kernel ${facts.kernel}: with these, the same rows and options give the same bytes.`,
    ),
    ...(out === undefined ? [] : [`Written to ${out}.`]),
  ];
  return sections.join('\n\n');
}

function section(title: string, lines: readonly string[]): string {
  return [bold(title), ...lines.map((line) => `  ${line}`)].join('\n');
}

/** The page of the core as it is, its titles (what stands at the margin below an empty line) as bold as ours. */
function withBoldTitles(page: string): string {
  return page.trimEnd().replaceAll(/(?<=\n\n)\S.*/g, (title) => bold(title));
}

function sampleSizeLines({ sampleSize, aic, bic }: FitFacts): string[] {
  const findings = sampleSize.flatMap(({ severity, message, code, advice }) => [
    `${severity === 'error' ? '!' : '-'} ${message} [${code}]`,
    ...advice.map((line) => `  ${line}`),
  ]);
  const criteria = dim(`AIC ${aic.toFixed(2)}, BIC ${bic.toFixed(2)}: lower is better, among models of the same data.`);
  return [...(findings.length > 0 ? findings : ['Yes, by the rule of ten observations for each parameter.']), criteria];
}

function alignmentLines({ costs, margin, relabelled }: Alignment): string[] {
  const luck = margin === null ? '' : `; the second best matching costs ${margin.toPrecision(3)} more`;
  return [
    'States keep the numbers of the model before.',
    `Distance of each state from its old self: ${costs.map((cost) => cost.toPrecision(2)).join(', ')}${luck}.`,
    `${percent(relabelled.all)} of the rows change their most probable state, ${percent(relabelled.last)} of the last ${relabelled.lastRows}.`,
  ];
}

/** One line for each column, so that nine features fit as well as one. The number is the one that findings name. */
function stateTable(columns: readonly string[], model: GaussianHmm): string {
  const states = Array.from({ length: model.nStates }, (_, k) => k);
  return table(
    ['feature', 'column', ...states.map((k) => `state ${k}`)],
    columns.map((name, d) => [
      String(d),
      name,
      ...states.map((k) => {
        const deviation = Math.sqrt(variance(model, k, d));
        return `${model.means.get(k, d).toPrecision(4)} ± ${deviation.toPrecision(3)}`;
      }),
    ]),
  );
}

function variance({ covarianceType, covariances, nFeatures: D }: GaussianHmm, k: number, d: number): number {
  if (covarianceType === 'spherical') return covariances[k]!;
  if (covarianceType === 'diag') return covariances[k * D + d]!;
  return covariances[(covarianceType === 'tied' ? 0 : k * D * D) + d * (D + 1)]!;
}
