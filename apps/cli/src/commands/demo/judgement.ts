import type { RegimePrediction } from '@regimekit/detector';
import type { SyntheticMarket } from '@regimekit/features/synthetic';
import {
  measureAgreement,
  measureDelay,
  measureSureAnswers,
  type Agreement,
  type FollowingDelay,
  type JudgedDay,
  type SureAnswers,
} from './agreement.ts';

/** How well the answers match the true regimes of the market. */
export interface Judgement {
  readonly overall: Agreement;
  /** On the days of the training: the model has seen them, though each answer uses nothing later than its day. */
  readonly training: Agreement;
  /** On the days after it, which the model had never seen. */
  readonly afterTraining: Agreement;
  /** Over all days. */
  readonly delay: FollowingDelay;
  /** After the training. */
  readonly sure: SureAnswers;
  /** The truth on the newest day. */
  readonly newestTruth: string;
  readonly days: readonly JudgedDay[];
}

interface JudgementOptions {
  readonly regimes: readonly string[];
  readonly trainedTo: string;
}

export function judge(
  market: SyntheticMarket,
  predictions: readonly RegimePrediction[],
  { regimes, trainedTo }: JudgementOptions,
): Judgement {
  const truth = new Map<string, string>(market.regimes.map(({ date, regime }) => [date, regime]));
  const days = predictions.map(({ date, regime, confidence }) => {
    return { date: date!, truth: truth.get(date!)!, answer: regime, confidence };
  });
  const until = days.filter(({ date }) => date <= trainedTo);
  const after = days.slice(until.length);
  return {
    overall: measureAgreement(days, regimes),
    training: measureAgreement(until, regimes),
    afterTraining: measureAgreement(after, regimes),
    delay: measureDelay(days),
    sure: measureSureAnswers(after),
    newestTruth: days.at(-1)!.truth,
    days,
  };
}
