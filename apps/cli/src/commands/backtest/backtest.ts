import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import {
  panel,
  probabilityWeighted,
  proveCausality,
  runBacktest,
  runPlacebo,
  volatilityTarget,
  walkForward,
  zeroOne,
  type AssetReturns,
  type BacktestDocument,
  type CausalityProof,
  type PanelMember,
  type PlaceboDocument,
  type SignalHistory,
  type WalkForwardOptions,
  type WalkForwardRecipe,
} from '@regimekit/evaluation';
import { FeatureCalculator } from '@regimekit/features';
import { createWorkerPool } from '@regimekit/numerics/workers';
import type { Answer } from '../../frame/answer.ts';
import type { Context } from '../../frame/context.ts';
import { checkRange, parseDate, parseNumber, parseWhole } from '../../frame/options.ts';
import { createCalculator } from '../../workflows/build-features.ts';
import { readConfiguration } from '../../workflows/configuration.ts';
import { recipeFrom } from '../../workflows/recipe.ts';
import type { NamedRecipe } from '../../workflows/recipes/read-recipe-file.ts';
import { chosenRecipe, type RecipeOptions } from '../../workflows/recipes/recipe-of-options.ts';
import { requireWritableFolder, writeTextFile } from '../../workflows/write-text-file.ts';
import { cashReturns, marketOf, readBacktestData } from './backtest-data.ts';
import { backtestPage } from './backtest-page.ts';
import { checkpointsIn } from './checkpoints.ts';
import { dailyCsv } from './daily-csv.ts';
import { readTruth } from './read-truth.ts';

export interface BacktestOptions extends RecipeOptions {
  readonly from?: string;
  readonly to?: string;
  /** A file. */
  readonly recipe?: string;
  readonly delay: string;
  readonly cost: string;
  readonly halfSpread: string;
  readonly bonds?: string;
  readonly riskFree?: string;
  readonly trials: string;
  readonly replications: string;
  readonly proveCausal?: boolean;
  readonly workers?: string;
  readonly html?: string;
  readonly csv?: string;
  readonly truth?: string;
  readonly placebo?: string;
}

/** What a page and a report are drawn from. */
export interface BacktestFindings {
  readonly document: BacktestDocument;
  readonly recipe: WalkForwardRecipe;
  readonly featureSet: string;
  readonly strategy: PanelMember;
  readonly regimes: readonly string[];
  readonly market: AssetReturns;
  readonly proof: CausalityProof | undefined;
  readonly placebo: PlaceboDocument | undefined;
  readonly durationMs: number;
  readonly seed: number;
}

/** Sessions before the first signal that the panel's averages need. */
const PANEL_WARM_UP = 260;

/** Days whose future is scrambled by `--prove-causal`. */
const PROVED_DAYS = 3;

/** `regimekit backtest`: signals that a user would have had, what acting on them was worth, and how sure that is. */
export async function backtest(context: Context, options: BacktestOptions): Promise<Answer> {
  const settings = readOptions(options);
  for (const file of [settings.html, settings.csv]) if (file !== undefined) await requireWritableFolder(file);
  const started = performance.now();
  const findings = await evaluate(context, options, settings);
  if (settings.csv !== undefined) await writeTextFile(settings.csv, dailyCsv(findings.document));
  const complete = { ...findings, durationMs: performance.now() - started };
  if (settings.html !== undefined) {
    context.progress.show('drawing the report');
    const { backtestReport } = await import('./backtest-report.ts');
    await writeTextFile(settings.html, backtestReport(complete, context.now()));
  }
  const { document, recipe, featureSet, proof, placebo } = complete;
  const { csv = null, html = null } = settings;
  return {
    document: { ...document, recipe, featureSet, proof: proof ?? null, placebo: placebo ?? null, files: { csv, html } },
    text: () => backtestPage(complete, { csv, html }),
    // A proof that fails is the worst news that a backtest can have.
    exitCode: proof === undefined || proof.holds ? 0 : 1,
  };
}

function readOptions(options: BacktestOptions) {
  const from = parseDate('--from', options.from);
  const to = parseDate('--to', options.to);
  checkRange(from, to);
  const { workers, html, csv } = options;
  return {
    from,
    to,
    execution: {
      delay: parseWhole('--delay', options.delay, { min: 0, max: 250 }),
      costBps: parseNumber('--cost', options.cost, { min: 0 }),
      halfSpreadBps: parseNumber('--half-spread', options.halfSpread, { min: 0 }),
    },
    trials: parseWhole('--trials', options.trials, { min: 1 }),
    replications: parseWhole('--replications', options.replications, { min: 100, max: 100_000 }),
    placebo: options.placebo === undefined ? 0 : parseWhole('--placebo', options.placebo, { min: 1, max: 10_000 }),
    workers: workers === undefined ? availableParallelism() : parseWhole('--workers', workers, { min: 1, max: 256 }),
    html: html === undefined ? undefined : resolve(html),
    csv: csv === undefined ? undefined : resolve(csv),
  };
}

async function evaluate(
  context: Context,
  options: BacktestOptions,
  settings: ReturnType<typeof readOptions>,
): Promise<BacktestFindings> {
  const { from, to, execution, trials, replications, workers } = settings;
  const chosen = await chosenRecipe(options);
  const configuration = await readConfiguration(context.home);
  const features = recipeFrom(configuration, chosen.features);
  const calculator = createCalculator(features);
  const truth = options.truth === undefined ? undefined : await readTruth(options.truth);
  context.progress.show('computing features');
  const data = await readBacktestData(context, configuration, { calculator, ...pick(options) });
  const matrix = calculator.calculateFeatureHistory(data.inputs).slice({ to });
  const recipe: WalkForwardRecipe = {
    ...chosen.schedule,
    ...(from === undefined ? {} : { testFrom: from }),
    detector: { ...chosen.detector, seed: context.seed },
  };
  await using pool = createWorkerPool({ size: workers });
  const running: WalkForwardOptions = {
    executor: pool,
    signal: context.signal,
    clock: () => performance.now(),
    checkpoints: checkpointsIn(join(context.home.folder, 'backtests')),
  };
  const walked = await walkForward({ features: matrix }, recipe, { ...running, onProgress: showing(context, 'fits') });
  const { signals } = walked;
  const first = data.inputs.price.dates.indexOf(signals.dates[0]!);
  const { market, vix } = marketOf(data, {
    from: data.inputs.price.dates[Math.max(0, first - PANEL_WARM_UP)]!,
    to: to ?? data.inputs.price.dates.at(-1)!,
  });
  const jump =
    chosen.detector.model === 'jump' ? undefined : await jumpSignals(context, data.inputs, recipe, signals, running);
  const strategy = strategyOf(chosen.strategy, signals, market);
  context.progress.show('drawing histories for the intervals');
  const document = await runBacktest(
    {
      signals,
      market,
      strategy,
      panel: panel(market, { vix, jump, ...(data.bonds && { bonds: 'bonds' }) }),
      walkForward: walked,
      history: { features: matrix, models: walked.models, price: data.inputs.price, vix: data.vix },
      truth,
    },
    { ...execution, trials, replications, seed: context.seed, executor: pool, signal: context.signal },
  );
  const proof = options.proveCausal
    ? await proveCausality(
        { inputs: data.inputs, calculator, recipe, days: PROVED_DAYS, seed: context.seed },
        { ...running, onProgress: showing(context, 'fits of the proof') },
      )
    : undefined;
  const placebo =
    settings.placebo === 0
      ? undefined
      : await runPlacebo(
          {
            inputs: data.inputs,
            calculator,
            recipe,
            strategy: (other, made) => strategyOf(chosen.strategy, other, made).weights,
            riskFree: (days) => cashReturns(data.riskFree, days),
            to,
            observed: Object.fromEntries(
              Object.entries(document.strategies[0]!.metrics).map(([name, { value }]) => [name, value]),
            ),
          },
          {
            ...execution,
            runs: settings.placebo,
            seed: context.seed,
            executor: pool,
            signal: context.signal,
            onProgress: (done, runs) =>
              context.progress.show(`${done} of ${runs} markets without regimes`, done / runs),
          },
        );
  const { regimes } = signals;
  const featureSet = matrix.featureSet.name;
  return { document, recipe, featureSet, strategy, regimes, market, proof, placebo, durationMs: 0, seed: context.seed };
}

function pick({ bonds, riskFree }: BacktestOptions) {
  return { ...(bonds === undefined ? {} : { bonds }), ...(riskFree === undefined ? {} : { riskFree }) };
}

/** The statistical jump model of the panel, walked forward on the price alone by the same schedule. */
async function jumpSignals(
  context: Context,
  inputs: Parameters<FeatureCalculator['calculateFeatureHistory']>[0],
  recipe: WalkForwardRecipe,
  signals: SignalHistory,
  running: WalkForwardOptions,
): Promise<SignalHistory> {
  const features = new FeatureCalculator({ featureSet: 'jump9' }).calculateFeatureHistory(inputs);
  const own: WalkForwardRecipe = {
    ...recipe,
    testFrom: signals.dates[0]!,
    // A hundred starts a refit would take longer than all else.
    refit: 'warm',
    detector: { model: 'jump', seed: context.seed },
  };
  const onProgress = showing(context, 'fits of the jump model beside it');
  return (
    await walkForward({ features: features.slice({ to: signals.dates.at(-1)! }) }, own, { ...running, onProgress })
  ).signals;
}

export function strategyOf(name: NamedRecipe['strategy'], signals: SignalHistory, market: AssetReturns): PanelMember {
  const stressed = signals.regimes.at(-1)!;
  const asset = market.names[0]!;
  switch (name) {
    case 'zero-one': {
      const rule = `all in ${asset} while ${stressed} has a probability under 50 %, else all in cash`;
      return { name: 'zero-one', rule, weights: zeroOne(signals, { asset }) };
    }
    case 'probability': {
      const rule = `${asset} by the probabilities of the regimes, from all in ${signals.regimes[0]!} to nothing in ${stressed}`;
      return { name: 'probability', rule, weights: probabilityWeighted(signals, { asset }) };
    }
    default: {
      const rule = '10 % a year over the volatility that the regimes lead to expect, at most all';
      return { name: 'regime volatility target', rule, weights: volatilityTarget(signals, market, { asset }) };
    }
  }
}

function showing({ progress }: Context, what: string): NonNullable<WalkForwardOptions['onProgress']> {
  return ({ done, total, resumed, remainingMs }) => {
    const left = remainingMs === undefined || done === total ? '' : `, ${Math.ceil(remainingMs / 1000)} s left`;
    const kept = resumed === 0 ? '' : `, ${resumed} of them kept from before`;
    progress.show(`${done} of ${total} ${what}${kept}${left}`, done / total);
  };
}
