import { RegimeDetector } from '@regimekit/detector';
import {
  createMarketSeries,
  type FeatureCalculator,
  type FeatureMatrix,
  type IsoDate,
  type MarketInputs,
  type MarketSeries,
} from '@regimekit/features';
import { createRandomStream, type OptionNames, type RandomStream } from '@regimekit/numerics';
import { checkOptions, checkWhole } from '../check-options.ts';
import { InvalidOptionError } from '../errors.ts';
import { returnsFromCloses } from '../strategies/panel.ts';
import { zeroOne } from '../strategies/weights.ts';
import type { AssetReturns, SignalHistory, WeightHistory } from '../types.ts';
import { filteredRows, type DetectorRecipe } from './fold-data.ts';
import { walkForward } from './walk-forward.ts';
import type { WalkForwardOptions, WalkForwardRecipe } from './walk-forward-options.ts';

export interface CausalityRequest {
  readonly inputs: MarketInputs;
  readonly calculator: FeatureCalculator;
  readonly recipe: WalkForwardRecipe;
  /** How many days are drawn, among those with a signal. @default 3 */
  readonly days?: number | undefined;
  readonly seed: number;
  /** Weights from signals and, where the rule looks at them, the series; to be proved too. @default zeroOne */
  readonly strategy?: ((signals: SignalHistory, inputs: MarketInputs) => WeightHistory) | undefined;
}

/** What was compared to the bit, each dated up to the day whose future was scrambled. */
export type CausalSubject = 'features' | 'labels' | 'signals' | 'weights';

export interface CausalityCheck {
  readonly day: IsoDate;
  readonly subject: CausalSubject;
  /** Numbers compared. */
  readonly compared: number;
  /** How many of them moved; 0 or the proof has failed. */
  readonly moved: number;
}

export interface CausalityProof {
  readonly holds: boolean;
  readonly days: readonly IsoDate[];
  readonly checks: readonly CausalityCheck[];
  readonly control: CausalityControl;
}

/** What looks ahead, compared in the same way: it must move, or the proof could not have failed. */
export interface CausalityControl {
  /** Viterbi labels, which the future can turn; where regimes are far apart it hardly ever does. */
  readonly hindsightLabels: ControlCheck;
  /** Filtered probabilities of a model that was fitted on all days, the later ones included. */
  readonly fittedOnAll: ControlCheck;
  /** Whether either moved. */
  readonly caught: boolean;
}

export interface ControlCheck {
  readonly days: number;
  readonly compared: number;
  readonly moved: number;
}

const REQUEST: OptionNames<CausalityRequest> = {
  inputs: true,
  calculator: true,
  recipe: true,
  days: true,
  seed: true,
  strategy: true,
};

/**
 * Scrambles everything after a day t, for a sample of days, runs features, walk-forward and strategy again, and compares what
 * is dated up to t to the bit. The values of a scrambled series are drawn anew from its own, so they are plausible and wrong.
 *
 * Only a fold that was trained on days up to t alone can be compared label by label; the labels are those of the model of the
 * fold that answers for t, over the whole history up to t.
 *
 * @throws what features, detector and walkForward throw; InvalidOptionError
 */
export async function proveCausality(
  request: CausalityRequest,
  options: WalkForwardOptions = {},
): Promise<CausalityProof> {
  checkOptions(request, REQUEST, 'proveCausality');
  const {
    inputs,
    calculator,
    recipe,
    seed,
    days: nDays = 3,
    strategy = (signals: SignalHistory) => zeroOne(signals),
  } = request;
  checkWhole('days', nDays, 1);
  const random = createRandomStream(seed);
  const features = calculator.calculateFeatureHistory(inputs);
  const { detector = {}, ...schedule } = recipe;
  const truth = await walkForward({ features, market: marketFor(recipe, inputs) }, recipe, options);
  const last = truth.signals.dates.length - 2;
  if (last < 0) throw new InvalidOptionError('inputs', 'long enough for two days with signals', 'fewer');
  const days = drawDays(truth.signals.dates, Math.min(nDays, last + 1), random);
  const checks: CausalityCheck[] = [];
  for (const day of days) {
    options.signal?.throwIfAborted();
    const otherInputs = scrambleAfter(inputs, day, random);
    const scrambled = calculator.calculateFeatureHistory(otherInputs);
    const known = { real: features.slice({ to: day }), other: scrambled.slice({ to: day }) };
    checks.push(compare('features', day, known.real.data, known.other.data));
    // Each fold up to the day answers as before; the folds after it see the scrambled days, and nobody asks them.
    const other = await walkForward(
      { features: through(scrambled, day, truth.signals), market: marketFor(recipe, otherInputs) },
      { ...schedule, detector },
      options,
    );
    const upTo = truth.signals.dates.indexOf(day) + 1;
    const K = truth.signals.regimes.length;
    const probs = (signals: SignalHistory) => signals.probs.data.subarray(0, upTo * K);
    checks.push(compare('signals', day, probs(truth.signals), probs(other.signals)));
    const weights = (signals: SignalHistory, series: MarketInputs) => {
      const made = strategy(signals, series).weights;
      return made.data.subarray(0, upTo * made.columns);
    };
    checks.push(compare('weights', day, weights(truth.signals, inputs), weights(other.signals, otherInputs)));
    const fitted = new RegimeDetector(detector).fit(known.real);
    checks.push(compare('labels', day, labels(fitted, features, day), labels(fitted, scrambled, day)));
  }
  const control = catchHindsight({ inputs, calculator, detector, features }, truth.signals.dates, days, random);
  return { holds: control.caught && checks.every(({ moved }) => moved === 0), days, checks, control };
}

/** Most days that the control tries: the best path rarely changes its past when its regimes are far apart. */
const CONTROL_DAYS = 20;

interface ControlRequest extends Pick<CausalityRequest, 'inputs' | 'calculator'> {
  readonly detector: DetectorRecipe;
  readonly features: FeatureMatrix;
}

/** On the days of the proof, and on further ones until hindsight labels moved. */
function catchHindsight(
  { inputs, calculator, detector, features }: ControlRequest,
  dates: readonly IsoDate[],
  proved: readonly IsoDate[],
  random: RandomStream,
): CausalityControl {
  const fitted = new RegimeDetector(detector).fit(features);
  let hindsightLabels: ControlCheck = { days: 0, compared: 0, moved: 0 };
  let fittedOnAll: ControlCheck = { days: 0, compared: 0, moved: 0 };
  for (let n = 0; n < proved.length || (hindsightLabels.moved === 0 && n < CONTROL_DAYS); n++) {
    const day = proved[n] ?? dates[random.integer(dates.length - 1)]!;
    const scrambled = calculator.calculateFeatureHistory(scrambleAfter(inputs, day, random));
    hindsightLabels = add(
      hindsightLabels,
      compare('labels', day, decoded(fitted, features, day), decoded(fitted, scrambled, day)),
    );
    if (n > 0) continue;
    const refitted = new RegimeDetector(detector).fit(scrambled);
    fittedOnAll = add(
      fittedOnAll,
      compare('signals', day, filtered(fitted, features, day), filtered(refitted, features, day)),
    );
  }
  return { hindsightLabels, fittedOnAll, caught: hindsightLabels.moved + fittedOnAll.moved > 0 };
}

function add({ days, compared, moved }: ControlCheck, check: CausalityCheck): ControlCheck {
  return { days: days + 1, compared: compared + check.compared, moved: moved + check.moved };
}

function filtered(detector: RegimeDetector, features: FeatureMatrix, to: IsoDate): Float64Array {
  const rows = features.dates.findLastIndex((date) => date <= to) + 1;
  return filteredRows(detector, features, { start: 0, end: rows });
}

/** Every value dated after `day` replaced by another of the same series, drawn with replacement. */
export function scrambleAfter(inputs: MarketInputs, day: IsoDate, random: RandomStream): MarketInputs {
  const scramble = (series: MarketSeries): MarketSeries => {
    const values = series.values.map((value, t) =>
      series.dates[t]! > day && !Number.isNaN(value) ? drawKnown(series.values, random) : value,
    );
    return createMarketSeries(series.name, { ...series, values });
  };
  const { price, vix, treasury, hySpread, others } = inputs;
  return {
    price: scramble(price),
    vix: vix && scramble(vix),
    treasury: treasury && {
      twoYear: treasury.twoYear && scramble(treasury.twoYear),
      tenYear: treasury.tenYear && scramble(treasury.tenYear),
    },
    hySpread: hySpread && scramble(hySpread),
    others: others && Object.fromEntries(Object.entries(others).map(([name, series]) => [name, scramble(series)])),
  };
}

function drawKnown(values: Float64Array, random: RandomStream): number {
  for (;;) {
    const value = values[random.integer(values.length)]!;
    if (!Number.isNaN(value)) return value;
  }
}

function drawDays(dates: readonly IsoDate[], n: number, random: RandomStream): IsoDate[] {
  const drawn = new Set<number>();
  // The last day has no future to scramble.
  while (drawn.size < n) drawn.add(random.integer(dates.length - 1));
  return [...drawn].toSorted((a, b) => a - b).map((t) => dates[t]!);
}

/** Returns without cash, for a recipe whose folds choose by them. */
function marketFor({ choice }: WalkForwardRecipe, { price }: MarketInputs): AssetReturns | undefined {
  if (choice?.objective !== 'sharpe') return undefined;
  const sessions = price.dates.flatMap((_, t) => (Number.isNaN(price.values[t]!) ? [] : [t]));
  const closes = Float64Array.from(sessions, (t) => price.values[t]!);
  const dates = sessions.map((t) => price.dates[t]!);
  return returnsFromCloses(dates, { equity: closes }, new Float64Array(dates.length));
}

/** The rows up to the end of the test block that holds the day: later folds would only cost time. */
function through(features: FeatureMatrix, day: IsoDate, { dates, fold }: SignalHistory): FeatureMatrix {
  const block = fold[dates.indexOf(day)]!;
  const last = fold.findLastIndex((index) => index === block);
  return features.slice({ to: dates[last]! });
}

function labels(detector: RegimeDetector, features: FeatureMatrix, to: IsoDate): Float64Array {
  // The whole matrix is given: a range selects what is shown, and must not let what is later in.
  return Float64Array.from(detector.predictRegimes(features, { to }), ({ regime }) => detector.regimes.indexOf(regime));
}

/** HINDSIGHT, as the control: the path over all days, later ones included. */
function decoded(detector: RegimeDetector, features: FeatureMatrix, to: IsoDate): Float64Array {
  const rows = features.dates.findLastIndex((date) => date <= to) + 1;
  const path = detector.decodeRegimes(features);
  return Float64Array.from(path.slice(0, rows), ({ regime }) => detector.regimes.indexOf(regime));
}

function compare(subject: CausalSubject, day: IsoDate, a: Float64Array, b: Float64Array): CausalityCheck {
  const compared = Math.max(a.length, b.length);
  let moved = Math.abs(a.length - b.length);
  for (let i = 0; i < Math.min(a.length, b.length); i++) if (!Object.is(a[i], b[i])) moved++;
  return { subject, day, compared, moved };
}
