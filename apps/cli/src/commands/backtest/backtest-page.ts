// The page of a backtest on the terminal.
import type { BacktestDocument, FallCall, JudgedStrategy } from '@regimekit/evaluation';
import { bold, dim, paintRegime, percent, table } from '../../frame/terminal.ts';
import { ranged, rangedShare, wrap } from '../../workflows/page-words.ts';
import { share } from '../../workflows/report/number-words.ts';
import { choiceLines } from './choice-words.ts';
import type { BacktestFindings } from './evaluate.ts';
import { vintageText } from './opening-section.ts';
import { placeboLines } from './placebo-words.ts';
import { recessionLines } from './recession-words.ts';
import { stabilityLines, truthLines } from './stability-page.ts';

export function backtestPage(
  findings: BacktestFindings,
  files: { readonly csv: string | null; readonly html: string | null },
): string {
  const { document, featureSet, recipe, durationMs, strategy, proof } = findings;
  const { period, walkForward, bootstrap, execution } = document;
  const window = `${recipe.window ?? 'rolling'} window of ${recipe.windowDays} sessions, refit every ${recipe.refitEvery}`;
  const { level } = bootstrap;
  return [
    bold(`${featureSet}, ${period.from} to ${period.to}: ${strategy.name}`),
    dim(`${period.days} days, ${walkForward.folds.length} fits, ${window}, ${(durationMs / 1000).toFixed(1)} s`),
    '',
    ...[...document.summary, ...choiceLines(document, recipe), ...vintageText(findings.vintages)].flatMap((sentence) =>
      wrap(sentence),
    ),
    ...stabilityLines(document),
    ...truthLines(document),
    '',
    bold(`What it was worth`) +
      dim(` at delay ${execution.delay} and ${execution.costBps} basis points; ${percent(level, 0)} intervals`),
    strategyTable(document.strategies),
    '',
    bold('The day after each regime') + dim(', a year'),
    regimeTable(document),
    '',
    bold('Sharpe ratio by delay and cost'),
    gridTable(document),
    ...callLines(document.calls),
    ...recessionLines(document),
    ...placeboLines(findings.placebo),
    ...(proof === undefined ? [] : ['', proofLine(proof)]),
    ...(files.csv === null ? [] : ['', `Daily series written to ${files.csv}.`]),
    files.html === null ? dim('\nAdd --html FILE for pictures.') : `\nReport written to ${files.html}.`,
  ].join('\n');
}

function strategyTable(strategies: readonly JudgedStrategy[]): string {
  const rows = strategies.map(({ name, role, metrics }) => [
    role === 'strategy' ? bold(name) : name,
    share(metrics.cagr.value),
    share(metrics.volatility.value),
    ranged(metrics.sharpe),
    share(metrics.maxDrawdown.value),
    share(metrics.exposure.value, 0),
    metrics.turnover.value?.toFixed(1) ?? '-',
  ]);
  return table(['', 'a year', 'volatility', 'Sharpe', 'worst fall', 'invested', 'turnover'], rows);
}

function regimeTable({ information }: BacktestDocument): string {
  const rows = information.regimes.map(({ regime, shareOfDays, meanAfter, volatilityAfter }) => [
    paintRegime(regime),
    percent(shareOfDays),
    rangedShare(meanAfter),
    rangedShare(volatilityAfter),
  ]);
  const head = ['regime', 'of the days', 'mean, over cash', 'volatility'];
  return `${table(head, rows)}\n${dim(`${information.switchesPerYear.toFixed(1)} switches a year; intervals by blocks of ${information.blockDays} days`)}`;
}

function gridTable({ grid }: BacktestDocument): string {
  const costs = [...new Set(grid.map(({ costBps }) => costBps))];
  const delays = [...new Set(grid.map(({ delay }) => delay))];
  const rows = delays.map((delay) => [
    `delay ${delay}`,
    ...costs.map(
      (cost) => grid.find((cell) => cell.delay === delay && cell.costBps === cost)?.sharpe?.toFixed(2) ?? '-',
    ),
  ]);
  return table(['', ...costs.map((cost) => `${cost} bp`)], rows);
}

function callLines(calls: readonly FallCall[]): string[] {
  if (calls.length === 0) return [];
  const rows = calls.map(({ peak, trough, depth, called, sessions, shareOfFall }) => [
    peak,
    trough,
    share(depth, 0),
    called ?? 'never',
    sessions === null ? '-' : String(sessions),
    shareOfFall === null ? '-' : percent(shareOfFall, 0),
  ]);
  const head = ['peak', 'trough', 'fall', 'called', 'sessions late', 'of the fall behind'];
  return ['', bold('How late the calls came'), table(head, rows)];
}

function proofLine({ holds, days, checks, control }: NonNullable<BacktestFindings['proof']>): string {
  const compared = checks.reduce((sum, check) => sum + check.compared, 0).toLocaleString('en-US');
  const moved = checks.reduce((sum, check) => sum + check.moved, 0);
  const verdict = holds ? bold('Causal') : bold('NOT CAUSAL');
  const caught = control.caught ? 'caught' : 'NOT caught';
  return `${verdict}: of ${compared} numbers dated up to ${days.join(', ')}, ${moved} moved when all later data were scrambled; the control, which looks ahead, was ${caught}.`;
}
