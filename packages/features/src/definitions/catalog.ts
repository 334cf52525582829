import type { OptionNames } from '@regimekit/numerics';
import { alignmentRules, wholeNumber, type AlignmentOptions } from '../alignment/alignment-options.ts';
import { checkOptions } from '../check-options.ts';
import { UnknownFeatureError } from '../errors.ts';
import { hySpread, hySpreadChange20d } from './credit.ts';
import { drawdown, return20d } from './equity.ts';
import { jumpFeatures } from './persistence.ts';
import { featureRecord, type FeatureDefinition, type FeatureRecord } from './feature-definition.ts';
import { realizedVol20d, vixLevel, vixPercentile } from './volatility.ts';
import { yieldCurveChange20d, yieldCurveSlope } from './yield-curve.ts';

export interface LookbackOptions {
  /**
   * L: the sessions over which `vix_percentile` and `drawdown` look back, 21 to 2,520.
   *
   * @default 252
   */
  readonly lookbackDays?: number | undefined;
}

const lookbackNames: OptionNames<LookbackOptions> = { lookbackDays: true };

/** Shorter than a month a rank says nothing; longer than ten years it warms up for as long. */
const LOOKBACK = { default: 252, min: 21, max: 2520 };

/**
 * The features of `regime9` and of the sets that leave some of them out, in their order. Those of `jump9` are
 * {@link jumpFeatureDefinitions}.
 *
 * @throws InvalidOptionError for lookbackDays out of range
 */
export function featureDefinitions(options: LookbackOptions = {}): readonly FeatureDefinition[] {
  checkOptions(options, lookbackNames, 'a feature set');
  const hint = `Leave it out for the default of ${LOOKBACK.default}.`;
  const lookback = options.lookbackDays ?? LOOKBACK.default;
  wholeNumber('lookbackDays', lookback, LOOKBACK.min, LOOKBACK.max, hint);
  return [
    vixLevel,
    vixPercentile(lookback),
    realizedVol20d,
    return20d,
    drawdown(lookback),
    yieldCurveSlope,
    yieldCurveChange20d,
    hySpread,
    hySpreadChange20d,
  ];
}

/** The features of `jump9`, from the price alone. */
export function jumpFeatureDefinitions(): readonly FeatureDefinition[] {
  return jumpFeatures;
}

/** @throws UnknownFeatureError naming the features there are */
export function featureDefinition(name: string, options: LookbackOptions = {}): FeatureDefinition {
  const definitions = [...featureDefinitions(options), ...jumpFeatureDefinitions()];
  const found = definitions.find((definition) => definition.name === name);
  if (found !== undefined) return found;
  throw new UnknownFeatureError(
    name,
    definitions.map((definition) => definition.name),
  );
}

/** A definition as a person wants to read it: its record, and when its inputs are known. */
export interface FeatureDescription extends FeatureRecord {
  /** Sessions after its date at which each input is known; 0 is the same session. */
  readonly lagSessions: Readonly<Record<string, number>>;
}

export function describeFeature(definition: FeatureDefinition, alignment?: AlignmentOptions): FeatureDescription {
  const { lagOf } = alignmentRules(alignment);
  const lagSessions = Object.fromEntries(definition.inputs.map((input) => [input, lagOf(input)]));
  return { ...featureRecord(definition), lagSessions };
}
