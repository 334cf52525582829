import {
  describeResiduals,
  pseudoResiduals,
  testResiduals,
  type DiscreteResiduals,
  type ResidualTest,
} from '@regimekit/hmm-core';
import { renderReport } from '@regimekit/report';
import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { parseWhole } from '../../frame/options.ts';
import { bold, dim, table } from '../../frame/terminal.ts';
import { counted } from '../../frame/words.ts';
import { missingPolicy, readNumericTable, tableOptions, type ColumnOptions } from '../../workflows/numeric-table.ts';
import { readPlainModel } from '../../workflows/plain-model-file.ts';
import { residualSections, testNames } from '../../workflows/report/residual-section.ts';
import { requireWritableFolder, writeTextFile } from '../../workflows/write-text-file.ts';
import { missingNote } from './missing-note.ts';

export interface ResidualOptions extends ColumnOptions {
  readonly lags: string;
  readonly discrete: DiscreteResiduals;
  readonly picture?: string;
}

/** `regimekit hmm residuals`: whether the rows are such as the model foresees them, in tests and pictures. */
export async function residuals(
  context: Context,
  options: ResidualOptions,
  file: string,
  csv: string,
): Promise<Answer> {
  const { picture, discrete } = options;
  const lags = parseWhole('--lags', options.lags, { min: 1, max: 1000 });
  if (picture !== undefined) await requireWritableFolder(picture);
  const { model, columns } = await readPlainModel(file);
  const { values, nMissing } = await readNumericTable(csv, tableOptions(options, columns));
  const found = pseudoResiduals(model, values, { missing: missingPolicy(options), discrete, seed: context.seed });
  const tests = testResiduals(found, { lags });
  const pictures = describeResiduals(found, { lags: Math.max(lags, 20) });
  if (picture !== undefined) {
    const page = renderReport({
      title: 'Pseudo-residuals',
      subtitle: `${counted(values.rows, 'row')} of ${columns.join(', ')}, each judged from the rows before it`,
      generatedAt: `${context.now().toISOString().slice(0, 16).replace('T', ' ')} UTC`,
      sections: residualSections(columns, tests, pictures),
      footer: `regimekit hmm residuals ${file} ${csv}`,
    });
    await writeTextFile(picture, page);
  }
  return {
    document: {
      rows: values.rows,
      nMissing,
      kinds: found.kinds,
      clipped: found.clipped,
      tests: tests.map((test) => ({ column: columns[test.feature], ...test })),
      pictures,
      picture: picture ?? null,
    },
    text: () =>
      [
        bold(`Pseudo-residuals of ${counted(values.rows, 'row')}`) + missingNote(values, nMissing),
        '',
        testTable(columns, tests),
        '',
        ...sentences(columns, tests),
        ...(found.clipped === 0
          ? []
          : [`${counted(found.clipped, 'value')} lie so far out that only their side is known.`]),
        '',
        dim('Each row is judged from the rows before it. p is corrected for all of these tests at once (Holm), and'),
        dim('approximate on the rows the model was fitted to; with very many rows every model is rejected.'),
        ...(picture === undefined ? [] : ['', dim(`Pictures: ${picture}`)]),
      ].join('\n'),
  };
}

export function testTable(columns: readonly string[], tests: readonly ResidualTest[]): string {
  return table(
    ['column', 'test', 'statistic', 'p', 'corrected', ''],
    tests.map(({ feature, test, statistic, pValue, adjustedPValue, rejected }) => [
      columns[feature]!,
      testNames[test],
      statistic.toPrecision(4),
      showP(pValue),
      showP(adjustedPValue),
      rejected ? 'rejected' : '',
    ]),
  );
}

function showP(p: number): string {
  return p < 0.0001 ? '<0.0001' : p.toFixed(4);
}

export function sentences(columns: readonly string[], tests: readonly ResidualTest[]): string[] {
  const rejected = tests.filter((test) => test.rejected);
  if (rejected.length === 0) return ['Nothing here speaks against the model; that does not make it right.'];
  return rejected.map(({ feature, meaning }) => `${columns[feature]}: ${meaning}`);
}
