// From the options to the findings: walk, judge, prove.
import { join } from 'node:path';
import {
  agreeSeeds,
  panel,
  proveCausality,
  recipeRegimes,
  runBacktest,
  runPlacebo,
  walkForward,
  type AssetReturns,
  type BacktestDocument,
  type CausalityProof,
  type PanelMember,
  type PlaceboDocument,
  type SignalHistory,
  type WalkForwardOptions,
  type WalkForwardRecipe,
} from '@regimekit/evaluation';
import { FeatureCalculator, type MarketInputs } from '@regimekit/features';
import type { TaskExecutor } from '@regimekit/numerics';
import { createWorkerPool } from '@regimekit/numerics/workers';
import type { Context } from '../../frame/context.ts';
import { createCalculator } from '../../workflows/build-features.ts';
import { readConfiguration } from '../../workflows/configuration.ts';
import { recipeFrom } from '../../workflows/recipe.ts';
import { chosenRecipe } from '../../workflows/recipes/recipe-of-options.ts';
import { readBacktestData, type BacktestData } from './backtest-data.ts';
import { cashReturns, marketOf, sessionsOf } from './backtest-market.ts';
import type { BacktestOptions, BacktestSettings } from './backtest-options.ts';
import { checkpointsIn } from './checkpoints.ts';
import { readRecessions } from './recession-dates.ts';
import { readTruth } from './read-truth.ts';
import { readRegimeMap, type RegimeMap } from './regime-map-file.ts';
import { strategyOf, type StrategyName } from './strategies.ts';
import { walkData } from './walk-data.ts';
import { showing } from './walk-progress.ts';

/** What a page and a report are drawn from. */
export interface BacktestFindings {
  readonly document: BacktestDocument;
  readonly recipe: WalkForwardRecipe;
  readonly featureSet: string;
  readonly strategy: PanelMember;
  readonly map: RegimeMap | undefined;
  readonly regimes: readonly string[];
  readonly market: AssetReturns;
  /** With `--vintages`: how many values were others on their day, and on how many days that changed. */
  readonly vintages: { readonly revisions: number; readonly days: number } | undefined;
  readonly proof: CausalityProof | undefined;
  readonly placebo: PlaceboDocument | undefined;
  readonly durationMs: number;
  readonly seed: number;
}

/** Sessions before the first signal that the panel's averages need. */
const PANEL_WARM_UP = 260;

/** Days whose future is scrambled by `--prove-causal`. */
const PROVED_DAYS = 3;

/** One backtest under way. */
interface Walk {
  readonly context: Context;
  readonly acting: StrategyName;
  readonly settings: BacktestSettings;
  readonly calculator: FeatureCalculator;
  readonly data: BacktestData;
  readonly map: RegimeMap | undefined;
  readonly recipe: WalkForwardRecipe;
  readonly running: WalkForwardOptions & { readonly executor: TaskExecutor };
}

/** Everything that the options ask for. */
export async function evaluate(
  context: Context,
  options: BacktestOptions,
  settings: BacktestSettings,
): Promise<BacktestFindings> {
  const configuration = await readConfiguration(context.home);
  const { strategy = 'zero-one', ...others } = options;
  // No recipe has a map: it stands for the strategy, and the recipe for all else.
  const chosen = await chosenRecipe(
    strategy === 'regime-map' || options.strategy === undefined ? others : { ...others, strategy },
  );
  const calculator = createCalculator(recipeFrom(configuration, chosen.features));
  const map = settings.map === undefined ? undefined : await readRegimeMap(settings.map, recipeRegimes(chosen));
  const truth = options.truth === undefined ? undefined : await readTruth(options.truth);
  const dated = options.recessions === undefined ? undefined : await readRecessions(options.recessions);
  context.progress.show('computing features');
  const { to, from } = settings;
  const { bonds, riskFree, vintages = false } = options;
  const data = await readBacktestData(context, configuration, { calculator, to, vintages, bonds, riskFree, map });
  const recipe: WalkForwardRecipe = {
    ...chosen.schedule,
    ...(from === undefined ? {} : { testFrom: from }),
    detector: { ...chosen.detector, seed: context.seed },
    ...(chosen.choice && { choice: chosen.choice }),
  };
  await using pool = createWorkerPool({ size: settings.workers });
  const running = {
    executor: pool,
    signal: context.signal,
    clock: () => performance.now(),
    checkpoints: checkpointsIn(join(context.home.folder, 'backtests')),
  };
  const acting = strategy === 'regime-map' ? strategy : chosen.strategy;
  const walk: Walk = { context, acting, settings, calculator, data, map, recipe, running };
  const found = await judge(walk, { truth, recessions: dated ?? data.recessions });
  const { document } = found;
  const proof = options.proveCausal ? await prove(walk) : undefined;
  const placebo = settings.placebo === 0 ? undefined : await placeboOf(walk, document);
  const { pointInTime } = data;
  return {
    ...found,
    recipe,
    map,
    featureSet: calculator.featureSet.name,
    vintages: pointInTime && { revisions: pointInTime.revisions, days: pointInTime.revisedOn.length },
    proof,
    placebo,
    durationMs: 0,
    seed: context.seed,
  };
}

type Given = Pick<Parameters<typeof runBacktest>[0], 'truth' | 'recessions'>;

async function judge(walk: Walk, given: Given) {
  const { context, acting, settings, calculator, data, map, recipe, running } = walk;
  const walked = await walkForward(walkData(data, calculator, recipe), recipe, {
    ...running,
    onProgress: showing(context, 'fits'),
  });
  const { signals } = walked;
  const { market, vix } = marketOf(data, daysOf(data.inputs, signals));
  const jump = recipe.detector?.model === 'jump' ? undefined : await jumpSignals(walk, signals);
  const { seeds } = settings;
  const agreed =
    seeds === 0
      ? undefined
      : await agreeSeeds(
          { data: walkData(data, calculator, recipe), walked, recipe, seeds },
          { ...running, onProgress: showing(context, 'fits from other seeds') },
        );
  const strategy = strategyOf(acting, map, signals, market);
  const bonds = market.names.indexOf('bonds') > 0 ? 'bonds' : undefined;
  context.progress.show('drawing histories for the intervals');
  const document = await runBacktest(
    {
      ...given,
      signals,
      market,
      strategy,
      panel: panel(market, { vix, jump, bonds }),
      walkForward: walked,
      history: {
        features: calculator.calculateFeatureHistory(data.inputs),
        models: walked.models,
        price: data.inputs.price,
        vix: data.vix,
      },
      seeds: agreed,
    },
    {
      ...settings.execution,
      trials: settings.trials,
      replications: settings.replications,
      seed: context.seed,
      executor: running.executor,
      signal: context.signal,
    },
  );
  return { document, strategy, market, regimes: signals.regimes };
}

/** The sessions of a backtest, with those before it that the panel's averages need. */
function daysOf(inputs: MarketInputs, { dates }: Pick<SignalHistory, 'dates'>): string[] {
  const all = sessionsOf(inputs, '', '9999-12-31');
  return all.slice(Math.max(0, all.indexOf(dates[0]!) - PANEL_WARM_UP));
}

/** The statistical jump model of the panel, walked forward on the price alone by the same schedule. */
async function jumpSignals({ context, data, recipe, running }: Walk, signals: SignalHistory): Promise<SignalHistory> {
  const own: WalkForwardRecipe = {
    ...recipe,
    testFrom: signals.dates[0]!,
    // A hundred starts a refit would take longer than all else.
    refit: 'warm',
    detector: { model: 'jump', seed: context.seed },
    choice: undefined,
  };
  const onProgress = showing(context, 'fits of the jump model beside it');
  const given = walkData(data, new FeatureCalculator({ featureSet: 'jump9' }), own);
  const features = 'features' in given ? { features: given.features.slice({ to: signals.dates.at(-1)! }) } : given;
  return (await walkForward(features, own, { ...running, onProgress })).signals;
}

/** Of what is known now: a revision is no look ahead that a scramble could find. */
async function prove(walk: Walk): Promise<CausalityProof> {
  const { context, acting, calculator, data, map, recipe, running } = walk;
  const strategy = (signals: SignalHistory, inputs: MarketInputs) => {
    const assets = map === undefined ? new Map([...data.assets, ['equity', inputs.price]]) : data.assets;
    const { market } = marketOf({ ...data, assets }, daysOf(inputs, signals));
    return strategyOf(acting, map, signals, market).weights;
  };
  return proveCausality(
    { inputs: data.inputs, calculator, recipe, days: PROVED_DAYS, seed: context.seed, strategy },
    { ...running, onProgress: showing(context, 'fits of the proof') },
  );
}

async function placeboOf(walk: Walk, document: BacktestDocument): Promise<PlaceboDocument> {
  const { context, acting, settings, calculator, data, recipe, running } = walk;
  const observed = Object.entries(document.strategies[0]!.metrics).map(([name, { value }]) => [name, value] as const);
  return runPlacebo(
    {
      inputs: data.inputs,
      calculator,
      recipe,
      strategy: (signals, market) => strategyOf(acting, undefined, signals, market).weights,
      riskFree: (days) => cashReturns(data.riskFree, days),
      to: settings.to,
      observed: Object.fromEntries(observed),
    },
    {
      ...settings.execution,
      runs: settings.placebo,
      seed: context.seed,
      executor: running.executor,
      signal: context.signal,
      onProgress: (done, runs) => context.progress.show(`${done} of ${runs} markets without regimes`, done / runs),
    },
  );
}
