import { fromHere } from '../../frame/paths.ts';
import { bold, dim, percent, table } from '../../frame/terminal.ts';
import { dayPage } from '../predict/day-page.ts';
import type { Agreement } from './agreement.ts';
import type { Step } from './walk.ts';
import type { DemoRun } from './walk-through.ts';

/** The demo for a person: the steps, the newest day, the agreement with the truth, and where to look. */
export function demoPage(run: DemoRun): string {
  const { model, features, predictions, judgement, report, home, steps } = run;
  const total = steps.reduce((sum, { durationMs }) => sum + durationMs, 0);
  return [
    bold('The whole way, on an invented market whose true regimes are known'),
    '',
    stepLines(steps),
    '',
    dayPage(model, features, predictions.at(-1)!),
    '',
    bold('Agreement of the filtered regimes with the truth'),
    agreementTable([
      ['in the training', judgement.training],
      ['after it, never seen', judgement.afterTraining],
    ]),
    dim('balanced: every regime counts the same. A real market is harder than this one,'),
    dim('and has no truth to compare with.'),
    '',
    `Done in ${seconds(total)}. The report with pictures: ${bold(fromHere(report))}`,
    dim(`Look around with any command and --home ${fromHere(home.folder)}`),
  ].join('\n');
}

function stepLines(steps: readonly Step[]): string {
  const titles = Math.max(...steps.map(({ title }) => title.length));
  const times = Math.max(...steps.map(({ durationMs }) => seconds(durationMs).length));
  return steps
    .flatMap(({ step, title, result, command, durationMs }) => [
      `${String(step).padStart(2)}  ${seconds(durationMs).padStart(times)}  ${bold(title)}${' '.repeat(titles - title.length)}  ${result}`,
      ...(command === undefined ? [] : [`${' '.repeat(4 + times + 2 + titles + 2)}${dim(`$ ${command}`)}`]),
    ])
    .join('\n');
}

function agreementTable(parts: readonly (readonly [string, Agreement])[]): string {
  return table(
    ['', 'days', 'accuracy', 'balanced', 'a constant answer'],
    parts.map(([name, { days, accuracy, balancedAccuracy, constantAnswer }]) => [
      name,
      days.toLocaleString('en-US'),
      percent(accuracy),
      percent(balancedAccuracy),
      percent(constantAnswer.accuracy),
    ]),
  );
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
