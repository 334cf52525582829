import { logLikelihood } from '@regimekit/hmm-core';
import { maximise } from './maximise.ts';
import { switchingMeanModel, type SwitchingMean } from './switching-mean.ts';

/** A fitted model and what it is worth. */
export interface SwitchingMeanFit extends SwitchingMean {
  readonly logLikelihood: number;
}

/** log p(y_{p+1}..y_T given y_1..y_p), the regimes beginning in their long run. */
export function switchingMeanLikelihood(parameters: SwitchingMean, series: readonly number[]): number {
  const rows = series.map((value) => [value]);
  return logLikelihood(switchingMeanModel(parameters), rows, { initialProbs: 'stationary' });
}

const logistic = (x: number) => 1 / (1 + Math.exp(-x));
const logit = (p: number) => Math.log(p / (1 - p));

/** Maximum likelihood from a start, over numbers without borders. */
export function fitSwitchingMean(
  start: SwitchingMean,
  series: readonly number[],
  { switchingLags = false } = {},
): SwitchingMeanFit {
  const order = start.lags[0].length;
  const read = (x: readonly number[]): SwitchingMean => {
    const first = x.slice(5, 5 + order);
    return {
      stay: [logistic(x[0]!), logistic(x[1]!)],
      means: [x[2]!, x[3]!],
      variance: Math.exp(x[4]!),
      lags: [first, switchingLags ? x.slice(5 + order) : first],
    };
  };
  const origin = [
    ...start.stay.map(logit),
    ...start.means,
    Math.log(start.variance),
    ...start.lags[0],
    ...(switchingLags ? start.lags[1] : []),
  ];
  const { at, value } = maximise((x) => switchingMeanLikelihood(read(x), series), origin);
  return { ...read(at), logLikelihood: value };
}
