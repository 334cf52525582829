// The paper that founded the field: J. D. Hamilton (1989), A new approach to the economic analysis of nonstationary time
// series and the business cycle, Econometrica 57, 357-384. Growth of the United States' product follows an autoregression
// around a mean that switches between two regimes, and the regimes turn out to be the recessions.
//
//   pnpm hamilton                                             after `pnpm build` at the root of the repository
//   node --conditions=@regimekit/source src/hamilton.ts       without building
import { forward, forwardBackward } from '@regimekit/hmm-core';
import { fitSwitchingMean } from './hamilton/fit.ts';
import { gnpGrowth } from './hamilton/gnp-growth.ts';
import { secondRegime, switchingMeanModel } from './hamilton/switching-mean.ts';

const start = {
  stay: [0.8, 0.9],
  means: [-0.5, 1.2],
  lags: [
    [0, 0, 0, 0],
    [0, 0, 0, 0],
  ],
  variance: 0.7,
} as const;
const fit = fitSwitchingMean(start, gnpGrowth);
const model = switchingMeanModel(fit);
const rows = gnpGrowth.map((value) => [value]);
const filtered = secondRegime(forward(model, rows, { initialProbs: 'stationary' }).filteredProbs);
const smoothed = secondRegime(forwardBackward(model, rows, { initialProbs: 'stationary' }).smoothedProbs);

const line = (text: string) => process.stdout.write(`${text}\n`);
line(`log-likelihood    ${fit.logLikelihood.toFixed(5)}   (published: -181.26339)`);
line(`growth            ${fit.means.map((mean) => mean.toFixed(4)).join(' and ')} percent a quarter`);
line(`stays             ${fit.stay.map((p) => (1 / (1 - p)).toFixed(1)).join(' and ')} quarters on average`);
line(`autoregression    ${fit.lags[0].map((phi) => phi.toFixed(4)).join(', ')}`);
line('');
line('Quarters that were more likely than not in recession, as it was known at the time and in hindsight:');
for (const [t] of gnpGrowth.entries()) {
  if (t < 4 || Math.min(filtered[t]!, smoothed[t]!) > 0.5) continue;
  const quarter = t + 1;
  const name = `${1951 + Math.floor(quarter / 4)} Q${(quarter % 4) + 1}`;
  line(`  ${name}   ${(1 - filtered[t]!).toFixed(2)}   ${(1 - smoothed[t]!).toFixed(2)}`);
}
